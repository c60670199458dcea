"""The end of a rehearsal at a site of its own: the sitting closes, its public log is verified."""

import asyncio
from pathlib import Path

import httpx

from catserver.transparency.verification import Trusted, Verdict, verify_folder

LOGGED_WITHIN_S = 30.0
"""The log is written every five seconds; a room of two thousand takes a few more."""


class LogMissing(Exception):
    """The sitting cannot be closed, or nothing was published; the words are for the operator."""


async def verify_own_log(
    url: str, sitting: str, committee: tuple[str, str], public: Path
) -> Verdict:
    """Raises LogMissing."""
    name, password = committee
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        for path, body in (
            ("/api/staff/sign-in", {"name": name, "password": password}),
            (f"/api/sittings/{sitting}/close", {"reason": "gladi selesai"}),
        ):
            answer = await client.post(path, json=body)
            if not answer.is_success:
                raise LogMissing(f"the sitting cannot be closed: {answer.text}")
    try:
        async with asyncio.timeout(LOGGED_WITHIN_S):
            while not await asyncio.to_thread(_has_list, public):  # noqa: ASYNC110 - another process
                await asyncio.sleep(1)
    except TimeoutError:
        raise LogMissing("the list of the sitting was not published") from None
    return await asyncio.to_thread(verify_folder, public, Trusted(), lambda *_: None)


def _has_list(public: Path) -> bool:
    """Whether the newest checkpoint has the list, which is the last leaf of a sitting."""
    verdict = verify_folder(public, Trusted(), lambda *_: None)
    return verdict.counts.get("lists", 0) > 0
