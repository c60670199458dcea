"""The rows of streams, found by walking their versions.

The journal's index begins with the version: a room answers in step, so what it writes together
lies together, and a group of answers dirties a few pages of the index instead of one for each
stream. A stream is therefore read from version to version, one look at the index each. Where the
walk ends, a few versions further on are looked at as well: a stream with an event missing must not
pass for a shorter one.
"""

from collections.abc import Sequence

from sqlalchemy import TextClause, text

from catserver.delivery.journal import Row

STREAMS_PER_QUERY_MAX = 1_000
LOOKED_BEHIND_A_GAP = 32

_COLUMNS = ", ".join(f"e.{name}" for name in Row._fields)
_STEPS = ", ".join(f"({step})" for step in range(2, 2 + LOOKED_BEHIND_A_GAP))


def rows_of(streams: Sequence[str]) -> TextClause:
    """All rows of `streams`, ordered by stream and version; the columns are those of Row."""
    asked = ", ".join(f"(:s{place})" for place in range(len(streams)))
    return text(
        f"""
        WITH RECURSIVE asked(stream) AS (VALUES {asked}),
        walk(stream, version) AS (
            SELECT stream, 0 FROM asked
            UNION ALL
            SELECT w.stream, e.version FROM walk w
            JOIN events e ON e.version = w.version + 1 AND e.stream = w.stream
        ),
        ends(stream, version) AS (SELECT stream, max(version) FROM walk GROUP BY stream),
        step(n) AS (VALUES {_STEPS})
        SELECT {_COLUMNS} FROM walk w
        JOIN events e ON e.version = w.version AND e.stream = w.stream
        UNION ALL
        SELECT {_COLUMNS} FROM ends CROSS JOIN step
        JOIN events e ON e.version = ends.version + step.n AND e.stream = ends.stream
        ORDER BY 1, 2
        """  # noqa: S608 - made of constants and of names of parameters
    ).bindparams(**{f"s{place}": stream for place, stream in enumerate(streams)})
