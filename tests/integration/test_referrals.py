"""One face under two numbers: referred, a second opinion asked for, decided, reported."""

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import httpx

from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.admission.state import Admission
from catserver.delivery.door.referral_views import resemblances_view
from catserver.delivery.room_row import photo_url
from catserver.delivery.watch_list import Watched
from tests.builders import EIGHT
from tests.live import SITTING_ID, Live, a_live_site, number

SITTING = f"/api/sittings/{SITTING_ID}"


def candidate(place: int) -> str:
    return f"{SITTING}/candidates/{number(place)}"


async def row_of(desk: httpx.AsyncClient, place: int) -> dict[str, Any]:
    rows = (await desk.get(f"{SITTING}/room")).json()["rows"]
    return next(each for each in rows if each["number"] == number(place))


async def referred_for_the_same_face(live: Live, desk: httpx.AsyncClient) -> dict[str, Any]:
    """The second candidate arrives with the first one's face; the search is behind the desk."""
    first = await desk.post(f"{candidate(1)}/probe", content=f"face-{number(1)}".encode())
    assert first.json()["outcome"] == "match"
    await desk.post(f"{candidate(2)}/probe", content=f"face-{number(1)}".encode())
    async with asyncio.timeout(10):
        while True:
            row = await row_of(desk, 2)
            if row["resembles"]:
                return row
            live.site.doubles.search_again()
            await asyncio.sleep(0.02)


async def test_one_face_under_two_numbers_goes_to_a_person_with_both_pictures(
    tmp_path: Path,
) -> None:
    async with a_live_site(tmp_path, candidates=3) as live:
        desk, other = await live.staff(), await live.staff("budi")
        row = await referred_for_the_same_face(live, desk)
        assert row["admission"] == "referred"
        (found,) = row["resembles"]["found"]
        assert found["number"] == number(1)
        assert (await desk.get(found["photo"])).status_code == 200
        assert row["resembles"]["false_alarm"] is None  # not measured with this engine
        assert (await row_of(desk, 1))["admission"] == "matched"  # the other goes on

        marks = await desk.get(f"/api{found['photo']}/landmarks")
        assert marks.json() == {"points": []}  # this engine has none

        own = await desk.post(f"{candidate(2)}/opinion", json={"says": "same"})
        assert (own.status_code, own.json()["error"]["code"]) == (409, "opinion_not_asked")
        asked = await desk.post(f"{candidate(2)}/opinion/ask", json={"question": "Kembar?"})
        assert asked.json()["row"]["opinion"]["question"] == "Kembar?"
        own = await desk.post(f"{candidate(2)}/opinion", json={"says": "same"})
        assert own.json()["error"]["code"] == "opinion_own"
        body = {"says": "different", "words": "telinga lain"}
        given = await other.post(f"{candidate(2)}/opinion", json=body)
        assert given.json()["row"]["opinion"]["given"][0]["says"] == "different"

        refusal = {"decision": "refuse", "reason_code": "other_person", "reason": " "}
        without = await desk.post(f"{candidate(2)}/decision", json=refusal)
        assert without.json()["error"]["code"] == "reason_missing"  # to refuse takes words

        body = {"decision": "admit", "reason_code": "documents_checked", "reason": "kembar"}
        decided = await desk.post(f"{candidate(2)}/decision", json=body)
        assert decided.json()["row"]["admission"] == "admitted"
        assert decided.json()["row"]["opinion"]["open"] is False

        late = {**refusal, "reason": "bukan orangnya", "referred_at": row["referred_at"]}
        answer = await other.post(f"{candidate(2)}/decision", json=late)
        assert answer.json()["error"]["code"] == "decided_meanwhile"

        past = (await desk.get(f"{candidate(2)}/decisions")).json()["decisions"]
        assert [(each["decision"], each["reason"]) for each in past] == [("admit", "kembar")]
        report = (await desk.get(f"{SITTING}/referrals")).json()
        assert (report["referred"], report["admitted"], report["opinions"]) == (1, 1, 1)
        assert report["lines"][0]["took_s"] > 0
        answer = await other.get(f"{SITTING}/referrals.csv")
        (line,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert (line["number"], line["decision"], line["by"]) == (number(2), "admit", "ani")
        answer = await other.get(f"{SITTING}/referral-figures.csv")
        figures = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        told = {(each["figure"], each["of"]): each["value"] for each in figures}
        assert told["compared", ""] == "2"
        assert (told["referred", ""], told["admitted", ""], told["admitted", "ani"]) == ("1",) * 3
        assert told["match_at_most", ""] == "0.42"
        assert told["measurement", ""] == report["thresholds"]["source"] == "shipped"
        assert told["impostor_pairs", "measurement"] == "20026"
        assert report["thresholds"]["measurement"]["impostor_pairs"] == 20_026
        assert (await desk.get(f"{SITTING}/referral-figures.csv")).status_code == 403


async def test_registration_photos_of_one_face_are_listed_for_the_committee(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, candidates=2) as live:
        committee = await live.staff("budi")
        assert (await committee.get("/api/same-photos")).json() == {"photos": 0, "pairs": []}
        content = f"face-{number(1)}".encode()
        replaced = await committee.post(f"{candidate(2)}/reference?reason=salah", content=content)
        assert replaced.status_code == 200, replaced.text
        async with asyncio.timeout(20):
            while await live.site.registry.photos_without_template("bytes", 1):
                await asyncio.sleep(0.02)
        await live.site.doubles.check_references("bytes", rest_s=0)
        found = (await committee.get("/api/same-photos")).json()
        (pair,) = found["pairs"]
        assert [each["number"] for each in pair["people"]] == [number(1), number(2)]
        assert pair["same_file"] is True


async def test_who_is_looked_for_is_shown_where_the_view_says(tmp_path: Path) -> None:
    async with a_live_site(tmp_path, candidates=1) as live:
        desk = await live.staff()
        entry = Watched("w-1", "LP/12", "image/png", b"sought", "bytes", b"", EIGHT, "siti")
        await live.site.registry.watch(entry)
        found = (Resemblance("w-1", "w-1", "watch_list", 0.2),)
        event = FaceFoundElsewhere(EIGHT, "p", "bytes", 2, 0.42, None, found)
        view = resemblances_view(Admission("a", resembles=event), lambda _: "", photo_url)
        assert view is not None
        (other,) = view.found
        assert (await desk.get(other.photo)).content == b"sought"
        assert (await desk.get(f"{other.photo}/landmarks")).json() == {"points": []}
        assert (await desk.get("/api/watched/w-2/landmarks")).status_code == 404
