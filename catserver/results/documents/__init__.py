"""Papers about results: the result sheet of a sitting, and certificates, as PDF.

`words.py` has their sentences in both languages, `paper.py` the looks and the QR code (the one home
of ReportLab), `result_sheet.py` and `certificate.py` lay out what is on them, `press.py` makes
them in a process of its own, because a sheet of a thousand rows takes a second of work. They know
neither HTTP nor SQL nor the log: what they print is given to them.
"""
