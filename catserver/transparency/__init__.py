"""The transparency log: what was decided, published so that anybody can check it without trust.

It does: from the journal's folds it makes leaves without names or items (`leaf.py`), appends them
to a Merkle tree (`merkle.py`, RFC 6962), signs the tree's state (`checkpoint.py`, `note.py`) and
publishes all of it as static files (`tile.py`, `publishing.py`). The formats are those of C2SP:
signed-note, tlog-checkpoint, tlog-tiles, tlog-proof, tlog-cosignature, tlog-witness.

It does not know: HTTP to browsers, SQL, names, items, keys of items. Half of it is pure, and that
half alone is what somebody needs who checks a published folder on another continent in ten years;
an import contract holds it to that. Only `signing.py` knows cryptography.

Where to start: `docs/transparency.md` for the formats, `leaf.py` for what is said, `log.py` for
when a checkpoint is signed and when it is refused, `verification.py` for the other side.
"""
