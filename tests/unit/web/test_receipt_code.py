"""What the code on a receipt leads to: the short receipt, or the promise where that is too long."""

import base64
from dataclasses import replace

import segno

from catserver.transparency.receipt import Receipt
from catserver.transparency.receipts import LOGGED, PROMISED, IssuedReceipt
from catserver.web.receipt_code import MARGIN, VERSION_MAX, code_of

PAGE = "https://hasil.example/verify"
PROMISED_ONLY = IssuedReceipt(
    PROMISED, "log.example", "vkey", Receipt(b"{}", bytes(32), None), "a promise\n\n— signed\n"
)


def side_of(svg: bytes) -> int:
    """Modules, without the white around them."""
    return int(svg.split(b'viewBox="0 0 ')[1].split(b" ")[0]) - 2 * MARGIN


def side_with(fragment: str) -> int:
    code = segno.make(f"{PAGE}#{fragment}", error="l", micro=False)
    return int(code.symbol_size(border=0)[0])


def in_address(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_short_receipt_stands_in_the_code_itself() -> None:
    issued = replace(PROMISED_ONLY, state=LOGGED, index=7, size=9, proof_short="p" * 900)
    assert side_of(code_of(PAGE, issued)) == side_with(f"receipt={in_address('p' * 900)}")


def test_a_long_one_gives_way_to_the_promise_and_a_code_that_a_phone_can_read() -> None:
    expected = f"leaf=7&promise={in_address(PROMISED_ONLY.promise)}"
    for length in (2_000, 4_000):  # the second is too long for any code
        issued = replace(PROMISED_ONLY, state=LOGGED, index=7, size=9, proof_short="p" * length)
        svg = code_of(PAGE, issued)
        assert side_of(svg) == side_with(expected) <= 17 + 4 * VERSION_MAX


def test_a_promise_without_a_leaf_names_none() -> None:
    fragment = f"promise={in_address(PROMISED_ONLY.promise)}"
    assert side_of(code_of(PAGE, PROMISED_ONLY)) == side_with(fragment)
