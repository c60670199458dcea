"""The only home of Starlette: every URL on one page (`routes.py`), every door in `access.py`.

It knows requests, cookies and messages, and no rule of the exam and no SQL.
"""
