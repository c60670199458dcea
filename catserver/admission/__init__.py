"""One candidate's way in: expected, arrived, compared, admitted or refused, seated, out and back.

Pure, the same shape as `attempt`. The machine may refer; only a person's decision refuses. Start
with `machine.py`, which decides; `folding.py` folds, `gates.py` says which look is due,
`pin_rules.py` who may have a PIN, `events.py` is what the journal holds.
"""
