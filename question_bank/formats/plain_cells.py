"""Cells of a CSV file that stay what they are when a spreadsheet opens it.

A name that begins with ``=`` would be computed there (OWASP, CSV injection); with an apostrophe
before it, it is shown.
"""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: object) -> object:
    """Only texts can become formulas; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value
