"""What somebody could write who has the log's own key, so that every signature is right."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catserver.delivery.journal import chain
from catserver.sitting import codec as sitting_codec
from catserver.sitting.events import ResultWithheld
from catserver.transparency.site_check import SiteData, verify_site
from catserver.transparency.structure import file_digest
from catserver.transparency.verification import Trusted, Verdict, verify_folder
from tests.forged_logs import Leaf, index_of, keys_of, publish, published, spelled
from tests.logs import SALTS, LoggedRoom

Files = dict[str, bytes]
Forge = Callable[[list[Leaf], Files], None]


@pytest.fixture
async def day(tmp_path: Path) -> LoggedRoom:
    """Three attempts in one sitting, closed, logged and published."""
    logged = LoggedRoom(tmp_path / "site")
    keeper = await logged.a_keeper()
    await logged.a_closed_sitting()
    await keeper.flush()
    return logged


def forged(day: LoggedRoom, to: Path, forge: Forge) -> Verdict:
    entries, files = published(day.public)
    leaves = [json.loads(each) for each in entries]
    forge(leaves, files)
    changed = [spelled(each) for each in leaves]
    folder = publish(to, keys_of(day), changed, files, [(len(changed), day.room.clock.at)])
    return verify_folder(folder, Trusted(), lambda *_: None)


def codes(verdict: Verdict) -> list[str]:
    assert all(each.sentence("id") and each.sentence("en") for each in verdict.findings)
    return [each.code for each in verdict.findings]


def place(leaves: list[Leaf], kind: str) -> int:
    return index_of([spelled(each) for each in leaves], kind)


def first(leaves: list[Leaf], kind: str) -> Leaf:
    return leaves[place(leaves, kind)]


def an_attempt_after_the_close(leaves: list[Leaf], _: Files) -> None:
    leaves.append({**first(leaves, "attempt_closed"), "attempt": "somebody-who-was-not-there"})


def rules_of_another_exam(leaves: list[Leaf], files: Files) -> None:
    """Another order of rank, once the results are known."""
    opened = first(leaves, "sitting_opened")
    rules = json.loads(files[f"exams/{opened['rules']}.json"])
    content = spelled({**rules, "order": list(reversed(rules["order"]))})
    files[f"exams/{file_digest(content)}.json"] = content
    leaves.append({**opened, "rules": file_digest(content)})


def a_second_seed(leaves: list[Leaf], _: Files) -> None:
    leaves.append({**first(leaves, "draw_committed"), "commitment": "0" * 64})


def other_keys_under_the_same_version(leaves: list[Leaf], _: Files) -> None:
    leaves.append({**first(leaves, "bank_opened"), "keys": "0" * 64})


def keys_of_a_version_nobody_opened(leaves: list[Leaf], _: Files) -> None:
    first(leaves, "attempt_closed")["key_version"] = 7


def a_bank_that_was_not_opened(leaves: list[Leaf], _: Files) -> None:
    del leaves[place(leaves, "bank_opened")]


def a_sitting_that_was_not_opened(leaves: list[Leaf], _: Files) -> None:
    del leaves[place(leaves, "sitting_opened")]


def somebody_who_failed_passes(leaves: list[Leaf], _: Files) -> None:
    leaf = first(leaves, "attempt_closed")
    leaf["passed"] = not leaf["passed"]


def a_section_is_left_out(leaves: list[Leaf], _: Files) -> None:
    leaf = first(leaves, "attempt_closed")
    leaf["sections"] = dict(list(leaf["sections"].items())[1:])
    leaf["total"] = sum(leaf["sections"].values())


def corrected(leaf: Leaf, replaces: int, **changed: object) -> Leaf:
    said = {"type": "attempt_corrected", "why": "rescored", "replaces": replaces}
    return {**leaf, **said, **changed}


def a_correction_with_other_answers(leaves: list[Leaf], _: Files) -> None:
    index = place(leaves, "attempt_closed")
    leaves.append(corrected(leaves[index], index, answers="0" * 64))


def a_correction_without_other_keys(leaves: list[Leaf], _: Files) -> None:
    index = place(leaves, "attempt_closed")
    leaves.append(corrected(leaves[index], index))


def a_decision_on_nobody(leaves: list[Leaf], _: Files) -> None:
    leaf = first(leaves, "attempt_closed")
    kept = {"at": leaf["at"], "sitting": leaf["sitting"], "type": "result_decided"}
    leaves.append({**kept, "attempt": "nobody", "status": "under_review"})


def a_list_that_replaces_another(leaves: list[Leaf], _: Files) -> None:
    first(leaves, "standing_published")["replaces"] = 0


def a_list_with_more_rows_than_it_has(leaves: list[Leaf], _: Files) -> None:
    first(leaves, "standing_published")["rows"] += 1


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (an_attempt_after_the_close, "attempt_added"),
        (rules_of_another_exam, "said_twice"),
        (a_second_seed, "said_twice"),
        (other_keys_under_the_same_version, "said_twice"),
        (keys_of_a_version_nobody_opened, "keys_not_opened"),
        (a_bank_that_was_not_opened, "bank_not_opened"),
        (a_sitting_that_was_not_opened, "sitting_unknown"),
        (somebody_who_failed_passes, "passed_wrong"),
        (a_section_is_left_out, "not_of_the_exam"),
        (a_correction_with_other_answers, "correction_changes"),
        (a_correction_without_other_keys, "correction_changes"),
        (a_decision_on_nobody, "decision_unknown"),
        (a_list_that_replaces_another, "list_misnamed"),
        (a_list_with_more_rows_than_it_has, "list_misnamed"),
    ],
)
async def test_what_the_key_signs_and_cannot_be_is_named(
    day: LoggedRoom, tmp_path: Path, forge: Forge, code: str
) -> None:
    assert codes(forged(day, tmp_path / "as-it-is", lambda *_: None)) == []
    assert code in codes(forged(day, tmp_path / "forged", forge))


async def test_rules_that_come_later_change_no_rank(day: LoggedRoom, tmp_path: Path) -> None:
    verdict = forged(day, tmp_path / "forged", rules_of_another_exam)
    assert codes(verdict) == ["said_twice"]


async def test_a_list_that_no_leaf_names_is_noted(day: LoggedRoom) -> None:
    content = spelled({"rows": []})
    day.public.joinpath("standings", f"{file_digest(content)}.json").write_bytes(content)
    verdict = verify_folder(day.public, Trusted(), lambda *_: None)
    assert verdict.fits
    (note,) = [each for each in verdict.notes if each.code == "file_unnamed"]
    assert file_digest(content) in note.sentence("en")


async def test_a_decision_of_the_committee_that_the_log_does_not_say_is_named(
    day: LoggedRoom,
) -> None:
    """Somebody withheld a result in the journal behind the log's back."""
    room, checked = day.room, verify_folder(day.public, Trusted(), lambda *_: None).checked
    assert checked is not None
    ((attempt, (_, leaf)), *_) = sorted(checked.contents.newest.items())
    event = ResultWithheld(room.clock.at, "budi", attempt, "siti", "ponsel")
    data = sitting_codec.encode(event)
    *_, last = [row for row in room.journal.rows if row.stream == f"sitting/{leaf.sitting}"]
    version, digest = last.version + 1, chain(last.hash, data)
    room.journal.rows.append(last._replace(version=version, data=data, hash=digest))
    room.restart()
    site = SiteData(room.registry, room.journal, room.cabinet, SALTS)
    (found,) = (await verify_site(site, checked, lambda *_: None)).findings
    assert found.code == "decision_differs"
    assert "the committee decided under_review" in found.sentence("en")
