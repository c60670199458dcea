"""Forms are joined from pieces: the same JSON as if each had been encoded whole, with pictures."""

import base64
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from catserver.attempt.events import FormEntry
from catserver.attempt.state import Attempt
from catserver.delivery.clock import SteadyClock
from catserver.delivery.material import Cabinet
from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.sealing import Seals, unseal
from catserver.loading.loader import By, Loader
from catserver.loading.new_sitting import SittingWish, new_sitting
from catserver.roster.roster import RosterLimits, SourceFile
from catserver.web import forms
from catserver.web.forms import Forms
from question_bank.item import ChoiceId, ItemId, SectionId
from tests.builders import a_prepared_attempt, a_running_attempt

EXAM = (Path(__file__).parents[2] / "data" / "exam-small.toml").read_bytes()
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="3"/></svg>'
OTHER = PICTURE.replace(b'r="3"', b'r="4"')
HEADINGS = "code,section,topic,level,stem,picture,picture_a,choice_a,choice_b,choice_c,choice_d,key"
GRADED = ",points_a,points_b,points_c,points_d"
TRICKY = 'Apa arti ""Bhinneka"" \\ {tunggal} </script>?'
BANK = "\n".join(
    [
        HEADINGS + GRADED,
        f'TWK-1,twk,a,easy,"{TRICKY}",one.svg,two.svg,salah,benar,keliru,bukan,b,,,,',
        *(
            f"TWK-{n},twk,a,easy,Soal {n},one.svg,,salah,benar,keliru,bukan,b,,,,"
            for n in (2, 3, 4)
        ),
        *(f"TWK-{n},twk,a,medium,Soal {n},,,salah,benar,keliru,bukan,b,,,," for n in (5, 6, 7)),
        *(f"TKP-{n},tkp,b,easy,Sikap {n},,,w,x,y,z,,1,2,3,5" for n in (1, 2, 3, 4)),
    ]
).encode()


async def a_room() -> tuple[Forms, Seals, str]:
    """Forms over a bank with pictures; the sitting's id."""
    registry, clock = MemoryRegistry(), SteadyClock()
    loader = Loader(registry, clock, RosterLimits(), lambda _: None)
    exam = await loader.load_exam(SourceFile("exam-small.toml", EXAM), By("test"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.svg", PICTURE)
        archive.writestr("two.svg", OTHER)
    pictures = SourceFile("pictures.zip", packed.getvalue())
    bank = await loader.load_bank(SourceFile("bank.csv", BANK), pictures, exam.id, By("test"))
    assert bank.loaded, bank.problems
    assert exam.id is not None
    assert bank.id is not None
    wish = SittingWish("Sesi", exam.id, bank.id, "A", clock.now() + timedelta(hours=1), 2)
    sitting = await new_sitting(registry, loader, clock, wish, "budi")
    await registry.add_sitting(sitting)
    seals = Seals(registry)
    made = Forms(registry, Cabinet(registry), seals)
    await made.ready(sitting.id)
    return made, seals, sitting.id


def entries(*items: str, order: str = "dacb") -> tuple[FormEntry, ...]:
    choices = tuple(ChoiceId(each) for each in order)
    return tuple(FormEntry(ItemId(i), SectionId(i.split("-")[0].lower()), choices) for i in items)


def an_attempt(sitting: str, *items: str) -> Attempt:
    return a_prepared_attempt(sitting=sitting, form=entries(*items))


async def test_a_joined_form_says_what_the_bank_says_in_the_candidates_order() -> None:
    made, _, sitting = await a_room()
    form = msgspec.json.decode(made.text(an_attempt(sitting, "TWK-1", "TKP-2")))
    assert form["sections"][0]["items"] == 3
    first, second = form["items"]
    assert first["stem"] == TRICKY.replace('""', '"')
    assert first["picture"] == "/pictures/one.svg"
    assert [each["id"] for each in first["choices"]] == list("dacb")
    assert first["choices"][1] == {"id": "a", "text": "salah", "picture": "/pictures/two.svg"}
    assert second == {
        "id": "TKP-2",
        "section": "tkp",
        "stem": "Sikap 2",
        "picture": None,
        "choices": [
            {"id": each, "text": text, "picture": None}
            for each, text in zip("dacb", "zwyx", strict=True)
        ],
    }


async def test_the_sockets_message_is_the_form_with_its_type() -> None:
    made, _, sitting = await a_room()
    attempt = an_attempt(sitting, "TWK-1", "TWK-2")
    message = msgspec.json.decode(made.message(attempt))
    assert message.pop("type") == "form"
    assert message == msgspec.json.decode(made.text(attempt))


async def test_no_form_holds_a_key_or_a_mark() -> None:
    made, _, sitting = await a_room()
    form = msgspec.json.decode(made.text(an_attempt(sitting, "TWK-1", "TKP-2")))
    assert set(form) == {"digest", "sections", "items"}
    assert {key for item in form["items"] for key in item} == {
        *("id", "section", "stem", "picture", "choices")
    }
    assert {key for i in form["items"] for c in i["choices"] for key in c} == {
        *("id", "text", "picture")
    }


async def test_a_sealed_form_brings_each_of_its_pictures_once() -> None:
    made, seals, sitting = await a_room()
    attempt = an_attempt(sitting, "TWK-1", "TWK-2", "TKP-1")
    assert attempt.prepared is not None
    digest = attempt.prepared.form_digest
    opened = unseal(seals.key(sitting, attempt.id), digest, made.sealed(attempt))
    package = msgspec.json.decode(opened)
    pictures = package.pop("pictures")
    assert package == msgspec.json.decode(made.text(attempt))
    assert {url: base64.b64decode(each["content"]) for url, each in pictures.items()} == {
        "/pictures/one.svg": PICTURE,
        "/pictures/two.svg": OTHER,
    }
    assert {each["media_type"] for each in pictures.values()} == {"image/svg+xml"}
    assert opened.count(base64.b64encode(PICTURE)) == 1


async def test_pictures_beyond_the_limit_stay_where_they_are_and_keep_their_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "FORM_PICTURES_SIZE_BYTES_MAX", 240)
    made, seals, sitting = await a_room()
    attempt = an_attempt(sitting, "TWK-1")
    assert attempt.prepared is not None
    opened = unseal(
        seals.key(sitting, attempt.id), attempt.prepared.form_digest, made.sealed(attempt)
    )
    package = msgspec.json.decode(opened)
    assert list(package["pictures"]) == ["/pictures/one.svg"]
    assert package["items"][0]["choices"][1]["picture"] == "/pictures/two.svg"


async def test_a_welcome_holds_the_key_only_while_the_time_runs() -> None:
    made, seals, sitting = await a_room()
    waiting = an_attempt(sitting, "TWK-1")
    running = a_running_attempt(sitting=sitting, form=entries("TWK-1"))
    assert made.key_in_welcome(waiting) is None
    key = base64.b64encode(seals.key(sitting, running.id)).decode()
    assert made.key_in_welcome(running) == key
