"""A room of any size for measuring: real exam, real bank, attempts prepared, everybody signed in.

It goes through the desks and not through the door: what is measured is what happens after the
candidates sit. Forms are drawn for some and shared among the rest.
"""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import msgspec
import numpy as np

from catserver.admission.commands import IssuePin, UsePin
from catserver.attempt.commands import Prepare
from catserver.attempt.events import AttemptId, AttemptPrepared, FormEntry
from catserver.config import (
    DataSettings,
    LimitSettings,
    ServerSettings,
    Settings,
    StoreSettings,
)
from catserver.delivery.material import Material
from catserver.delivery.pins import Secrets
from catserver.delivery.registry import (
    Assignment,
    Candidate,
    CandidateNumber,
    Photo,
    PhotoId,
    PhotoKind,
    Role,
    RosterEntry,
    Staff,
    StaffName,
)
from catserver.desks import Desks, open_desks
from catserver.loading.loader import By, Loader
from catserver.loading.new_sitting import SittingWish, new_sitting
from catserver.roster.roster import RosterLimits, SourceFile
from catserver.site_secret import site_secret
from question_bank.assembly import assemble
from question_bank.demo.build import demo_bank_table
from question_bank.preset import read_preset

BY = "bench"
DRAWN_FORMS = 20
AT_ONCE = 500
OTHERS_APART = 0.03
"""Of each number of a template; together as far as photos of one person lie apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """One terminal: its attempt, the cookie of its sign-in, its form's items with a choice each."""

    attempt: str
    token: str
    form_digest: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BenchRoom:
    """`staff` is the cookie of a committee member, who starts the sitting."""

    settings: Settings
    sitting: str
    staff: str
    places: tuple[Place, ...]


def settings_for(
    folder: Path, terminals: int, port: int = 8000, url: str | None = None
) -> Settings:
    return Settings(
        data=DataSettings(directory=str(folder)),
        server=ServerSettings(port=port),
        store=StoreSettings(url=url or ""),
        limits=LimitSettings(
            terminals_max=terminals + 100,
            answers_per_minute_max=1_000_000_000,  # the server is measured, not its patience
            board_viewers_max=15_000,
        ),
    )


@dataclass(frozen=True, slots=True)
class Face:
    """A registration photo, and what an engine made of it, not turned yet."""

    photo: bytes = field(repr=False)
    engine: str
    template: bytes = field(repr=False)


async def furnish(
    folder: Path, terminals: int, url: str | None = None, faces: Sequence[Face] = ()
) -> BenchRoom:
    """A fresh room in `folder`, open, everybody waiting; it starts when told.

    With `faces`, each candidate has one of these registration photos, with a template a little
    apart from all others of it: a thousand people, as far as comparing costs anything.
    """
    settings = settings_for(folder, terminals, url=url)
    async with open_desks(settings) as desks:
        sitting = await _sitting(desks, terminals)
        material = await desks.cabinet.material(sitting)
        await desks.sittings.open(sitting, BY)
        places = await _seat(desks, material, Secrets(site_secret(settings.data_dir)), terminals)
        await _register(desks, faces, terminals)
        staff = await _committee(desks)
    return BenchRoom(settings, sitting, staff, places)


async def _committee(desks: Desks) -> str:
    now, token = desks.clock.now(), secrets.token_urlsafe(32)
    await desks.registry.add_staff(Staff(StaffName(BY), BY, Role.COMMITTEE, now), "no password")
    await desks.registry.open_session(
        sha256(token.encode()).digest(), BY, now, now + timedelta(days=1)
    )
    return token


async def _sitting(desks: Desks, seats: int) -> str:
    loader = Loader(desks.registry, desks.clock, RosterLimits(), lambda _: None)
    preset = read_preset("skd-2024")
    rules = _THRESHOLD.sub(rb"\g<1>2.0", _MATCH.sub(rb"\g<1>1.99", preset.source))
    exam = await loader.load_exam(SourceFile("skd-2024.toml", rules), By(BY))
    table, pictures = demo_bank_table()
    await desks.registry.set_site_value("bench", "yes")
    bank = await loader.load_bank(SourceFile("bank.csv", table), _zipped(pictures), exam.id, By(BY))
    assert exam.id is not None
    assert bank.id is not None, bank.problems
    wish = SittingWish(
        "Bench", exam.id, bank.id, "Bench", desks.clock.now() + timedelta(days=1), seats
    )
    sitting = await new_sitting(desks.registry, loader, desks.clock, wish, BY)
    await desks.sittings.create(sitting)
    return sitting.id


_MATCH = re.compile(rb"^(match_at_most = )\S+", re.MULTILINE)
_THRESHOLD = re.compile(rb"^(strong_non_match_from = )\S+", re.MULTILINE)
"""A dozen drawn people stand for everybody, so everybody has doubles, and held against those no
face would match. On a real day nearly all do, and a match is what is measured."""


def _zipped(files: dict[str, bytes]) -> SourceFile:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SourceFile("pictures.zip", packed.getvalue())


async def _seat(
    desks: Desks, material: Material, site_secrets: Secrets, terminals: int
) -> tuple[Place, ...]:
    numbers = [_number(place) for place in range(terminals)]
    await desks.registry.load_roster([RosterEntry(_candidate(each)) for each in numbers])
    forms = [assemble(material.exam, material.bank, Random(seed)) for seed in range(DRAWN_FORMS)]
    prepared = [_prepared(desks, material, form) for form in forms]
    assignments = [
        Assignment(AttemptId(f"att_{secrets.token_hex(8)}"), material.sitting.id, each, None)
        for each in numbers
    ]
    places: list[Place] = []
    for start in range(0, terminals, AT_ONCE):
        group = range(start, min(start + AT_ONCE, terminals))
        places += await asyncio.gather(
            *(
                _one(desks, site_secrets, assignments[place], prepared[place % DRAWN_FORMS])
                for place in group
            )
        )
    await desks.registry.assign(assignments)
    return tuple(places)


async def _register(desks: Desks, faces: Sequence[Face], candidates: int) -> None:
    if not faces:
        return
    entries = [
        _entry(_number(place), faces[place % len(faces)], desks) for place in range(candidates)
    ]
    await desks.registry.load_roster(entries)
    key, random = await desks.registry.event_key(), np.random.default_rng(1)
    for place, entry in enumerate(entries):
        face = faces[place % len(faces)]
        apart = random.normal(0, OTHERS_APART, len(face.template) // 4)
        template = (np.frombuffer(face.template, dtype="<f4") + apart).astype("<f4")
        turned = key.turned(face.engine, template.tobytes())
        assert entry.photo is not None
        await desks.registry.store_template(entry.photo.id, face.engine, turned)


def _entry(number: CandidateNumber, face: Face, desks: Desks) -> RosterEntry:
    photo = Photo(
        PhotoId(f"bench-{number}"),
        PhotoKind.REGISTRATION,
        number,
        sha256(face.photo).hexdigest(),
        "image/jpeg",
        desks.clock.now(),
    )
    return RosterEntry(_candidate(number), photo, face.photo)


def _number(place: int) -> CandidateNumber:
    return CandidateNumber(f"9{place:09d}")


def _candidate(number: CandidateNumber) -> Candidate:
    return Candidate(number, f"Peserta {number}", "Bench", "general")


def _prepared(desks: Desks, material: Material, form: object) -> AttemptPrepared:
    from question_bank.form import Form

    assert isinstance(form, Form)
    exam, bank = material.exam, material.bank
    return AttemptPrepared(
        at=desks.clock.now(),
        candidate="",
        category="general",
        formation="Bench",
        sitting=material.sitting.id,
        exam=exam.id,
        exam_digest=exam.digest,
        bank=bank.id,
        bank_digest=bank.digest,
        key_version=material.key_version,
        form=tuple(
            FormEntry(each.item, bank.items[each.item].section, each.choices) for each in form.items
        ),
        form_digest=form.digest,
        allowed_s=int(exam.time.allowed.total_seconds()),
        answer_grace_s=2,
        late_start="full_time",
        software=BY,
    )


async def _one(
    desks: Desks, site_secrets: Secrets, assignment: Assignment, prepared: AttemptPrepared
) -> Place:
    attempt = assignment.attempt
    own = msgspec.structs.replace(prepared, candidate=assignment.candidate)
    await desks.attempts.handle(attempt, Prepare(own))
    await desks.admissions.handle(
        attempt, IssuePin(BY, "arrival", "bench", None, gate_required=False)
    )
    seated = await desks.admissions.handle(attempt, UsePin("bench", "bench"))
    assert seated.state.seated_at is not None
    token = site_secrets.terminal_token(attempt, seated.state.seated_at)
    items = tuple((entry.item, entry.choices[0]) for entry in own.form)
    return Place(attempt, token, own.form_digest, items)
