"""What is shown beside a referral leads to pictures that the server has."""

from catserver.admission.resemblance import FaceFoundElsewhere, Resemblance
from catserver.admission.same_picture import PictureSeenBefore
from catserver.admission.state import Admission
from catserver.delivery.door.referral_views import resemblances_view, seen_before_view
from catserver.delivery.room_row import photo_url
from tests.builders import EIGHT

FOUND = FaceFoundElsewhere(
    EIGHT, "p1", "e", 500, 0.4, None,
    (Resemblance("002", "r2", "registration", 0.2), Resemblance("w7", "w7", "watch_list", 0.3)),
)  # fmt: skip
SEEN = PictureSeenBefore(EIGHT, "seat", "p9", "p1", "002", "arrival", 0.99)


def name_of(number: str) -> str:
    return {"002": "Siti"}.get(number, "")


def test_somebody_of_the_watch_list_is_shown_from_the_watch_list() -> None:
    view = resemblances_view(Admission("a", resembles=FOUND), name_of, photo_url)
    assert view is not None
    assert [each.photo for each in view.found] == ["/photos/r2", "/api/watched/w7"]


def test_both_pictures_of_one_photograph_are_shown_and_whose_the_earlier_is() -> None:
    view = seen_before_view(Admission("a", seen_before=SEEN), name_of, photo_url)
    assert view is not None
    assert (view.probe, view.earlier) == ("/photos/p9", "/photos/p1")
    assert (view.number, view.name, view.gate) == ("002", "Siti", "seat")
    assert seen_before_view(Admission("a"), name_of, photo_url) is None
