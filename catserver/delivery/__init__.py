"""The shell around the machines: lock, load, decide, append, acknowledge, post.

It knows asyncio and its own Protocols (Clock, Journal, Registry), and neither HTTP nor SQL. Start
with `desk.py`.
"""
