"""`verify` names what does not fit: in words, and each by its own code."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from catserver.transparency.findings import sentences
from catserver.transparency.note import parse_verifier_key
from catserver.transparency.tile import bundle_bytes
from catserver.transparency.verification import Trusted, Verdict, verify_folder
from tests.forged_logs import (
    index_of,
    keys_of,
    publish,
    published,
    signed,
    spelled,
    with_leaf_changed,
    with_list_changed,
)
from tests.logs import LoggedRoom

NOBODY = Trusted()


@pytest.fixture
async def day(tmp_path: Path) -> LoggedRoom:
    """Three attempts in one sitting, closed, logged and published."""
    logged = LoggedRoom(tmp_path / "site")
    keeper = await logged.a_keeper()
    sitting = await logged.a_running_sitting()
    for place in (1, 2, 3):
        await logged.hand_in(f"{sitting.id}-{place}", place)
        logged.room.clock.pass_(minutes=1)
        await keeper.flush()
    await logged.room.sittings.close(sitting.id, "budi", "selesai")
    await keeper.flush()
    return logged


def verify(folder: Path, trusted: Trusted = NOBODY) -> Verdict:
    return verify_folder(folder, trusted, lambda *_: None)


def codes(verdict: Verdict) -> list[str]:
    return [each.code for each in verdict.findings]


def words(verdict: Verdict) -> str:
    """Every finding can be said in both languages; the English is asserted on."""
    assert all(each.sentence("id") for each in verdict.findings)
    return "\n".join(each.sentence("en") for each in verdict.findings)


async def test_a_whole_day_fits(day: LoggedRoom) -> None:
    verdict = verify(day.public)
    assert codes(verdict) == []
    assert verdict.counts == {
        "leaves": 8,
        "checkpoints": 5,
        "attempts": 3,
        "sittings": 1,
        "lists": 1,
        "forms": 3,
        "witnesses": 0,
    }
    assert verdict.last.sentence("en").startswith("Everything fits: leaves 8,")
    assert verdict.last.sentence("id").startswith("Semuanya cocok: daun 8,")
    notes = {each.code for each in verdict.notes}  # the opening was logged an hour later, here
    assert notes == {"key_from_folder", "no_witness", "late_leaf"}


async def test_the_key_that_somebody_brings_along_is_the_one_that_counts(day: LoggedRoom) -> None:
    key = parse_verifier_key((day.public / "vkey").read_text().splitlines()[0])
    assert codes(verify(day.public, Trusted(keys=(key,)))) == []
    other = keys_of(await _another_site(day)).log.public
    assert codes(verify(day.public, Trusted(keys=(other,))))[0] == "other_key"


async def _another_site(day: LoggedRoom) -> LoggedRoom:
    other = LoggedRoom(day.folder.parent / "other")
    await other.a_keeper()
    return other


# ── by somebody without the key: the files alone ─────────────────────────────────────────────
def change_leaf_files(day: LoggedRoom, change: Callable[[list[bytes]], list[bytes]]) -> None:

    entries, _ = published(day.public)
    bundle = day.public / f"tile/entries/000.p/{len(entries)}"
    bundle.write_bytes(bundle_bytes(change(entries)))


async def test_a_score_that_was_swapped_in_a_leaf_is_named(day: LoggedRoom) -> None:
    entries, _ = published(day.public)
    index = index_of(entries, "attempt_closed")
    attempt = json.loads(entries[index])["attempt"]
    change_leaf_files(
        day, lambda all_: with_leaf_changed(all_, index, lambda leaf: leaf.update(total=100_000))
    )
    verdict = verify(day.public)
    assert codes(verdict) == ["leaf_changed"]
    assert f"Leaf {index} was changed after it was logged" in words(verdict)
    assert attempt in words(verdict)


async def test_an_attempt_that_was_removed_from_the_leaves_is_named(day: LoggedRoom) -> None:
    entries, _ = published(day.public)
    index = index_of(entries, "attempt_closed") + 1
    change_leaf_files(day, lambda all_: [*all_[:index], *all_[index + 1 :]])
    verdict = verify(day.public)
    assert codes(verdict) == ["leaf_removed"]
    assert words(verdict) == f"Leaf {index} was removed after it was logged."


async def test_a_score_that_was_swapped_in_a_list_is_named(day: LoggedRoom) -> None:
    (path,) = (day.public / "standings").iterdir()
    listed = json.loads(path.read_bytes())
    listed["rows"][0]["total"] += 500
    path.write_bytes(spelled(listed))
    verdict = verify(day.public)
    assert codes(verdict) == ["file_changed", "score_swapped"]
    assert f"gives attempt {listed['rows'][0]['attempt']}" in words(verdict)


async def test_tiles_that_do_not_fit_the_leaves_are_named(day: LoggedRoom) -> None:
    tile = day.public / "tile/0/000.p/8"
    content = tile.read_bytes()
    tile.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert codes(verify(day.public)) == ["tile_wrong"]


@pytest.mark.parametrize("name", ["checkpoint", "vkey"])
async def test_a_folder_without_its_first_files_is_no_log(day: LoggedRoom, name: str) -> None:
    (day.public / name).unlink()
    verdict = verify(day.public)
    assert codes(verdict) == ["not_a_log"]
    assert name in words(verdict)


async def test_a_checkpoint_that_the_key_did_not_sign_is_named(day: LoggedRoom) -> None:
    path = day.public / "checkpoint"
    path.write_text(path.read_text().replace("\n8\n", "\n7\n"))
    verdict = verify(day.public)
    assert codes(verdict) == ["signature_wrong"]
    assert "is not signed by the log" in words(verdict)


# ── by somebody with the key: everything signed anew ─────────────────────────────────────────
async def test_a_list_signed_with_a_swapped_score_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    def swap(listed: dict[str, list[dict[str, int]]]) -> None:
        first, second = listed["rows"][:2]
        for name in ("total", "sections"):
            first[name], second[name] = second[name], first[name]

    entries, files = with_list_changed(*published(day.public), swap)
    at = day.room.clock.at
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, at)])
    verdict = verify(forged)
    assert codes(verdict) == ["score_swapped", "score_swapped"]
    assert "its leaf" in words(verdict)


async def test_an_attempt_left_out_of_a_list_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = with_list_changed(*published(day.public), lambda listed: listed["rows"].pop())
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, day.room.clock.at)])
    verdict = verify(forged)
    assert codes(verdict) == ["left_out"]
    assert "is not in the list of sitting" in words(verdict)


async def test_an_attempt_removed_before_the_tree_was_signed_is_named(
    day: LoggedRoom, tmp_path: Path
) -> None:
    entries, files = published(day.public)
    index = index_of(entries, "attempt_closed") + 2
    removed = json.loads(entries[index])["attempt"]
    entries = [*entries[:index], *entries[index + 1 :]]
    entries, files = with_list_changed(
        entries,
        files,
        lambda listed: listed.update(
            rows=[each for each in listed["rows"] if each["attempt"] != removed]
        ),
    )
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(7, day.room.clock.at)])
    verdict = verify(forged)
    assert "attempt_removed" in codes(verdict)
    assert "closed with 3 attempts, and the log has 2: an attempt was removed" in words(verdict)


async def test_ranks_that_do_not_follow_from_the_leaves_are_named(
    day: LoggedRoom, tmp_path: Path
) -> None:
    def swap(listed: dict[str, list[dict[str, int]]]) -> None:
        listed["rows"][0]["rank"], listed["rows"][1]["rank"] = 2, 1

    entries, files = with_list_changed(*published(day.public), swap)
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, day.room.clock.at)])
    assert codes(verify(forged)) == ["rank_wrong"]


async def test_a_back_dated_checkpoint_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = published(day.public)
    yesterday = day.room.clock.at - timedelta(days=1)
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, yesterday)])
    verdict = verify(forged)
    assert set(codes(verdict)) == {"back_dated"}
    assert "The checkpoint of 8 leaves is back-dated" in words(verdict)


async def test_a_checkpoint_older_than_the_one_before_it_is_named(
    day: LoggedRoom, tmp_path: Path
) -> None:
    entries, files = published(day.public)
    now = day.room.clock.at
    later = now + timedelta(days=1)
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(7, later), (8, now)])
    assert set(codes(verify(forged))) == {"back_dated_order"}


async def test_a_log_that_forked_is_named_by_who_kept_a_checkpoint(
    day: LoggedRoom, tmp_path: Path
) -> None:
    entries, files = published(day.public)
    kept = {"my-checkpoint": (day.public / "checkpoint").read_bytes()}
    other = with_leaf_changed(entries, 3, lambda leaf: leaf.update(answers="0" * 64))
    forged = publish(tmp_path / "forged", keys_of(day), other, files, [(8, day.room.clock.at)])
    verdict = verify(forged, Trusted(known=kept))
    assert "forked" in codes(verdict)
    assert "The log was forked: its key signed my-checkpoint with 8 leaves" in words(verdict)


async def test_a_fork_whose_both_ends_are_in_the_folder_is_named(day: LoggedRoom) -> None:
    entries, _ = published(day.public)
    other = with_leaf_changed(entries, 3, lambda leaf: leaf.update(answers="0" * 64))
    path = day.public / "checkpoints/5"
    path.write_text(signed(keys_of(day), other[:5], day.room.clock.at).note)
    verdict = verify(day.public)
    assert "forked" in codes(verdict)
    assert "checkpoints/5 with 5 leaves" in words(verdict)


async def test_a_log_that_was_rolled_back_is_named_by_who_kept_a_checkpoint(
    day: LoggedRoom, tmp_path: Path
) -> None:
    entries, files = published(day.public)
    kept = {"my-checkpoint": (day.public / "checkpoint").read_bytes()}
    forged = publish(
        tmp_path / "forged", keys_of(day), entries[:7], files, [(7, day.room.clock.at)]
    )
    verdict = verify(forged, Trusted(known=kept))
    assert "rolled_back" in codes(verdict)
    assert "with 8 leaves, and here are 7" in words(verdict)


async def test_a_list_that_ranks_who_is_withheld_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = published(day.public)
    index = index_of(entries, "attempt_closed")
    attempt = json.loads(entries[index])["attempt"]
    decided = {
        "at": json.loads(entries[index])["at"],
        "attempt": attempt,
        "status": "disqualified",
        "sitting": json.loads(entries[index])["sitting"],
        "type": "result_decided",
    }
    entries = [*entries[:-1], spelled(decided), entries[-1]]
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(9, day.room.clock.at)])
    verdict = verify(forged)
    assert codes(verdict) == ["withheld_listed"]
    assert "which the committee keeps out of it" in words(verdict)


# ── the draw ─────────────────────────────────────────────────────────────────────────────────
async def test_a_form_that_was_picked_by_hand_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = published(day.public)
    index = index_of(entries, "attempt_closed")
    entries = with_leaf_changed(entries, index, lambda leaf: leaf.update(form="0" * 64))
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, day.room.clock.at)])
    verdict = verify(forged)
    assert codes(verdict) == ["form_not_drawn"]
    assert "is not the one that the draw gives" in words(verdict)


async def test_a_seed_that_was_not_committed_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = published(day.public)
    index = index_of(entries, "sitting_closed")
    entries = with_leaf_changed(entries, index, lambda leaf: leaf.update(draw_seed="0" * 64))
    forged = publish(tmp_path / "forged", keys_of(day), entries, files, [(8, day.room.clock.at)])
    assert codes(verify(forged)) == ["seed_wrong"]


async def test_a_draw_committed_after_the_opening_is_named(day: LoggedRoom, tmp_path: Path) -> None:
    entries, files = published(day.public)
    draw, bank, opened, *rest = entries
    later = [bank, opened, draw, *rest]
    forged = publish(tmp_path / "forged", keys_of(day), later, files, [(8, day.room.clock.at)])
    assert codes(verify(forged)) == ["draw_not_committed"]


async def test_a_file_that_is_missing_is_named(day: LoggedRoom) -> None:
    shutil.rmtree(day.public / "banks")
    verdict = verify(day.public)
    assert codes(verdict) == ["file_missing"]
    assert "banks/" in words(verdict)


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    import string

    def values(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    assert all(set(each) == {"en", "id"} for each in sentences().values())
    unlike = [
        code for code, each in sentences().items() if values(each["en"]) != values(each["id"])
    ]
    assert unlike == []
