"""What a fake camera shows: one arrival photo, again and again, in a file as Chromium reads it."""

from pathlib import Path

from proctoring.vision.demo_people import arrival_photo

FRAMES = 4
"""A file that ends begins again; a few frames spare the browser the opening of it."""

ANOTHER_SHOT = 2
"""Not the one that tests send at the desk: the same photograph again is a referral."""


def film_of(number: str, folder: Path) -> Path:
    """A file for `--use-file-for-fake-video-capture`: whoever comes under that number, standing."""
    film = folder / f"camera-{number}.mjpeg"
    film.write_bytes(arrival_photo(number, ANOTHER_SHOT) * FRAMES)
    return film
