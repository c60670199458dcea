"""`catserver breach-report`: what the notice of a breach must say, drawn from journal and store."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from catserver.cli.opening import in_loop, settings_of
from catserver.custody.events import CustodyEvent, PhotosViewed
from catserver.store.holdings import Holding, SignIn, holdings, owners, sign_ins
from question_bank.formats.plain_cells import plain_cell

INSTANT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
WORDS = {
    "registration_photos": "foto pendaftaran / registration photos",
    "arrival_photos": "foto kedatangan / arrival photos",
    "templates": "templat wajah / face templates",
    "person": "nama, tanggal lahir, formasi / name, date of birth, formation",
    "journal": "jawaban, nilai, catatan hari ujian / answers, marks, the day's account",
}

THE_LAW = """\
UU 27/2022 Pasal 46: pemberitahuan tertulis paling lambat 3×24 jam kepada subjek data dan lembaga,
memuat data yang terungkap, kapan dan bagaimana terungkap, serta upaya penanganan dan pemulihan. /
Written notice within 3×24 hours to the people concerned and the authority: which data came out,
when and how, and what is done about it."""
SEALED = """\
Foto dan templat dari {sealed} kegiatan tersegel dengan kunci di luar basis data; basis data tanpa
berkas `event-keys` tidak mengungkap foto dan templat. Nama, tanggal lahir dan jurnal **tidak**
tersegel. / Photos and templates of {sealed} events are sealed with keys outside the database:
whoever took the database without the files in `event-keys` has no photo and no template. Names,
dates of birth and the journal are **not** sealed."""
NOT_RECORDED = """\
Tidak tercatat / not recorded: siapa yang membaca berkas basis data di luar program ini; foto yang
tampil kurang dari setengah menit sebelum listrik padam. / Who read the database's file outside this
program; photos shown within the last half minute before a power cut."""


@click.command("breach-report")
@click.option("--since", type=INSTANT, required=True, help="From when data may have leaked; UTC.")
@click.option("--until", type=INSTANT, help="Until when; now by default. UTC.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "--affected",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV of the people to be told, with the classes of their data.",
)
@click.pass_context
@in_loop
async def breach_report(
    context: click.Context,
    since: datetime,
    until: datetime | None,
    out: Path | None,
    affected: Path | None,
) -> None:
    """Say whose data of which classes are held, and who looked at or took them. Reads only."""
    from catserver.delivery.keeping.custodian import Custodian
    from catserver.desks import open_desks
    from catserver.store.engine import open_engine

    settings = settings_of(context)
    begin = since.replace(tzinfo=UTC)
    end = until.replace(tzinfo=UTC) if until else datetime.now(UTC)
    async with open_desks(settings, writing=False) as desks:
        told = [
            each
            for each in await Custodian(desks.journal, desks.clock).events()
            if begin <= each.at <= end
        ]
        events = await desks.registry.exam_events()
    engine = open_engine(settings.store_url)
    try:
        held = holdings(engine)
        viewed = {photo for each in told if isinstance(each, PhotosViewed) for photo in each.photos}
        whose = owners(engine, viewed)
        signed_in = sign_ins(engine, begin, end)
    finally:
        engine.dispose()
    sealed = [each for each in events if each.forgotten_at is None]
    text = "\n".join(
        (
            *_opening(begin, end),
            *_held(held, len(sealed), len(events) - len(sealed)),
            *_access(told, whose, signed_in),
            *_closing(),
        )
    )
    _write(out, text)
    if affected is not None:
        _write_affected(affected, held)


def _opening(begin: datetime, end: datetime) -> Sequence[str]:
    return (
        "# Laporan kegagalan pelindungan data pribadi / Report of a personal data breach",
        "",
        f"Masa / period: {begin:%Y-%m-%d %H:%M}–{end:%Y-%m-%d %H:%M} UTC.",
        "",
        THE_LAW,
        "",
    )


def _held(held: Sequence[Holding], sealed: int, forgotten: int) -> Sequence[str]:
    counts = Counter(name for each in held for name in each.classes)
    return (
        "## 1. Data siapa dan apa / Whose data, and which",
        "",
        f"{len(held)} peserta / candidates.",
        "",
        *(f"- {WORDS[name]}: {counts[name]} orang / people" for name in WORDS if counts[name]),
        "",
        SEALED.format(sealed=sealed),
        f"Kegiatan yang kuncinya sudah dimusnahkan / events whose key is destroyed: {forgotten}.",
        "",
    )


def _access(
    told: Sequence[CustodyEvent], whose: dict[str, str], signed_in: Sequence[SignIn]
) -> Sequence[str]:
    views = [each for each in told if isinstance(each, PhotosViewed)]
    people = sorted({each.by for each in views})
    lines = [
        "## 2. Siapa yang melihat atau mengambil / Who looked or took",
        "",
        "| akun / account | foto / photos | orang / people | dari / from | sampai / until |",
        "|---|---|---|---|---|",
    ]
    for by in people:
        mine = [each for each in views if each.by == by]
        photos = {photo for each in mine for photo in each.photos}
        numbers = {whose[photo] for photo in photos if photo in whose}
        first, last = min(each.since for each in mine), max(each.at for each in mine)
        span = f"{first:%m-%d %H:%M} | {last:%m-%d %H:%M}"
        lines.append(f"| {by} | {len(photos)} | {len(numbers)} | {span} |")
    lines += ["", "Berkas dan tindakan / files and deeds:", ""]
    others = [each for each in told if not isinstance(each, PhotosViewed)]
    lines += [f"- {each.at:%Y-%m-%d %H:%M} {each.by}: {_deed(each)}" for each in others] or ["- –"]
    lines += ["", "Masuk / sign-ins:", ""]
    return [
        *lines,
        *([f"- {each.at:%Y-%m-%d %H:%M} {each.staff}" for each in signed_in] or ["- –"]),
    ]


def _deed(event: CustodyEvent) -> str:
    hidden = {"at", "by", "photos", "attempts"}
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name not in hidden}
    told = ", ".join(f"{name} {value}" for name, value in fields.items() if value)
    return f"{type(event).__name__} {told}".strip()


def _closing() -> Sequence[str]:
    return (
        "",
        "## 3. Untuk diisi / To be filled in",
        "",
        "- Bagaimana terungkap / how it came out:",
        (
            "- Yang sudah dilakukan / what has been done (sandi diganti, `catserver staff`; kunci "
            "dimusnahkan, `catserver forget`):"
        ),
        "- Yang dapat dilakukan peserta / what the people concerned can do:",
        "- Narahubung / contact:",
        "",
        NOT_RECORDED,
    )


def _write(out: Path | None, text: str) -> None:
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
        out.chmod(0o600)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error}") from error
    click.echo(f"{out}: fill in part 3, and send it within 3×24 hours.")


def _write_affected(path: Path, held: Sequence[Holding]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(("number", "name", "classes"))
            for each in held:
                row = (each.number, each.name, " ".join(each.classes))
                table.writerow(map(plain_cell, row))
        path.chmod(0o600)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error}") from error
    click.echo(f"{path}: {len(held)} people.")
