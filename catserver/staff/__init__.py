"""The people who run the exam: their accounts, passwords and signed-in browsers.

`accounts` is what pages and commands call. It knows the registry's Protocol and a clock, neither
HTTP nor SQL. There is no default password: while no account exists, whoever holds the token that
the server printed makes the first one. Start with `accounts.py`.
"""
