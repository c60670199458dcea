"""What `catserver doctor` looks at: one file per part of the machine.

Each check measures or tries the real thing and answers with a `Finding`: ok, attention or problem,
what was seen, and what to do. Start with `finding.py`; `cli/doctor.py` holds the list.
"""
