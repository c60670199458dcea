"""Measures this machine: what the disk, the sockets and the whole way of an answer can do.

Everything is measured in one run, in turns, and given as a ratio to a bare echo through the same
server, because figures of different hours or machines say little. It starts its own servers on
throw-away data and talks to 127.0.0.1 only. Start with `plan.py`; `line.py` is the load
generator's end of a socket, as thin as a client can be.
"""
