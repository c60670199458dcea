"""A finding: one thing that is wrong, said in both languages with what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable and for programs; the sentences are for people."""

    code: str
    message_en: str
    message_id: str
    remedy_en: str
    remedy_id: str
