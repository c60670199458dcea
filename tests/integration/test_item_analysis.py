"""The item analysis over HTTP: of a closed sitting, for the committee, without the keys."""

from pathlib import Path

from tests.integration.test_public_log import SITTING, close, sit
from tests.live import a_live_site, number

ONE = number(1)


async def test_the_committee_reads_how_the_items_did_once_the_sitting_is_closed(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path / "site") as live:
        await sit(live, ONE, 5)
        committee = await live.staff("budi")
        early = await committee.get(f"{SITTING}/items")
        assert (early.status_code, early.json()["error"]["code"]) == (409, "sitting_not_closed")
        await close(live)
        found = (await committee.get(f"{SITTING}/items")).json()
        assert found["attempts"] == 1
        assert len(found["rows"]) == 5
        assert all(row["blank"] == 0 for row in found["rows"])
        assert all(row["notes"] == ["few"] for row in found["rows"])
        table = await committee.get(f"{SITTING}/items.csv", params={"language": "en"})
        assert table.headers["content-type"].startswith("text/csv")
        assert len(table.text.splitlines()) == 1 + len(found["rows"])
        assert (await live.client().get(f"{SITTING}/items")).status_code == 401
        proctor = await live.staff()
        assert (await proctor.get(f"{SITTING}/items")).status_code == 403
