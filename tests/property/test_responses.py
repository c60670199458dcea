"""The responses of an attempt read as plain copies would, whichever of them is gone on from."""

from hypothesis import given
from hypothesis import strategies as st

from catserver.attempt.responses import NO_RESPONSES, Response, Responses
from question_bank.item import ChoiceId, ItemId
from question_bank.points import Points

ITEMS = st.sampled_from([ItemId(f"TWK-{number}") for number in range(6)])
STEPS = st.lists(st.tuples(st.integers(min_value=0), ITEMS, st.sampled_from("abc")), max_size=40)


def response(seq: int, choice: str) -> Response:
    return Response(seq, ChoiceId(choice), doubt=False, points=Points(0))


@given(STEPS)
def test_every_version_reads_as_it_was_whatever_is_gone_on_from(
    steps: list[tuple[int, ItemId, str]],
) -> None:
    versions = [NO_RESPONSES]
    copies: list[dict[ItemId, Response]] = [{}]
    for seq, (chance, item, choice) in enumerate(steps):
        place = chance % len(versions)
        versions.append(versions[place].with_response(item, response(seq, choice)))
        copies.append({**copies[place], item: response(seq, choice)})

    for version, copy in zip(versions, copies, strict=True):
        assert version == copy
        assert list(version) == list(copy)
        assert len(version) == len(copy)
        assert dict(version.items()) == copy


@given(STEPS)
def test_an_older_version_may_be_read_before_and_after_the_line_goes_on(
    steps: list[tuple[int, ItemId, str]],
) -> None:
    newest, copy = Responses({}), dict[ItemId, Response]()
    for seq, (_, item, choice) in enumerate(steps):
        older, before = newest, dict(copy)
        newest = older.with_response(item, response(seq, choice))
        assert older.get(item) == before.get(item)
        assert older == before
        copy[item] = response(seq, choice)
        assert newest == copy


def test_who_looks_over_the_items_sees_them_as_they_were_then() -> None:
    responses = NO_RESPONSES.with_response(ItemId("TWK-1"), response(1, "a"))
    looking = iter(responses.items())
    responses.with_response(ItemId("TWK-2"), response(2, "b"))

    assert [item for item, _ in looking] == ["TWK-1"]


def test_where_all_begin_nothing_is_kept() -> None:
    NO_RESPONSES.with_response(ItemId("TWK-1"), response(1, "a"))

    assert len(NO_RESPONSES) == 0
