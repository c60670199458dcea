"""A member of the committee who wants to be two persons."""

from pathlib import Path

from catserver.custody.events import AccountChanged
from tests.live import a_live_site

PASSWORD = "batu besar di tepi sungai"


async def test_who_makes_a_second_self_is_told_of(tmp_path: Path) -> None:
    async with a_live_site(tmp_path) as live:
        budi = await live.staff("budi")
        body = {"name": "cici", "display_name": "", "role": "committee", "password": PASSWORD}
        made = await budi.post("/api/staff", json=body)
        assert made.status_code == 201
        assert made.json()["staff"]["password_by"] == "budi"
        again = {"password": f"{PASSWORD} lagi"}
        assert (await budi.post("/api/staff/ani/password", json=again)).status_code == 200
        assert (await budi.post("/api/staff/ani/disable", json={})).status_code == 200
        events = await live.site.custodian.events()
        assert [
            (each.by, each.account, each.change)
            for each in events
            if isinstance(each, AccountChanged)
        ] == [("budi", "cici", "made"), ("budi", "ani", "password"), ("budi", "ani", "disabled")]
        listed = (await budi.get("/api/staff")).json()["staff"]
        assert {each["name"]: each["password_by"] for each in listed} == {
            "ani": "budi",
            "budi": None,
            "cici": "budi",
        }
        assert PASSWORD not in str(events)
