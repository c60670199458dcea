"""Items, banks, exams, forms and scores: what is asked and what an answer is worth.

What this package does: it reads an exam file and a bank file (`formats`), draws a form for one
candidate (`assembly`), says what a choice is worth (`marking`, `scoring`), judges the sum
(`scoring.judge`) and tells afterwards how the items did (`analysis`).

What it does not know: candidates by name, rooms, clocks, HTTP, SQL. Chance comes in as a
`random.Random`; nothing here reads a file by itself except the presets that ship with it.

Where to start: `item` and `exam` hold the nouns; `key` holds what must never leave the server;
`formats.bank_table` and `formats.exam_toml` are the doors through which everything enters.

    item · key · bank · form     the nouns
    exam                         the exam file as frozen types
    points                       marks as whole hundredths
    assembly                     exam + bank + chance → form
    marking                      bank keys + exam → what each choice is worth
    scoring                      responses → points → outcome
    analysis                     facility and discrimination
    formats/                     readers and writers, and the report of all problems
    presets/                     exam files that ship
"""
