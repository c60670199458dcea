"""An event's key lies in a file of its own: made once, the same for everybody, gone for good."""

import os
from pathlib import Path

import pytest

from catserver.delivery.keeping.vault import KeyDamaged, SealedAway
from catserver.delivery.photos import ExamEventId
from catserver.event_keys import EVENT_KEYS_FOLDER, FolderKeys

EVENT = ExamEventId("e1")


def test_a_key_is_made_once_and_found_by_another_process(tmp_path: Path) -> None:
    sealed = FolderKeys(tmp_path).make(EVENT).seal("row", b"photo")
    assert FolderKeys(tmp_path).make(EVENT).unseal("row", sealed) == b"photo"
    found = FolderKeys(tmp_path).key(EVENT)
    assert found is not None
    assert found.unseal("row", sealed) == b"photo"
    assert [each.name for each in (tmp_path / EVENT_KEYS_FOLDER).iterdir()] == [EVENT]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    FolderKeys(tmp_path).make(EVENT)
    assert (tmp_path / EVENT_KEYS_FOLDER).stat().st_mode & 0o077 == 0
    assert (tmp_path / EVENT_KEYS_FOLDER / EVENT).stat().st_mode & 0o077 == 0


def test_a_damaged_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / EVENT_KEYS_FOLDER / EVENT
    FolderKeys(tmp_path).make(EVENT)
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(KeyDamaged, match="e1 is no key of 32 bytes"):
        FolderKeys(tmp_path).make(EVENT)
    assert path.stat().st_size == 10
    assert FolderKeys(tmp_path).key(EVENT) is None


def test_a_destroyed_key_opens_nothing_and_the_next_of_that_name_is_another(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path)
    sealed = keys.make(EVENT).seal("row", b"photo")
    assert keys.destroy(EVENT)
    assert keys.key(EVENT) is None
    assert not keys.destroy(EVENT)
    with pytest.raises(SealedAway):
        keys.make(EVENT).unseal("row", sealed)
