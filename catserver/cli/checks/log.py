"""Does the public log go on, and is what is published up to what was signed?"""

import asyncio
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from catserver.cli.checks.finding import Finding, attention, ok, problem
from catserver.config import Settings
from catserver.transparency.log import SENTENCES, Away

RESUME = "See `catserver log resume` (docs/verify.md). The exam itself is not touched."


def check_log(settings: Settings) -> Iterator[Finding]:
    if not (settings.data_dir / "log").is_dir():
        yield ok("public log", "not begun yet; the first start of the server begins it")
        return
    try:
        yield asyncio.run(_look(settings))
    except (SQLAlchemyError, ValueError, OSError) as error:
        yield problem("public log", f"cannot be read: {error}", "Look at the store first.")


async def _look(settings: Settings) -> Finding:
    from catserver.public_log import looked_at

    async with looked_at(settings) as log:
        if log.away is Away.RESTORED:
            return attention("public log", f"not continued: {SENTENCES[log.away]}", RESUME)
        if log.away is not None:
            return problem("public log", f"not continued: {SENTENCES[log.away]}", RESUME)
        behind = len(log.tree) - log.signed_size
        return ok("public log", f"{log.signed_size} leaves signed, {behind} waiting")
