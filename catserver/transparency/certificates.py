"""Certificates of results that are in the log: signed with the log's own key."""

from catserver.transparency.certificate import Certified, certificate_text
from catserver.transparency.keeper import Keeper
from catserver.transparency.leaf import encode_leaf
from catserver.transparency.merkle import leaf_hash
from catserver.transparency.note import Note
from catserver.transparency.signing import LogSigner


class NotLogged(Exception):
    """The log has no leaf of this attempt yet, or is away."""


class Certificates:
    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def certify(self, attempt: str, whose: tuple[str, str], titles: tuple[str, str]) -> Note:
        """`whose` is number and name, `titles` those of exam and sitting. Raises NotLogged."""
        log, keys = self._keeper.log, self._keeper.log.parts.keys
        logged = log.contents.newest.get(attempt)
        if keys is None or logged is None:
            raise NotLogged(attempt)
        index, leaf = logged
        hashed = leaf_hash(encode_leaf(leaf))
        text = certificate_text(Certified(keys.origin, index, hashed, *whose, *titles))
        return Note(text, (LogSigner(keys.log).sign(text),))

    def standing(self, sitting: str) -> tuple[str, int, str] | None:
        """Origin, index of the leaf and SHA-256 of the sitting's newest published list."""
        log, keys = self._keeper.log, self._keeper.log.parts.keys
        published = log.contents.sitting(sitting).standing
        if keys is None or published is None:
            return None
        return keys.origin, published[0], published[1].standing

    def leaf_of(self, attempt: str) -> int | None:
        logged = self._keeper.log.contents.newest.get(attempt)
        return None if logged is None else logged[0]
