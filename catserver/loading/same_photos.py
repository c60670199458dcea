"""Two candidates with the very same photo file: found when the roster is loaded, weeks before."""

from collections.abc import Mapping

from catserver.delivery.photos import CandidateNumber
from catserver.roster import findings
from catserver.roster.roster import Roster
from question_bank.formats.report import ProblemList, Report


def same_photos(roster: Roster, known: Mapping[CandidateNumber, str], file: str) -> Report:
    """`known` are the digests of the photos loaded before, by candidate number."""
    loaded = {each.candidate.number: each.photo.digest for each in roster.enrolments if each.photo}
    first: dict[str, str] = {}
    found = ProblemList(file)
    for number, digest in sorted({**known, **loaded}.items()):
        other = first.setdefault(digest, number)
        if other != number and (number in loaded or other in loaded):
            found.add(findings.same_photo(other, number))
    return found.report()
