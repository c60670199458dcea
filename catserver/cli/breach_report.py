"""`catserver breach-report`: what the notice of a breach must say, drawn from journal and store."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from catserver.cli.opening import in_loop, settings_of
from catserver.custody.events import CustodyEvent, PhotosViewed, StaffSignedIn
from catserver.store.holdings import Holding, SignIn, holdings, owners, sign_ins
from catserver.store.restored import RestoredFrom, restored_from
from question_bank.formats.plain_cells import plain_cell

MINUTE = "%Y-%m-%d %H:%M"
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
WHO_COULD = """\
Setiap akun yang masuk dapat melihat nama, nomor, tanggal lahir, foto dan jalannya ujian peserta
semua sesi; nilai sebagai berkas dan akun-akun hanya panitia. Foto tercatat di bawah, halaman
dengan nama tidak. / Every account that signed in could see name, number, date of birth, photos and
progress of the candidates of all sittings; results as files and the accounts the committee only.
Photos are recorded below, pages with names are not."""
RESTORED = """\
**Data ini dipulihkan dari cadangan: yang tercatat antara {since} dan {until} UTC tidak ada di
laporan ini. / These data were restored from a backup: what was recorded between these two instants
is missing from this report.**"""
NOT_RECORDED = """\
Tidak tercatat / not recorded: siapa yang membaca berkas basis data di luar program ini; siapa yang
mencoba kata sandi tanpa berhasil; foto yang tampil kurang dari setengah menit sebelum listrik
padam. / Who read the database's file outside this program; who tried passwords without success;
photos shown within the last half minute before a power cut."""


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
        looked_for = len(await desks.registry.watched())
    engine = open_engine(settings.store_url)
    try:
        held = holdings(engine)
        viewed = {photo for each in told if isinstance(each, PhotosViewed) for photo in each.photos}
        whose = owners(engine, viewed)
        still_in = sign_ins(engine, begin, end)
    finally:
        engine.dispose()
    sealed = [each for each in events if each.forgotten_at is None]
    text = "\n".join(
        (
            *_opening(begin, end, restored_from(settings.data_dir)),
            *_held(held, looked_for, len(sealed), len(events) - len(sealed)),
            *_signed_in(told, still_in),
            *_access(told, whose),
            *_closing(),
        )
    )
    _write(out, text)
    if affected is not None:
        _write_affected(affected, held)


def _opening(begin: datetime, end: datetime, restored: RestoredFrom | None) -> Sequence[str]:
    return (
        "# Laporan kegagalan pelindungan data pribadi / Report of a personal data breach",
        "",
        f"Masa / period: {begin:{MINUTE}}–{end:{MINUTE}} UTC.",
        "",
        *_gap(begin, end, restored),
        THE_LAW,
        "",
    )


def _gap(begin: datetime, end: datetime, restored: RestoredFrom | None) -> Sequence[str]:
    if restored is None or begin > restored.restored_at or end < restored.behind_since:
        return ()
    since, until = f"{restored.behind_since:{MINUTE}}", f"{restored.restored_at:{MINUTE}}"
    return (RESTORED.format(since=since, until=until), "")


def _held(held: Sequence[Holding], looked_for: int, sealed: int, forgotten: int) -> Sequence[str]:
    counts = Counter(name for each in held for name in each.classes)
    return (
        "## 1. Data siapa dan apa / Whose data, and which",
        "",
        f"{len(held)} peserta / candidates.",
        "",
        *(f"- {WORDS[name]}: {counts[name]} orang / people" for name in WORDS if counts[name]),
        *([f"- daftar pencarian / watch list: {looked_for} foto / photos"] if looked_for else []),
        "",
        SEALED.format(sealed=sealed),
        f"Kegiatan yang kuncinya sudah dimusnahkan / events whose key is destroyed: {forgotten}.",
        "",
    )


def _signed_in(told: Sequence[CustodyEvent], still_in: Sequence[SignIn]) -> Sequence[str]:
    times: dict[tuple[str, str], list[datetime]] = {}
    for each in told:
        if isinstance(each, StaffSignedIn):
            times.setdefault((each.by, each.address), []).append(each.at)
    rows = [
        f"| {by} | {address} | {len(at)} | {min(at):{MINUTE}} | {max(at):{MINUTE}} |"
        for (by, address), at in sorted(times.items())
    ]
    open_now = sorted(Counter(each.staff for each in still_in).items())
    return (
        "## 2. Siapa yang dapat melihat / Who could see",
        "",
        WHO_COULD,
        "",
        "| akun / account | komputer / computer | kali / times | dari / from | sampai / until |",
        "|---|---|---|---|---|",
        *(rows or ["| – | | | | |"]),
        "",
        "Masih masuk saat laporan dibuat; sandi baru mengakhirinya / still signed in when this was "
        "made; a new password ends it: "
        + (", ".join(f"{by} ({count})" for by, count in open_now) or "–"),
        "",
    )


def _access(told: Sequence[CustodyEvent], whose: dict[str, str]) -> Sequence[str]:
    views = [each for each in told if isinstance(each, PhotosViewed)]
    people = sorted({each.by for each in views})
    lines = [
        "## 3. Siapa yang melihat atau mengambil / Who looked or took",
        "",
        "| akun / account | foto / photos | orang / people | dari / from | sampai / until |",
        "|---|---|---|---|---|",
    ]
    for by in people:
        mine = [each for each in views if each.by == by]
        photos = {photo for each in mine for photo in each.photos}
        numbers = {whose[photo] for photo in photos if photo in whose}
        first, last = min(each.since for each in mine), max(each.at for each in mine)
        span = f"{first:{MINUTE}} | {last:{MINUTE}}"
        lines.append(f"| {by} | {len(photos)} | {len(numbers)} | {span} |")
    lines += ["", "Berkas dan tindakan / files and deeds:", ""]
    others = [each for each in told if not isinstance(each, PhotosViewed | StaffSignedIn)]
    deeds = [f"- {each.at:{MINUTE}} {each.by}: {_deed(each)}" for each in others]
    return [*lines, *(deeds or ["- –"])]


def _deed(event: CustodyEvent) -> str:
    hidden = {"at", "by", "photos", "attempts"}
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name not in hidden}
    told = ", ".join(f"{name} {value}" for name, value in fields.items() if value)
    return f"{type(event).__name__} {told}".strip()


def _closing() -> Sequence[str]:
    return (
        "",
        "## 4. Untuk diisi / To be filled in",
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
    click.echo(f"{out}: fill in part 4, and send it within 3×24 hours.")


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
