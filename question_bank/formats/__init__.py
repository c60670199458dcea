"""Readers and writers: what people prepare in files becomes items, keys and exams, or a report.

Every reader gives `report.Loaded` with the whole value, or a `report.Report` with every problem of
the file: place, sentence and remedy in both languages. Nothing is half-loaded, and everything is
bounded before it is parsed.

Nothing here opens a file or a socket: bytes come in. What is right or wrong about an exam as such
(can this bank fill it?) is asked of `question_bank.assembly` and `question_bank.marking`.

Where to start: `report`, then `bank_table` and `exam_toml`.

    report          Problem, Report, Loaded: what every reader answers
    table           rows of a CSV or XLSX file with their places; used for banks and rosters
    bank_table      rows → Bank and KeyBook
    pictures        is this really a picture, and a harmless one?
    zip_pictures    a zip of pictures or photos, unpacked within bounds
    exam_keys       every key an exam file may have: the schema
    exam_toml       TOML → Exam: exam_walk (types), exam_rules (sense), toml_lines (places)
    stored          versioned bytes for the store: banks, key books, exams
"""
