"""A throw-away exam site for a rehearsal: everything loaded, a real server in its own process.

The exam is SKD 2024 with the time of this rehearsal, the bank is the demo's, the candidates are as
many as wanted, with the faces of the demo's people in turn.
"""

import asyncio
import csv
import io
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path

import httpx

from catserver.cli.opening import OpenSite, open_site
from catserver.config import load_settings
from catserver.delivery.registry import Role
from catserver.loading.loader import Answer, By
from catserver.loading.new_sitting import SittingWish, new_sitting, plan_for
from catserver.roster.roster import SourceFile
from catserver.transparency.opening import public_folder
from question_bank.preset import read_preset

BY = "rehearsal"
PRESET = "skd-2024"
FIRST_NUMBER = 24_900_000_001
STARTS_LATEST = timedelta(hours=6)
"""The proctor starts the sitting long before; until then PINs are issued."""
READY_WITHIN_S = 60.0
STOPPED_WITHIN_S = 20.0
LOG_TAIL_LINES = 20


class SiteBroken(Exception):
    """The site could not be prepared or did not start; the words are for the operator."""


@dataclass(frozen=True, slots=True)
class OwnSite:
    """`portrait` is what a candidate's camera takes; `strangers` send somebody else."""

    url: str
    sitting: str
    proctor: tuple[str, str]
    portrait: Callable[[str], bytes]
    strangers: frozenset[str]
    log: Path
    committee: tuple[str, str]
    public_log: Path

    def errors_logged(self) -> int:
        """Errors the server wrote down: each is a fault of ours."""
        return self.log.read_text(encoding="utf-8", errors="replace").count(" ERROR ")


@dataclass(frozen=True, slots=True)
class _Loaded:
    sitting: str
    proctor: tuple[str, str]
    committee: tuple[str, str]


@asynccontextmanager
async def own_site(candidates: int, minutes: int, *, faces: bool = True) -> AsyncIterator[OwnSite]:
    """Raises SiteBroken."""
    with tempfile.TemporaryDirectory(prefix="catserver-rehearsal-") as made:
        folder = Path(made)
        port = _free_port()
        config = folder / "catserver.toml"
        config.write_text(_settings(port), encoding="utf-8")
        people = _people(candidates)
        loaded = await _load(config, people, minutes, faces=faces)
        url = f"http://127.0.0.1:{port}"
        log = folder / "server.log"
        with _server(config, log):
            await _wait_until_ready(url, log)
            await _open_sitting(url, loaded)
            yield OwnSite(
                url,
                loaded.sitting,
                loaded.proctor,
                people.portrait,
                people.strangers,
                log,
                loaded.committee,
                public_folder(folder / "data"),
            )


def _settings(port: int) -> str:
    return (
        '[site]\ntitle_id = "Gladi"\ntitle_en = "Rehearsal"\n'
        f"[server]\nport = {port}\n"
        '[data]\ndirectory = "data"\n'
        # Drawn faces are more alike than people are; two drawings of one lie about 0.1 apart.
        "[faces]\nqueue_length_max = 64\nsearch_at_most = 0.2\n"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# ── who comes ────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _People:
    """Candidate numbers, each with the number of the demo person whose face they have."""

    faces: dict[str, str]
    strangers: frozenset[str]
    roster: bytes

    def portrait(self, number: str) -> bytes:
        from proctoring.vision.demo_people import arrival_photo

        return arrival_photo(self.faces[number])

    def registration_photos(self) -> dict[str, bytes]:
        from proctoring.vision.demo_people import registration_photo

        return {f"{number}.jpg": registration_photo(face) for number, face in self.faces.items()}


def _people(candidates: int) -> _People:
    from proctoring.vision.demo_people import DEMO_PEOPLE, STAND_INS

    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("number", "name", "birth_date", "formation", "category", "accommodation"))
    faces: dict[str, str] = {}
    for place in range(candidates):
        round_, turn = divmod(place, len(DEMO_PEOPLE))
        person = DEMO_PEOPLE[turn]
        number = str(FIRST_NUMBER + place)
        faces[number] = person.number
        name = person.name if round_ == 0 else f"{person.name} {round_ + 1}"
        writer.writerow(
            (number, name, person.birth_date.isoformat(), person.formation, person.category, "")
        )
    strangers = frozenset(number for number, face in faces.items() if face in STAND_INS)
    return _People(faces, strangers, table.getvalue().encode())


# ── what is loaded ───────────────────────────────────────────────────────────────────────────
async def _load(config: Path, people: _People, minutes: int, *, faces: bool) -> _Loaded:
    settings = load_settings({}, config)
    settings.data_dir.mkdir(parents=True, mode=0o700)
    with open_site(settings) as site:
        committee = await _account(site, "panitia", Role.COMMITTEE)
        proctor = await _account(site, "pengawas", Role.PROCTOR)
        exam = _id_of(await site.loader.load_exam(_exam_file(minutes), By(BY)))
        bank = await _load_bank(site, exam)
        await _load_roster(site, exam, people, faces=faces)
        wish = SittingWish(
            title="Gladi bersih",
            exam=exam,
            bank=bank,
            room="Ruang gladi",
            start_at=site.clock.now() + STARTS_LATEST,
            seats=len(people.faces),
        )
        sitting = await new_sitting(site.registry, site.loader, site.clock, wish, BY)
        await site.registry.add_sitting(sitting)
        seating = await plan_for(site.registry, sitting, "all")
        await site.registry.assign(seating.assignments)
    return _Loaded(sitting.id, proctor, committee)


async def _account(site: OpenSite, name: str, role: Role) -> tuple[str, str]:
    password = secrets.token_urlsafe(16)
    await site.accounts.add(name, name.title(), role, password)
    return name, password


def _exam_file(minutes: int) -> SourceFile:
    source = read_preset(PRESET).source.decode()
    opens = STARTS_LATEST // timedelta(minutes=1)  # whoever rehearses does not wait for the day
    for name, value in (("allowed_minutes", minutes), ("opens_minutes", opens)):
        source, changed = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", source)
        if changed != 1:
            raise SiteBroken(f"the preset {PRESET} does not say {name} once")
    return SourceFile(f"{PRESET}.toml", source.encode())


async def _load_bank(site: OpenSite, exam: str) -> str:
    from question_bank.demo.build import demo_bank_table

    table, pictures = demo_bank_table()
    files = SourceFile("bank.csv", table), SourceFile("bank.zip", _zip(pictures))
    return _id_of(await site.loader.load_bank(*files, exam, By(BY)))


async def _load_roster(site: OpenSite, exam: str, people: _People, *, faces: bool) -> None:
    photos = SourceFile("photos.zip", _zip(people.registration_photos())) if faces else None
    table = SourceFile("roster.csv", people.roster)
    answer = await site.loader.load_roster(table, photos, exam, By(BY))
    if not answer.loaded:
        raise SiteBroken(str(answer.problems))


def _id_of(answer: Answer) -> str:
    if answer.id is None or not answer.loaded:
        raise SiteBroken(str(answer.problems))
    return answer.id


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


# ── the server ───────────────────────────────────────────────────────────────────────────────
@contextmanager
def _server(config: Path, log: Path) -> Iterator[None]:
    command = [
        sys.executable,
        "-c",
        "from catserver.cli import main; main()",
        "--config",
        str(config),
        "serve",
    ]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CATSERVER_")}
    with log.open("wb") as output:
        # Its own session: Ctrl+C is for the rehearsal, which then ends in good order.
        process = subprocess.Popen(  # noqa: S603 - this program itself
            command, stdout=output, stderr=output, env=kept, start_new_session=True
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def _wait_until_ready(url: str, log: Path) -> None:
    try:
        async with (
            asyncio.timeout(READY_WITHIN_S),
            httpx.AsyncClient(base_url=url, trust_env=False) as client,
        ):
            while not await _healthy(client):  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise SiteBroken(f"The server did not start:\n{_tail(log)}") from None


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LOG_TAIL_LINES:])


async def _healthy(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health")).is_success
    except httpx.TransportError:
        return False


async def _open_sitting(url: str, loaded: _Loaded) -> None:
    name, password = loaded.committee
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:
        for path, body in (
            ("/api/staff/sign-in", {"name": name, "password": password}),
            (f"/api/sittings/{loaded.sitting}/open", {}),
        ):
            response = await client.post(path, json=body)
            if not response.is_success:
                raise SiteBroken(f"{path} answers {response.status_code}: {response.text}")


def minutes_for(work_for: timedelta) -> int:
    """The exam's time: whole minutes, so that those who stay run into its end."""
    return max(ceil(work_for / timedelta(minutes=1)), 1)
