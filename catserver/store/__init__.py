"""The only home of SQLAlchemy: tables, journal with group commit, registry of master data.

It knows rows and transactions, and no rule of the exam. Start with `tables.py`.
"""
