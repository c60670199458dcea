"""Templates in memory: they grow without being copied each time, and what was given out stays."""

import numpy as np

from catserver.delivery.door.galleries import ROOM_AT_FIRST, Galleries
from catserver.delivery.photos import CandidateNumber, PhotoId, PhotoKind, StoredTemplate

ENGINE = "dlib-resnet-5pt"


class Kept:
    """The store: what was put into it, in order."""

    def __init__(self) -> None:
        self.rows: list[StoredTemplate] = []

    def put(self, number: str, value: float, size: int = 4) -> None:
        sequence = len(self.rows) + 1
        content = np.full(size, value, dtype="<f4").tobytes()
        photo = PhotoId(f"photo-{sequence}")
        self.rows.append(StoredTemplate(sequence, CandidateNumber(number), photo, content))

    async def templates_since(
        self, _engine: str, _kind: PhotoKind, after: int
    ) -> tuple[StoredTemplate, ...]:
        return tuple(each for each in self.rows if each.sequence > after)


async def test_more_arrivals_than_there_was_room_for_are_all_there_in_their_order() -> None:
    kept = Kept()
    galleries = Galleries(kept)
    for place in range(2 * ROOM_AT_FIRST + 3):
        kept.put(f"n{place}", float(place))
        gallery = await galleries.arrivals(ENGINE)
        assert len(gallery) == place + 1
    assert gallery.matrix[:, 0].tolist() == [float(each) for each in range(len(gallery))]
    assert gallery.photos[-1] == f"photo-{len(gallery)}"


async def test_a_gallery_that_was_given_out_does_not_change_when_a_photo_is_renewed() -> None:
    kept = Kept()
    galleries = Galleries(kept)
    kept.put("001", 1.0)
    kept.put("002", 2.0)
    before = await galleries.references(ENGINE)
    kept.put("001", 7.0)
    kept.put("003", 3.0)
    after = await galleries.references(ENGINE)
    assert before.matrix[:, 0].tolist() == [1.0, 2.0]
    assert after.matrix[:, 0].tolist() == [7.0, 2.0, 3.0]
    assert after.photos == ("photo-3", "photo-2", "photo-4")


async def test_a_template_of_another_length_is_left_out() -> None:
    kept = Kept()
    galleries = Galleries(kept)
    kept.put("001", 1.0)
    kept.put("002", 2.0, size=5)
    kept.put("003", 3.0)
    gallery = await galleries.arrivals(ENGINE)
    assert gallery.numbers == ("001", "003")
    assert gallery.matrix.shape == (2, 4)
