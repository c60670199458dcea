"""The shell around the machines: lock, load, decide, append, acknowledge, post.

It knows asyncio and its own Protocols (Clock, Journal, Registry, Inspector), and neither HTTP nor
SQL. Start with `desk.py`; `turn` is its lock, `machines` what it drives, `many` one command to a
whole room. The rest is in groups:

The foundation: `clock` and `pulse` (time that nobody can set back), `journal`, `registry`,
`photos` and `watch_list` (what a store must offer), and their twins `memory_journal`,
`memory_registry` and `memory_photos`.

The day: `sittings` prepares, opens, starts and closes, with `directory` (who is in which attempt),
`drawing` (forms from a seed), `deadlines` and `timekeeping` (who is due), `material` (the exam, the
bank, the keys) and `sealing` (forms that wait at the terminals).

The door and the other gates are a package of their own, `door`: it knows the day, and only `room`
and `supervision` know it. Personal data is another, `keeping`: the vault, who saw what, and what is
handed out.

The seat: `pins`, `phantoms` (numbers that have none) and `terminals` (one connection an attempt),
`terminal_links`, `supervision` (what a proctor does), `half_done` (decisions that a stop cut off
from what they lead to). `heart`, `outages`, `trouble` and `ledger` measure lost time and give it
back.

What is seen: `room` for proctors (`room_row` of a candidate, `sitting_view` of the whole),
`account` for the minutes, `outcomes` as the one place that adds up, `publication` and
`announcing` for what is public, `posting`, `board_line` and `public_board` for the board,
`at_work` for those who are not shown it. `replay` and `rescoring` compute again.
"""
