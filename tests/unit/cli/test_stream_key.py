"""The key to a stream is taken where nobody can read it, and refused where everybody can."""

from pathlib import Path

import click
import pytest

from catserver.cli.stream_key import KEY_VARIABLE, receiver_of

KEY = "a-secret-stream-key"


def test_the_key_comes_from_a_file_and_is_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    receiver = receiver_of("rtmps://live.example/app/", str(file))
    assert (receiver.address, receiver.key) == ("rtmps://live.example/app", KEY)
    assert KEY not in repr(receiver)


def test_the_key_comes_from_the_environment_and_is_taken_out_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert receiver_of("rtmp://live.example/app", None).key == KEY
    with pytest.raises(click.UsageError, match="There is no stream key"):
        receiver_of("rtmp://live.example/app", None)


@pytest.mark.parametrize(
    "address",
    [
        f"rtmp://live.example/app/{KEY}",
        f"rtmp://live.example/app?key={KEY}",
        f"rtmps://user:{KEY}@live.example/app",
    ],
)
def test_a_key_in_the_address_is_refused_with_what_to_do_instead(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(click.UsageError, match="list of processes") as refused:
        receiver_of(address, str(tmp_path / "key"))
    assert "--key-file" in refused.value.message
    assert KEY not in refused.value.message


@pytest.mark.parametrize("address", ["https://live.example/app", "live.example", "rtmp://h"])
def test_an_address_that_is_no_application_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="--to"):
        receiver_of(address, str(tmp_path / "key"))


@pytest.mark.parametrize("content", ["", " \n", "two words"])
def test_what_is_no_key_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(click.UsageError, match="stream key"):
        receiver_of("rtmp://live.example/app", str(file))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="cannot be read"):
        receiver_of("rtmp://live.example/app", str(tmp_path / "missing"))
