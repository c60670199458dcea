"""catserver: exam delivery for high-stakes exams taken in a room.

The map. `attempt`, `admission` and `sitting` are pure state machines: commands come in, events
come out. `delivery` is the shell around them: it locks, loads, decides, appends, acknowledges and
posts, and declares the Protocols it needs. `store` is the only home of SQL, `web` the only home of
HTTP. `app` puts them together by hand; `cli` is the operator's way in. Start with
`attempt/machine.py`, then `delivery/desk.py`.
"""

__version__ = "0.1.0"
PROTOCOL_VERSION = 1
