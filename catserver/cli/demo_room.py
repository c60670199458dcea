"""The demo's room: exam, bank, roster and sitting loaded from the files that ship, and its guests.

Everything goes the ordinary way: the same readers, the same loader, the same requests.
"""

import asyncio
import io
import re
import secrets
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from catserver.cli.opening import OpenSite, open_site
from catserver.config import Settings
from catserver.delivery.registry import Role
from catserver.loading.loader import Answer, By
from catserver.loading.new_sitting import SittingWish, new_sitting, plan_for
from catserver.roster.roster import SourceFile
from catserver.web.site import DemoSignIns
from question_bank.preset import read_preset

BY = "demo"
ROOM = "Ruang A"
GUESTS = 3
"""Candidates with a PIN for the visitor to sit the exam with."""
AT_THE_DOOR = 6
"""Candidates left for the visitor to receive at the desk."""
REFERRED = {
    "24110100313": "24110100313",
    "24110100526": "24110100526",
    "24110100541": "24110100573",
}
"""Who comes with whose face, for the visitor to decide on: a stand-in, a genuine candidate in bad
light, and somebody who has the face of another number, who has not come yet."""
VACANCIES = {
    "Pranata Komputer": 2,
    "Analis Kebijakan": 1,
    "Guru Matematika": 1,
    "Perawat": 1,
    "Penata Kelola Pemerintahan": 1,
    "Auditor": 1,
    "Penyuluh Pertanian": 1,
    "Arsiparis": 1,
}
"""Few enough that the board's line of 3 × vacancies runs through most formations."""


CHANGED = {
    "pin_closes_minutes": "-600",
    "names": '"masked"',
    "seat": '"optional"',
    "return": '"required"',
}
"""Lines of the preset that are otherwise in the demo."""


class DemoBroken(Exception):
    """A file that ships does not load: a defect of the release."""


@dataclass(frozen=True, slots=True)
class DemoRoom:
    """`crowd` are the numbers of the simulated candidates, `guests` the visitor's."""

    sitting: str
    sign_ins: DemoSignIns
    crowd: tuple[str, ...]
    guests: tuple[str, ...]

    async def open_door(self, settings: Settings) -> None:
        """Open the sitting, refer some faces, and give the visitor's candidates their PINs."""
        from proctoring.vision.demo_people import arrival_photo

        async with httpx.AsyncClient(base_url=settings.server.origin, timeout=30) as client:
            await _sign_in(client, self.sign_ins.committee)
            await _post(client, f"/api/sittings/{self.sitting}/open", {})
            await _sign_in(client, self.sign_ins.proctor)
            for number, face in REFERRED.items():
                photo = await asyncio.to_thread(arrival_photo, face)
                candidate = f"/api/sittings/{self.sitting}/candidates/{number}"
                (await client.post(f"{candidate}/probe", content=photo)).raise_for_status()
            for number in self.guests:
                candidate = f"/api/sittings/{self.sitting}/candidates/{number}"
                admit = {"decision": "admit", "reason_code": "documents_checked", "reason": BY}
                admitted = await _post(client, f"{candidate}/decision", admit)
                issued = await _post(client, f"{candidate}/pin", {})
                self.sign_ins.candidates.append(
                    {"number": number, "pin": issued["pin"], "name": admitted["row"]["name"]}
                )


async def _sign_in(client: httpx.AsyncClient, account: tuple[str, str]) -> None:
    await _post(client, "/api/staff/sign-in", {"name": account[0], "password": account[1]})


async def _post(client: httpx.AsyncClient, url: str, body: dict[str, str]) -> Any:
    response = await client.post(url, json=body)
    response.raise_for_status()
    return response.json()


async def prepare_room(
    settings: Settings, start_after: timedelta, passwords: int = 3, live: str = "cues"
) -> DemoRoom:
    """Load everything into an empty data folder and create one sitting that starts soon.

    `live` is the exam's word on whether a person stands there; a camera that plays a file is none.
    """
    with open_site(settings) as site:
        committee = await _account(site, "panitia", "Panitia Demo", Role.COMMITTEE, passwords)
        proctor = await _account(site, "pengawas", "Pengawas Demo", Role.PROCTOR, passwords)
        exam = await _load_exam(site, live)
        bank = await _load_bank(site, exam)
        numbers = await _load_roster(site, exam)
        sitting = await _create_sitting(site, exam, bank, len(numbers), start_after)
    ordinary = [number for number in numbers if number not in REFERRED]
    guests = tuple(ordinary[-GUESTS:])
    crowd = tuple(ordinary[: -GUESTS - AT_THE_DOOR])
    return DemoRoom(sitting, DemoSignIns(committee, proctor), crowd, guests)


async def _account(
    site: OpenSite, name: str, display_name: str, role: Role, words: int
) -> tuple[str, str]:
    password = a_password(words)
    await site.accounts.add(name, display_name, role, password)
    return name, password


async def _load_exam(site: OpenSite, live: str) -> str:
    """SKD 2024 as it ships, but a visitor may come late, and may try what the gates are like."""
    source = read_preset("skd-2024").source.decode()
    for key, value in {**CHANGED, "live": f'"{live}"'}.items():
        source, changed = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", source)
        if changed != 1:
            raise DemoBroken(f"the preset has {changed} lines for {key}")
    source += "".join(
        f'\n[[formations]]\nname = "{name}"\nvacancies = {vacancies}\n'
        for name, vacancies in VACANCIES.items()
    )
    file = SourceFile("skd-2024.toml", source.encode())
    return _loaded(await site.loader.load_exam(file, By(BY)))


async def _load_bank(site: OpenSite, exam: str) -> str:
    from question_bank.demo.build import demo_bank_table

    table, pictures = demo_bank_table()
    return _loaded(
        await site.loader.load_bank(
            SourceFile("bank-demo.csv", table),
            SourceFile("bank-demo.zip", _zip(pictures)),
            exam,
            By(BY),
        )
    )


async def _load_roster(site: OpenSite, exam: str) -> list[str]:
    from proctoring.vision.demo_people import DEMO_PEOPLE, demo_roster_table, registration_photo

    photos = {f"{each.number}.jpg": registration_photo(each.number) for each in DEMO_PEOPLE}
    answer = await site.loader.load_roster(
        SourceFile("roster-demo.csv", demo_roster_table()),
        SourceFile("photos-demo.zip", _zip(photos)),
        exam,
        By(BY),
    )
    if not answer.loaded:
        raise DemoBroken(str(answer.problems))
    return [each.number for each in DEMO_PEOPLE]


async def _create_sitting(
    site: OpenSite, exam: str, bank: str, seats: int, start_after: timedelta
) -> str:
    wish = SittingWish(
        title="Sesi 1",
        exam=exam,
        bank=bank,
        room=ROOM,
        start_at=site.clock.now() + start_after,
        seats=seats,
    )
    sitting = await new_sitting(site.registry, site.loader, site.clock, wish, BY)
    await site.registry.add_sitting(sitting)
    seating = await plan_for(site.registry, sitting, "all")
    await site.registry.assign(seating.assignments)
    return sitting.id


def _loaded(answer: Answer) -> str:
    if answer.id is None or not answer.loaded:
        raise DemoBroken(str(answer.problems))
    return answer.id


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def a_password(words: int) -> str:
    """Easy to type, made anew for each demo."""
    return "-".join(secrets.choice(_WORDS) for _ in range(words)) + f"-{secrets.randbelow(90) + 10}"


_WORDS = (
    *("bambu", "batik", "beras", "bulan", "cempaka", "danau", "garuda", "gunung", "hutan"),
    *("jambu", "kelapa", "kopi", "laut", "mawar", "melati", "merpati", "padi", "pantai"),
    *("pelangi", "rusa", "samudra", "sawah", "senja", "teratai"),
)
