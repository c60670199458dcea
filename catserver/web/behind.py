"""A restored server may lack what a terminal was told is safe: that becomes an incident.

One an attempt and backup: a terminal may say what it likes, as often as it likes.
"""

import logging
from contextlib import suppress

from catserver.attempt.commands import RecordIncident
from catserver.attempt.errors import CommandRefused
from catserver.attempt.state import Attempt
from catserver.delivery.journal import JournalError
from catserver.web.site import Site

logger = logging.getLogger(__name__)


async def say_if_behind(site: Site, attempt: Attempt, told_seq: int | None) -> None:
    """Proctors must learn of it; `told_seq` is the newest that the terminal knows as saved."""
    if told_seq is None or told_seq <= attempt.last_seq:
        return
    since = site.restored.behind_since if site.restored else None
    request = f"behind {since.isoformat()}" if since else "behind"
    if request in attempt.requests:
        return
    logger.error("a terminal was told %d, the journal has %d", told_seq, attempt.last_seq)
    text = (
        f"Server tertinggal / The server is behind: {attempt.last_seq} ada di server / recorded, "
        f"{told_seq} pernah tersimpan di terminal / acknowledged to this terminal before."
    )
    with suppress(JournalError, CommandRefused):
        command = RecordIncident("rule", "technical", text, request)
        await site.attempts.handle(attempt.id, command)
