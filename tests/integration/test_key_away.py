"""The key of the event's photos is missing or damaged: no second one, and the exam goes on."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catserver.cli import main
from catserver.event_keys import EVENT_KEYS_FOLDER
from tests.live import SITTING_ID, a_live_site, a_server, number

CANDIDATE = f"/api/sittings/{SITTING_ID}/candidates/{number(1)}"
FACE = f"face-{number(1)}".encode()


def a_site_with_photos(data_dir: Path) -> Path:
    """Its event's key."""

    async def day() -> None:
        async with a_live_site(data_dir, candidates=2):
            pass

    asyncio.run(day())
    (key,) = (data_dir / EVENT_KEYS_FOLDER).iterdir()
    return key


def invoked(data_dir: Path, *words: str) -> Result:
    return CliRunner().invoke(main, words, env={"CATSERVER_DATA_DIR": str(data_dir)})


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_faces_are_referred_until_the_key_is_back_and_then_match_again(
    tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    key = a_site_with_photos(tmp_path)
    kept = key.read_bytes()
    spoil(key, trouble)
    before = bytes_of(key)

    async def without() -> None:
        async with a_server(tmp_path) as live:
            desk = await live.staff()
            assert (await desk.get("/api/site")).json()["event_key"] == trouble
            await live.site.rooms.know(SITTING_ID)
            probed = (await desk.post(f"{CANDIDATE}/probe?accept=1", content=FACE)).json()
            assert (probed["outcome"], probed["comparison"]["reason"]) == (
                "referred",
                "engine_unavailable",
            )
            body = {"decision": "admit", "reason_code": "documents_checked"}
            assert (await desk.post(f"{CANDIDATE}/decision", json=body)).status_code == 200
            issued = await desk.post(f"{CANDIDATE}/pin", json={})
            terminal = await live.a_terminal(number(1), issued.json()["pin"])
            assert (await terminal.connect()).welcome["type"] == "welcome"
            assert terminal.socket is not None
            await terminal.socket.close()
            committee = await live.staff("budi")
            enrolled = await committee.post(f"{CANDIDATE}/reference", content=FACE)
            assert enrolled.status_code == 503
            assert enrolled.json()["error"]["code"] == "event_key_missing"

    asyncio.run(without())
    assert "put it back from the folder of keys" in caplog.text
    assert bytes_of(key) == before

    key.write_bytes(kept)
    other = f"/api/sittings/{SITTING_ID}/candidates/{number(2)}"

    async def again() -> None:
        async with a_server(tmp_path) as live:
            desk = await live.staff()
            assert (await desk.get("/api/site")).json()["event_key"] is None
            await live.site.rooms.know(SITTING_ID)
            face = f"face-{number(2)}".encode()
            probed = (await desk.post(f"{other}/probe", content=face)).json()
            assert probed["outcome"] == "match"

    asyncio.run(again())


def spoil(key: Path, trouble: str) -> None:
    if trouble == "missing":
        key.unlink()
    else:
        key.write_bytes(key.read_bytes()[:10])


def bytes_of(key: Path) -> bytes | None:
    return key.read_bytes() if key.exists() else None


@pytest.mark.parametrize(
    ("trouble", "said"), [("missing", "is missing, and photos"), ("damaged", "is no key of 32")]
)
def test_every_verb_that_needs_the_key_ends_with_one_sentence(
    tmp_path: Path, trouble: str, said: str
) -> None:
    key = a_site_with_photos(tmp_path)
    spoil(key, trouble)
    roster = tmp_path / "orang.csv"
    roster.write_text("number,name,formation\n24119999999,Orang Baru,Pranata\n")
    photos = tmp_path / "foto"
    photos.mkdir()
    (photos / "24119999999.jpg").write_bytes(a_photo())
    told = invoked(tmp_path, "load-roster", str(roster), "--photos", str(photos))
    assert told.exit_code == 1
    assert told.output.count("Error: ") == 1
    assert said in told.output
    assert "catserver event begin" in told.output
    looked = invoked(tmp_path, "doctor", *skipped("disk", "clock", "network", "log", "faces"))
    assert looked.exit_code == 1
    assert said in looked.output


def skipped(*parts: str) -> list[str]:
    return [word for part in parts for word in ("--skip", part)]


def a_photo() -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (64, 64), (90, 120, 150)).save(file, "JPEG")
    return file.getvalue()


def test_a_lost_key_is_replaced_by_beginning_another_event(tmp_path: Path) -> None:
    key = a_site_with_photos(tmp_path)
    key.unlink()
    begun = invoked(tmp_path, "event", "begin", "Gelombang 2")
    assert begun.exit_code == 0, begun.output
    (new,) = (tmp_path / EVENT_KEYS_FOLDER).iterdir()
    assert new.name != key.name

    async def day() -> str:
        async with a_server(tmp_path) as live:
            desk = await live.staff()
            assert (await desk.get("/api/site")).json()["event_key"] is None
            await live.site.rooms.know(SITTING_ID)
            probed = await desk.post(f"{CANDIDATE}/probe", content=FACE)
            return str(probed.json()["comparison"]["reason"])

    assert asyncio.run(day()) == "no_reference"


def test_where_nothing_is_sealed_yet_a_key_is_made_again(tmp_path: Path) -> None:
    async def opened() -> object:
        async with a_server(tmp_path) as live:
            return (await live.client().get("/api/site")).json()["event_key"]

    assert asyncio.run(opened()) is None
    (key,) = (tmp_path / EVENT_KEYS_FOLDER).iterdir()
    key.unlink()
    assert asyncio.run(opened()) is None
    assert key.exists()
