"""A browser in the candidate's hands sends pictures that are there already instead of a face."""

import asyncio
from concurrent.futures import Future
from pathlib import Path

from catserver.admission.same_picture import PictureSeenBefore
from tests.integration.test_gates import ALL_GATES, look, row
from tests.live import SITTING_ID, BytesInspector, Live, a_live_site, number

ONE = number(1)


class Copying(BytesInspector):
    """Pictures are read as text; two are one photograph where `shot-` and what follows is one."""

    def same_picture(self, one: bytes, other: bytes) -> Future[float | None]:
        shots = [[w for w in each.split() if w.startswith(b"shot-")] for each in (one, other)]
        answer: Future[float | None] = Future()
        answer.set_result(0.99 if shots[0] == shots[1] else 0.7)
        return answer


async def eventually_referred(live: Live) -> dict[str, object]:
    async with asyncio.timeout(20):
        while True:
            told = await row(live)
            if told["referral"] is not None:
                return told
            await asyncio.sleep(0.02)


async def test_todays_photo_saved_again_at_the_seat_goes_to_a_person_with_both_pictures(
    tmp_path: Path,
) -> None:
    inspector = Copying()
    async with a_live_site(tmp_path, exam_file=ALL_GATES, inspector=inspector) as live:
        staff = await live.staff()
        base = f"/api/sittings/{SITTING_ID}/candidates/{ONE}"
        await staff.post(f"{base}/probe", content=f"face-{ONE} shot-desk".encode())
        pin = (await staff.post(f"{base}/pin", json={})).json()["pin"]
        terminal = await (await live.a_terminal(ONE, pin)).connect()
        await terminal.hear("gate")
        taken = (await look(terminal, "seat", f"face-{ONE} shot-desk mirrored")).json()
        assert taken["outcome"] == "taken", "the candidate is told nothing"
        told = await eventually_referred(live)
        assert told["referral"]["reason"] == "same_picture"  # type: ignore[index]
        assert told["admission"] == "seated"
        seen = told["seen_before"]
        assert isinstance(seen, dict)
        assert (seen["gate"], seen["number"], seen["taken_as"]) == ("seat", ONE, "arrival")
        for picture in (seen["probe"], seen["earlier"]):
            assert (await staff.get(picture)).status_code == 200
        events = await live.site.admissions.events(live.attempts[ONE])
        assert [each.gate for each in events if isinstance(each, PictureSeenBefore)] == ["seat"]
