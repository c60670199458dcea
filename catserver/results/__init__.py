"""The committee's result list of a sitting, and its files.

`result_list` makes the rows from attempts as they are folded, through the one function that also
feeds the screen and the board, so that none of them can differ. `result_files` writes CSV and
XLSX. It knows neither HTTP nor SQL. Start with `result_list.py`.
"""
