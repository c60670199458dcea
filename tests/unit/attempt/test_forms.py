from catserver.attempt import codec
from catserver.attempt.events import AttemptId
from catserver.attempt.folding import fold
from catserver.attempt.state import Attempt
from tests.builders import a_prepared


def test_candidates_whose_forms_are_read_back_share_what_is_equal_in_them() -> None:
    written = codec.encode(a_prepared())
    one, other = (
        fold(Attempt(AttemptId(name)), (codec.decode(codec.SCHEMA_VERSION, written),))
        for name in ("one", "other")
    )

    assert one.prepared == a_prepared()
    assert one.entries == other.entries
    assert all(one.entries[item] is other.entries[item] for item in one.entries)
    assert all(mine is yours for mine, yours in zip(one.entries, other.entries, strict=True))
