"""One candidate's run through one form, as a pure state machine.

Commands in, events out, a fold back into a state. It knows no clock (`now` is passed in), no
chance (the form is given to it), no socket and no table. Start with `machine.py`, which decides;
`folding.py` folds, `events.py` is what the journal holds, `codec.py` is how it is written.
"""
