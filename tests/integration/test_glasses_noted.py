"""Glasses that are not in the registration photo: no reason for another picture, but for a note."""

from pathlib import Path

import httpx

from tests.live import SITTING_ID, a_live_site, number

CANDIDATE = f"/api/sittings/{SITTING_ID}/candidates/{number(1)}"


async def probed(desk: httpx.AsyncClient, content: str) -> tuple[str, list[str]]:
    answer = (await desk.post(f"{CANDIDATE}/probe", content=content.encode())).json()
    return answer["outcome"], answer["comparison"]["findings"]


async def test_where_no_look_is_followed_hints_tell_of_glasses_as_well(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, candidates=1) as live:
        desk = await live.staff()

        async def hinted(content: str) -> list[tuple[str, bool]]:
            answer = await desk.post(f"{CANDIDATE}/hints", content=content.encode())
            return [(each["code"], each["advice"]) for each in answer.json()["findings"]]

        await hinted("somebody")  # the registration photo is looked at meanwhile
        assert await hinted("somebody glasses") == [("glasses_added", True)]
        assert await hinted("somebody too_dark") == [("too_dark", False)]


async def test_whoever_decides_on_a_referral_is_told_of_glasses_and_a_match_is_a_match(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path, candidates=1) as live:
        desk = await live.staff()
        assert await probed(desk, "somebody") == ("referred", [])
        assert await probed(desk, "somebody glasses") == ("referred", ["glasses_added"])
        row = (await desk.get(f"/api/sittings/{SITTING_ID}/room")).json()["rows"][0]
        assert row["comparison"]["findings"] == ["glasses_added"]
        assert await probed(desk, f"face-{number(1)} glasses") == ("match", [])
