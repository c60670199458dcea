"""A candidate whose time is over asks for the code of the receipt, while others still work."""

import asyncio
import threading
from pathlib import Path

import pytest

from catserver.web import receipt_code
from tests.integration.test_public_log import sit
from tests.live import a_live_site, number

ONE = number(1)
CODE = "/api/terminal/receipt.svg"


async def test_a_code_that_takes_long_to_draw_makes_nobody_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, may_end = threading.Event(), threading.Event()

    def slow(_page: str, _issued: object) -> bytes:
        drawing.set()
        assert may_end.wait(20), "the loop waited for the code"
        return b"<svg />"

    monkeypatch.setattr(receipt_code, "code_of", slow)
    async with a_live_site(tmp_path) as live:
        terminal = await sit(live, ONE, 1)
        asked = asyncio.create_task(terminal.client.get(CODE))
        assert await asyncio.to_thread(drawing.wait, 20)
        assert (await live.client().get("/health")).status_code == 200
        may_end.set()
        assert (await asked).content == b"<svg />"


async def test_who_asks_for_codes_without_end_is_told_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_code, "AT_ONCE", 2)
    async with a_live_site(tmp_path) as live:
        terminal, other = await sit(live, ONE, 1), await sit(live, number(2), 1)
        statuses = [(await terminal.client.get(CODE)).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert (await other.client.get(CODE)).status_code == 200
