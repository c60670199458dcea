"""What is sealed opens with its own key for its own form, and with nothing else."""

import pytest

from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.sealing import NONCE_SIZE_BYTES, SealBroken, Seals, seal, unseal

FORM = '{"items":[{"stem":"Pancasila lahir pada tanggal …"}]}'.encode()
DIGEST = "9f2c" * 16
KEY = bytes(range(32))


def test_a_sealed_form_opens_with_its_key() -> None:
    assert unseal(KEY, DIGEST, seal(KEY, DIGEST, FORM)) == FORM


def test_nothing_of_the_form_can_be_read_from_the_seal() -> None:
    sealed = seal(KEY, DIGEST, FORM)
    assert all(FORM[start : start + 6] not in sealed for start in range(len(FORM) - 6))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(bytes(32), DIGEST, seal(KEY, DIGEST, FORM))


def test_a_seal_of_another_form_is_not_taken_for_this_one() -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, "0" * 64, seal(KEY, DIGEST, FORM))


@pytest.mark.parametrize("place", [0, NONCE_SIZE_BYTES, NONCE_SIZE_BYTES + 20, -1])
def test_one_altered_bit_anywhere_breaks_it(place: int) -> None:
    altered = bytearray(seal(KEY, DIGEST, FORM))
    altered[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(KEY, DIGEST, bytes(altered))


@pytest.mark.parametrize("size", [0, NONCE_SIZE_BYTES, NONCE_SIZE_BYTES + 3])
def test_a_seal_that_was_cut_short_is_broken_and_not_a_fault(size: int) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, DIGEST, seal(KEY, DIGEST, FORM)[:size])


def test_the_same_form_is_never_sealed_the_same_way_twice() -> None:
    assert seal(KEY, DIGEST, FORM)[:NONCE_SIZE_BYTES] != seal(KEY, DIGEST, FORM)[:NONCE_SIZE_BYTES]


async def test_each_attempt_and_each_sitting_has_a_key_of_its_own() -> None:
    seals = Seals(MemoryRegistry())
    await seals.ready("s1")
    await seals.ready("s2")
    keys = {seals.key(sitting, attempt) for sitting in ("s1", "s2") for attempt in ("a", "b")}
    assert len(keys) == 4
    assert all(len(key) == 32 for key in keys)


async def test_a_restarted_server_has_the_same_keys() -> None:
    registry = MemoryRegistry()
    before, after = Seals(registry), Seals(registry)
    await before.ready("s1")
    await after.ready("s1")
    assert before.key("s1", "a") == after.key("s1", "a")


async def test_two_that_ask_at_once_make_one_secret() -> None:
    import asyncio

    registry = MemoryRegistry()
    seals = Seals(registry)
    await asyncio.gather(*(seals.ready("s1") for _ in range(5)))
    kept = await registry.site_value("form_seal/s1")
    assert kept is not None
    again = Seals(registry)
    await again.ready("s1")
    assert again.key("s1", "a") == seals.key("s1", "a")
    assert kept not in repr(seals)


async def test_there_is_no_key_before_the_secret_is_there() -> None:
    with pytest.raises(LookupError):
        Seals(MemoryRegistry()).key("s1", "a")
