"""The board's own server: an asyncio protocol for HTTP, and a line for postings. No framework.

`opening` opens and closes everything. `http` is one connection, `site` says which answer an address
gets, `stream` is one viewer, `outflow` keeps what lies in a connection's buffer small, `watchman`
ends what takes too long, `door` counts. Postings come in at `intake_line` and go to `stage`, which
holds the boards that are shown. `__main__` runs all of it as the exam server's child.

What it does not know: the exam server, sign-ins, cookies, a request with a body. It lends nobody
anything, so any page may read what it says. Nothing it is asked reaches the exam server.
"""
