"""The committee's files into the registry: exams, banks, rosters. One way for page and command.

`loader` reads a file, checks it against what it is meant for, and loads it whole or answers with
every problem; `exam_notices` adds what is no mistake and worth a look. Reading and decoding leave
the event loop here. It knows the registry's Protocol and the readers of `question_bank.formats` and
`catserver.roster`; neither HTTP nor SQL. Start with `loader.py`; `seating` says who gets which
seat, `new_sitting` makes a sitting from its parts.
"""
