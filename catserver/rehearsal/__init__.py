"""Simulated candidates who sit a whole exam day at a real server, and a report of how it held.

The rehearsal is a client: it speaks HTTP, the terminal's WebSocket and the board's event stream as
docs/protocol.md and docs/board.md describe them, and imports nothing of the server. So it finds
what a terminal, a desk or a viewer would find, and it can rehearse any site it may sign in to. It
knows no keys: its candidates believe in choices of their own, and the server scores them.

Start with `run.py` (`run_rehearsal`), which puts a `plan.Plan` to work and answers with a
`report.Report`. Without I/O: `behaviour` and `course` (how a person works through a form, and
when), `mishaps`, `outbox` and `terminal` (what a terminal keeps and sends), `ledger` (what was
acknowledged, against what the server has), `board` (the public figures and how late they are),
`latencies`. With I/O: `line` (one socket), `requests` (HTTP), `door` (the proctor), `seat` (a
terminal on its line), `candidate` (one person's day), `board_watch`. `progress` and `pages` show it
to people.
"""
