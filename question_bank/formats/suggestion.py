"""A suggestion: the known name nearest to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name a person most likely meant, or None where nothing is near."""
    # A name cut to 64 keeps the quadratic comparison short on hostile input.
    found = get_close_matches(name[:64].casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def hint(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The suggestion as a sentence to append, in English and Indonesian; empty where none."""
    found = nearest(name, known)
    if found is None:
        return "", ""
    return f" Did you mean “{found}”?", f" Apakah maksudnya “{found}”?"
