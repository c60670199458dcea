"""The committee's review of registration photos, over the real server."""

import asyncio
from pathlib import Path

from catserver.delivery.registry import Candidate, CandidateNumber, RosterEntry
from tests.live import a_live_site, number


async def test_the_committee_sees_who_needs_another_photo_and_takes_the_table(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path) as site:
        without = Candidate(CandidateNumber("900"), "=Tanpa Foto", "Pranata", "general")
        await site.site.registry.load_roster([RosterEntry(without)])
        committee = await site.staff("budi")
        assert (await committee.get("/api/photo-review")).json()["checked"] == 1
        view = (await committee.post("/api/photo-review")).json()
        async with asyncio.timeout(20):
            while view["running"] or view["checked"] < 4:
                await asyncio.sleep(0.01)
                view = (await committee.get("/api/photo-review")).json()
        assert (view["candidates"], view["checked"], view["found"]) == (4, 4, 1)
        (trouble,) = view["troubles"]
        assert (trouble["number"], trouble["codes"]) == ("900", ["no_photo"])
        assert set(trouble["messages"][0]) == {"id", "en"}
        table = await committee.get("/api/photo-review.csv?language=en")
        assert "attachment" in table.headers["Content-Disposition"]
        lines = table.content.decode("utf-8-sig").splitlines()
        assert lines[1].startswith("900,'=Tanpa Foto,no_photo,There is no registration photo.")
        assert len(lines) == 2
        proctor = await site.staff("ani")
        assert (await proctor.get("/api/photo-review.csv")).status_code == 403
        assert number(1) not in table.text
