"""The public board as a video that it draws itself: no browser, no window, no screen.

What it does: `source` follows the public stream of any board, as a page would, and keeps what was
`told`. `programme` says what is shown when: the pages of the table, formations, distribution, and
a card before the start and while the board is away. `picture` puts a frame together from `table`,
`figures` and `cards`, which draw with `pen`; only what changed is drawn again. `encoder` is the
only home of PyAV: frames become H.264 with a silent AAC track, sent as RTMP or written as HLS.
`line` is one such transmission, in a process of its own, and `keeper` starts it again when it ends
or hangs.

What it does not know: the exam server. It reads what the public may read, so it can run on another
host, and what is withheld or frozen cannot reach it.

Where to start: `told.py` for what it knows, `picture.py` for what it shows.
"""
