"""Where the pages' files are."""

from pathlib import Path


def static_folder() -> Path:
    """In an installed package inside `web`; in a checkout at its top."""
    here = Path(__file__).parent
    packaged = here / "web" / "static"
    return packaged if packaged.is_dir() else here.parent / "static"
