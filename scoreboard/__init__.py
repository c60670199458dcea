"""The public board: postings in, standings out, one live feed for everybody who watches.

What it does: a `Posting` says how one attempt stands. `visibility` decides what the public may see
of it, `release` when. `standings` keeps the order, `tally` the figures above it, `line` who goes
on. `board` ties these into numbered messages and `feed` shares each message, encoded once, with
every viewer. `boards` keeps one board a sitting and one an event, and sets the pace (five to six
updates a second at most); `spread` tells them in slices.

What it does not know: items, responses, keys, exams, HTTP, SQL. It is fed by messages alone
(`intake.decode`), so it can run in another process or on another host and be attacked there while
the exam goes on.

Where to start: `postings.py` for what comes in, `docs/board.md` for what goes out, `board.py` for
the way between.
"""
