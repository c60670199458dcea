"""Files into the registry, through the real readers and the real decoder."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image

from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.registry import Unknown
from catserver.loading.loader import Answer, By, Loader
from catserver.loading.new_sitting import BankDoesNotFit, SittingWish, new_sitting, plan_for
from catserver.roster.roster import RosterLimits, SourceFile
from question_bank.preset import read_preset

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SITI = By("siti")
ROSTER = b"nomor,nama,kategori\n001,Dewi,general\n002,Made,disability\n"


class ClockByHand:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class House:
    def __init__(self) -> None:
        self.registry = MemoryRegistry()
        self.clock = ClockByHand()
        self.loader = Loader(self.registry, self.clock, RosterLimits())

    async def load_preset(self, name: str = "skd-2024") -> Answer:
        source = read_preset(name).source
        return await self.loader.load_exam(SourceFile(f"{name}.toml", source), SITI)


def a_png(side: int = 32) -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (side, side, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "PNG")
    return buffer.getvalue()


def a_png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checksum = struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + header + checksum


def a_zip(files: dict[str, bytes]) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SourceFile("foto.zip", buffer.getvalue())


def a_bank_table(twk: int = 30, tiu: int = 35, tkp: int = 45, right: str = "a") -> SourceFile:
    lines = ["kode,bagian,topik,soal,kunci"]
    lines[0] += "".join(f",pilihan_{x}" for x in "abcde") + "".join(f",nilai_{x}" for x in "abcde")
    for section, count in (("twk", twk), ("tiu", tiu)):
        for n in range(count):
            choices = "".join(f",{section} {n} {x}" for x in "abcde")
            lines.append(
                f"{section}-{n:03},{section},umum,Soal {section} {n}?,{right}{choices},,,,,"
            )
    for n in range(tkp):
        choices = "".join(f",tkp {n} {x}" for x in "abcde")
        lines.append(f"tkp-{n:03},tkp,umum,Soal tkp {n}?,{choices},5,4,3,2,1")
    return SourceFile("bank uji.csv", "\n".join(lines).encode())


def an_exam_without_topics() -> SourceFile:
    """The preset asks for topics; this one takes any item of a section."""
    source = read_preset("skd-2024").source
    kept, inside = [], False
    for line in source.decode().splitlines():
        if line.strip().startswith("["):
            inside = line.strip() == "[[sections.topics]]"
        if not inside:
            kept.append(line)
    return SourceFile("skd.toml", "\n".join(kept).encode())


async def test_an_exam_loaded_twice_changes_nothing() -> None:
    house = House()
    first, second = await house.load_preset(), await house.load_preset()
    assert (first.loaded, first.changed, first.id) == (True, True, "skd-2024")
    assert (second.loaded, second.changed) == (True, False)


async def test_a_wrong_exam_is_reported_and_not_loaded() -> None:
    house = House()
    answer = await house.loader.load_exam(SourceFile("x.toml", b"schema = 1\n"), SITI)
    assert not answer.loaded
    assert answer.problems
    assert await house.registry.exams() == ()


async def test_checking_loads_nothing() -> None:
    house = House()
    check = By("siti", check_only=True)
    await house.loader.load_exam(an_exam_without_topics(), check)
    await house.loader.load_bank(a_bank_table(), None, None, check)
    await house.loader.load_roster(SourceFile("r.csv", ROSTER), None, None, check)
    assert await house.registry.exams() == ()
    assert await house.registry.banks() == ()
    assert await house.registry.count_candidates() == 0


async def test_a_bank_loaded_twice_changes_nothing_and_new_keys_are_a_new_version() -> None:
    house = House()
    first = await house.loader.load_bank(a_bank_table(), None, None, SITI)
    again = await house.loader.load_bank(a_bank_table(), None, None, SITI)
    corrected = await house.loader.load_bank(a_bank_table(right="b"), None, None, SITI)
    assert (first.changed, first.counts["key_version"], first.id) == (True, 1, "bank-uji")
    assert (again.changed, again.counts["key_version"]) == (False, 1)
    assert (corrected.changed, corrected.counts["key_version"]) == (True, 2)


async def test_a_bank_that_cannot_fill_the_exam_is_reported_when_the_exam_is_named() -> None:
    house = House()
    exam = await house.loader.load_exam(an_exam_without_topics(), SITI)
    assert not exam.problems
    short = await house.loader.load_bank(a_bank_table(twk=29), None, exam.id, SITI)
    full = await house.loader.load_bank(a_bank_table(), None, exam.id, SITI)
    assert not short.loaded
    assert short.problems
    assert full.loaded


async def test_a_bank_for_an_exam_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unknown):
        await House().loader.load_bank(a_bank_table(), None, "no-such-exam", SITI)


async def test_a_roster_with_photos_is_loaded_once() -> None:
    house = House()
    table, photos = SourceFile("r.csv", ROSTER), a_zip({"001.png": a_png(), "002.png": a_png(40)})
    first = await house.loader.load_roster(table, photos, None, SITI)
    again = await house.loader.load_roster(table, photos, None, SITI)
    assert (first.changed, first.counts["added"], first.counts["photos_new"]) == (True, 2, 2)
    assert (again.changed, again.counts["unchanged"]) == (False, 2)
    candidate = await house.registry.candidate("001")
    assert candidate is not None
    assert candidate.reference_photo is not None
    assert await house.registry.photo_content(candidate.reference_photo) == a_png()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"),
        (b"no photo here", "not_a_picture"),
        (b"GIF89a of another kind", "photo_other_format"),
        (b"\0\0\0\x1cftypheic" + bytes(5_000), "photo_other_format"),
        (b"\0\0\0\x1cftypmp42", "not_a_picture"),
        (a_png()[:200], "not_a_picture"),
        (a_png_that_claims(20_000, 10_000), "picture_too_large"),
    ],
)
async def test_what_cannot_be_opened_is_no_photo(content: bytes, code: str) -> None:
    house = House()
    photos = a_zip({"001.png": content, "002.png": a_png()})
    answer = await house.loader.load_roster(SourceFile("r.csv", ROSTER), photos, None, SITI)
    assert [(each.code, each.file) for each in answer.problems] == [(code, "foto.zip/001.png")]
    assert await house.registry.count_candidates() == 0


async def test_a_category_the_exam_does_not_have_is_reported() -> None:
    house = House()
    await house.load_preset()
    table = SourceFile(
        "r.csv", b"nomor,nama,kategori,akomodasi\n001,Dewi,generl,\n002,Made,,deaf\n"
    )
    answer = await house.loader.load_roster(table, None, "skd-2024", SITI)
    found = [(each.code, each.row, each.column) for each in answer.problems]
    assert found == [("category_unknown", 2, "kategori"), ("accommodation_unknown", 3, "akomodasi")]
    assert "general" in answer.problems[0].message_en


async def test_a_sitting_takes_the_versions_that_are_current_and_seats_who_waits() -> None:
    house = House()
    exam = await house.loader.load_exam(an_exam_without_topics(), SITI)
    bank = await house.loader.load_bank(a_bank_table(), None, None, SITI)
    await house.loader.load_roster(SourceFile("r.csv", ROSTER), None, None, SITI)
    assert exam.id
    assert bank.id
    wish = SittingWish("Sesi 1", exam.id, bank.id, "R1", NOON, seats=30)
    first = await new_sitting(house.registry, house.loader, house.clock, wish, "siti")
    second = await new_sitting(house.registry, house.loader, house.clock, wish, "siti")
    for each in (first, second):
        await house.registry.add_sitting(each)
    await house.registry.assign((await plan_for(house.registry, first, ("001",))).assignments)
    plan = await plan_for(house.registry, second, "all")
    assert [each.candidate for each in plan.assignments] == ["002"]
    with pytest.raises(Unknown, match="404"):
        await plan_for(house.registry, second, ("001", "404"))


async def test_a_sitting_with_a_bank_that_does_not_fit_is_refused() -> None:
    house = House()
    exam = await house.loader.load_exam(an_exam_without_topics(), SITI)
    bank = await house.loader.load_bank(a_bank_table(tkp=44), None, None, SITI)
    assert exam.id
    assert bank.id
    wish = SittingWish("Sesi 1", exam.id, bank.id, "R1", NOON, seats=30)
    with pytest.raises(BankDoesNotFit):
        await new_sitting(house.registry, house.loader, house.clock, wish, "siti")


async def test_two_candidates_with_one_photo_are_told_when_the_roster_is_loaded() -> None:
    house = House()
    one, other = a_png(), a_png(48)
    first = SourceFile("a.csv", b"nomor,nama\n001,Ani\n002,Budi\n")
    await house.loader.load_roster(first, a_zip({"001.png": one, "002.png": other}), None, SITI)
    second = SourceFile("b.csv", b"nomor,nama\n003,Citra\n004,Dewi\n")
    photos = a_zip({"003.png": one, "004.png": a_png(64)})
    answer = await house.loader.load_roster(second, photos, None, SITI)

    assert answer.loaded
    assert [each.code for each in answer.warnings] == ["photo_same_file"]
    assert "001 and 003" in answer.warnings[0].message_en
    assert answer.counts["warnings"] == 1
