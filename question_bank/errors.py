"""The exceptions of this package.

    QuestionBankError
    ├── BlueprintUnfilled     the bank has too few items for the exam (their fault: the files)
    ├── KeyNotMarked          a key was asked for marks before `marking.mark_keys` (our fault)
    ├── NoSuchKey             no key for this item, or none for this choice (our fault)
    ├── NoSuchPreset          no preset of that name ships (their fault: the name)
    └── StoredUnreadable      stored bytes are of no version this release can read

Problems in files are no exceptions: they are values, see `formats.report`.
"""

from question_bank.finding import Finding


class QuestionBankError(Exception):
    """Anything this package refuses."""


class BlueprintUnfilled(QuestionBankError):
    """The bank cannot fill the exam; `findings` says what is missing."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.message_en for finding in findings))
        self.findings = findings


class KeyNotMarked(QuestionBankError):
    """The key still says only which choice is right, not what it is worth in an exam."""


class NoSuchKey(QuestionBankError):
    """The key book holds nothing for this item or choice."""


class NoSuchPreset(QuestionBankError):
    """No exam file of that name ships with the package."""


class StoredUnreadable(QuestionBankError):
    """Stored bytes are damaged or of a version this release does not know."""
