"""A bank of our own in Indonesian, so that the whole product can be tried without anybody's items.

The items of the civic, the situational and part of the reasoning section are written by hand and
lie beside this file as bank tables (`twk.csv`, `tkp.csv`, `tiu_written.csv`). The other items of
the reasoning section come from seeded templates, one module a kind: `series`, `arithmetic`,
`comparisons`, `story_problems`, `syllogisms`, and `figures` with `patterns`, which draw with
`glyphs` and `drawing`. A template makes a `draft`; `build` gives it a code and its choices their
letters, and joins everything into one table and its pictures.

Start with `build.demo_bank_table`. This package writes the table that organisers would write; it
does not know how a bank is read, assembled or scored. What each template promises about its key
is tried in `tests/unit/question_bank_demo`, which solve every generated item by other means.
"""
