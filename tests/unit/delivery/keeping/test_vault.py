"""What an event's key seals and turns: nothing opens without it, and distances stay."""

import numpy as np
import pytest

from catserver.delivery.keeping.vault import EventKey, MemoryKeys, SealedAway
from catserver.delivery.photos import ExamEventId

ONE, OTHER = EventKey(bytes(32)), EventKey(bytes(31) + b"\x01")
CHANCE = np.random.default_rng(9)


def a_template(dimension: int = 128) -> bytes:
    return CHANCE.standard_normal(dimension).astype("<f4").tobytes()


def far(one: bytes, other: bytes) -> float:
    return float(np.linalg.norm(np.frombuffer(one, "<f4") - np.frombuffer(other, "<f4")))


def test_what_was_sealed_opens_with_the_same_key_at_the_same_row() -> None:
    sealed = ONE.seal("p1", b"a photo")
    assert ONE.unseal("p1", sealed) == b"a photo"
    assert b"a photo" not in sealed
    assert ONE.seal("p1", b"a photo") != sealed


@pytest.mark.parametrize("wrong", ["key", "row", "bytes", "cut"])
def test_another_key_another_row_and_altered_bytes_open_nothing(wrong: str) -> None:
    sealed = ONE.seal("p1", b"a photo")
    altered = {"bytes": sealed[:-1] + bytes([sealed[-1] ^ 1]), "cut": sealed[:5]}
    with pytest.raises(SealedAway):
        (OTHER if wrong == "key" else ONE).unseal(
            "p2" if wrong == "row" else "p1", altered.get(wrong, sealed)
        )


@pytest.mark.parametrize("dimension", [1, 2, 128])
def test_turning_keeps_every_distance(dimension: int) -> None:
    one, other = a_template(dimension), a_template(dimension)
    turned = far(ONE.turned("e", one), ONE.turned("e", other))
    assert turned == pytest.approx(far(one, other), rel=1e-5)
    assert ONE.turned("e", one) == ONE.turned("e", one)


def test_two_events_templates_of_one_photo_lie_as_far_apart_as_strangers() -> None:
    photo, stranger = a_template(), a_template()
    strangers = far(photo, stranger)
    assert far(ONE.turned("e", photo), OTHER.turned("e", photo)) > 0.7 * strangers
    assert far(ONE.turned("e", photo), photo) > 0.7 * strangers
    assert far(ONE.turned("e", photo), ONE.turned("another engine", photo)) > 0.7 * strangers


def test_a_key_that_was_destroyed_is_gone_and_neither_keys_print_themselves() -> None:
    keys, event = MemoryKeys(), ExamEventId("e1")
    key = keys.make(event)
    assert keys.make(event) is key
    assert "redacted" in repr(key)
    assert keys.destroy(event)
    assert keys.key(event) is None
    assert not keys.destroy(event)
