"""Receipts for those whose attempt is over: at once as a promise, soon as a proof."""

import asyncio
import base64
from dataclasses import dataclass

from catserver.attempt.state import Phase
from catserver.delivery.machines import AttemptDesk
from catserver.transparency.attempt_leaves import opened_answers
from catserver.transparency.keeper import Keeper
from catserver.transparency.leaf import encode_leaf
from catserver.transparency.note import Note
from catserver.transparency.receipt import Receipt, ReceiptWrong, promise_text
from catserver.transparency.signing import LogSigner

PROMISED, LOGGED, AWAY = "promised", "logged", "log_away"


class NotOverYet(Exception):
    """The attempt runs, or never began: there is nothing to give a receipt for."""


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """`proof` and `index` are None until a checkpoint covers the leaf.

    `proof_short` is the proof without the answers, for a QR code. `promise` is a signed note.
    """

    state: str
    origin: str
    vkey: str
    receipt: Receipt
    promise: str
    index: int | None = None
    size: int | None = None
    proof: str | None = None
    proof_short: str | None = None

    def view(self) -> dict[str, object]:
        """As docs/transparency.md has it."""
        return {
            "state": self.state,
            "origin": self.origin,
            "vkey": self.vkey,
            "leaf": self.receipt.entry.decode(),
            "leaf_hash": base64.b64encode(self.receipt.leaf_hash).decode(),
            "salt": self.receipt.salt.hex(),
            "opened": self.receipt.opened,
            "promise": self.promise,
            "index": self.index,
            "size": self.size,
            "proof": self.proof,
            "proof_short": self.proof_short,
        }


def _fitting(receipt: Receipt) -> Receipt:
    """Without the answers where they are not those of the leaf: a journal that was restored."""
    try:
        receipt.check_opened()
    except ReceiptWrong:
        return Receipt(receipt.entry, receipt.salt, None)
    return receipt


class Receipts:
    def __init__(self, keeper: Keeper, attempts: AttemptDesk) -> None:
        self._keeper = keeper
        self._attempts = attempts

    async def of(self, name: str) -> IssuedReceipt | None:
        """Of an attempt's newest leaf; None where the log has no keys. Raises NotOverYet."""
        attempt = await self._attempts.state(name)
        keys = self._keeper.log.parts.keys
        if attempt.phase is not Phase.FINISHED:
            raise NotOverYet(name)
        if keys is None:
            return None
        log, salt = self._keeper.log, self._keeper.salts.answers(name)
        logged = log.contents.newest.get(name)
        if logged is not None:
            entry = encode_leaf(logged[1])
        else:
            entry = encode_leaf((await self._keeper.wanted(name))[-1])
        receipt = _fitting(Receipt(entry, salt, opened_answers(attempt)))
        text = promise_text(keys.origin, name, receipt.leaf_hash)
        promise = str(Note(text, (LogSigner(keys.log).sign(text),)))
        issued = IssuedReceipt(
            PROMISED if log.away is None else AWAY,
            keys.origin,
            str(keys.log.public),
            receipt,
            promise,
        )
        if logged is None:
            return issued
        return await asyncio.to_thread(self._proved, issued, logged[0])

    def _proved(self, issued: IssuedReceipt, index: int) -> IssuedReceipt:
        proof = self._keeper.log.proof(index, issued.receipt.extra())
        short = self._keeper.log.proof(index, issued.receipt.extra(answers=False))
        if proof is None or short is None:
            return issued
        return IssuedReceipt(
            LOGGED,
            issued.origin,
            issued.vkey,
            issued.receipt,
            issued.promise,
            index,
            proof.checkpoint.size,
            str(proof),
            str(short),
        )
