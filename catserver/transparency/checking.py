"""Do the leaves fit one another, and the lists the leaves? Nothing here is read or asked: pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from catserver.transparency.consistency import check_order, check_rules
from catserver.transparency.contents import Contents
from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import (
    AttemptClosed,
    AttemptCorrected,
    Leaf,
    LeafMalformed,
    SittingClosed,
    SittingOpened,
    StandingPublished,
    Status,
    decode_leaf,
)
from catserver.transparency.standing import StandingList, StandingRow, make_standing, read_standing
from catserver.transparency.structure import ExamRules, FileMalformed, file_digest, read_rules

ReadFile = Callable[[str], bytes]
"""A published file by its path. Raises FileNotFoundError."""


class Checked:
    """`contents` is what the leaves say, `findings` what does not fit, `notes` the rest."""

    def __init__(self, read: ReadFile) -> None:
        self.contents = Contents()
        self.leaves: list[Leaf | None] = []
        self.findings: list[Finding] = []
        self.notes: list[Finding] = []
        self.lists = 0
        self._read = read
        self._named: set[str] = set()
        self._rules: dict[str, ExamRules] = {}

    def add(self, entry: bytes) -> None:
        """The next leaf."""
        index = len(self.leaves)
        try:
            leaf = decode_leaf(entry)
        except LeafMalformed as error:
            self.findings.append(finding("leaf_malformed", index=index, why=error))
            leaf = None
        if leaf is not None:
            self.findings += check_order(index, leaf, self.contents)
            self.findings += self._checked(index, leaf)
        self.contents.add(index, leaf)
        self.leaves.append(leaf)

    def end(self) -> None:
        """After the last leaf."""
        for name, sitting in sorted(self.contents.sittings.items()):
            if sitting.opened is not None and sitting.closed is None:
                self.notes.append(finding("not_closed_yet", sitting=name))
            newest = max(map(self._last_word, sitting.attempts), default=-1)
            if sitting.closed is not None and (sitting.standing or (-1,))[0] < newest:
                self.findings.append(finding("list_outdated", sitting=name))

    def _last_word(self, attempt: str) -> int:
        decided = self.contents.decided.get(attempt, (-1, None))
        return max(self.contents.newest[attempt][0], decided[0])

    def file(self, path: str, index: int) -> bytes | None:
        """A file that the leaf at `index` names by its digest; None where that is a finding."""
        self._named.add(path)
        try:
            content = self._read(path)
        except FileNotFoundError:
            self.findings.append(finding("file_missing", place=path, index=index))
            return None
        if file_digest(content) != path.rsplit("/", 1)[-1].removesuffix(".json"):
            self.findings.append(finding("file_changed", place=path, index=index))
        return content

    def unnamed(self, paths: Iterable[str]) -> Iterator[Finding]:
        """Files beside the log that no leaf names: anybody could have put them there."""
        opened = (each.opened for each in self.contents.sittings.values())
        banks = {f"banks/{each[1].structure}.json" for each in opened if each is not None}
        for path in sorted(set(paths) - self._named - banks):
            yield finding("file_unnamed", place=path)

    def rules(self, sitting: str) -> ExamRules | None:
        return self._rules.get(sitting)

    def _checked(self, index: int, leaf: Leaf) -> Iterator[Finding]:
        match leaf:
            case SittingOpened():
                yield from self._opened(index, leaf)
            case AttemptClosed():
                yield from self._attempt(index, leaf)
            case SittingClosed():
                found = len(self.contents.sitting(leaf.sitting).attempts)
                if found != leaf.attempts:
                    yield finding(
                        "attempt_removed", sitting=leaf.sitting, closed=leaf.attempts, found=found
                    )
            case StandingPublished():
                self.lists += 1
                before = self.contents.sitting(leaf.sitting).standing
                if leaf.replaces != (None if before is None else before[0]):
                    yield finding("list_misnamed", index=index, sitting=leaf.sitting)
                content = self.file(f"standings/{leaf.standing}.json", index)
                if content is not None:
                    yield from self._listed(index, leaf, content)
            case _:
                pass

    def _opened(self, index: int, leaf: SittingOpened) -> Iterator[Finding]:
        draw = self.contents.sitting(leaf.sitting).draw
        if draw is None:
            yield finding("draw_not_committed", sitting=leaf.sitting)
        elif draw[1].commitment != leaf.draw_commitment:
            yield finding("draw_changed", sitting=leaf.sitting)
        path = f"exams/{leaf.rules}.json"
        content = self.file(path, index)
        if content is not None:
            try:
                self._rules.setdefault(leaf.sitting, read_rules(content))
            except FileMalformed:
                yield finding("file_changed", place=path, index=index)

    def _attempt(self, index: int, leaf: AttemptClosed) -> Iterator[Finding]:
        before = self.contents.newest.get(leaf.attempt)
        named = {"index": index, "attempt": leaf.attempt}
        if isinstance(leaf, AttemptCorrected):
            if before is None or before[0] != leaf.replaces:
                yield finding("correction_wrong", **named)
        elif before is not None:
            yield finding("attempt_twice", **named)
        if sum(leaf.sections.values()) != leaf.total:
            yield finding("sum_wrong", **named)
        rules = self._rules.get(leaf.sitting)
        if rules is not None:
            yield from check_rules(index, leaf, rules)

    def _listed(self, index: int, leaf: StandingPublished, content: bytes) -> Iterator[Finding]:
        """The list against the leaves, as they were when it was published."""
        attempts = self.contents.attempts_of(leaf.sitting)
        try:
            listed = read_standing(content)
        except FileMalformed as error:
            yield finding("not_a_log", place=f"standings/{leaf.standing}.json", why=error)
            return
        withheld = self.contents.withheld_in(leaf.sitting)
        found = list(compare_list(listed, attempts, withheld))
        yield from found
        rules = self._rules.get(leaf.sitting)
        fits = rules is None or (listed.order, listed.exam) == (rules.order, rules.exam)
        if (not fits or listed.sitting != leaf.sitting) and not found:
            yield finding("list_wrong", sitting=leaf.sitting)
        if leaf.rows != len(listed.rows) and not found:
            yield finding("list_misnamed", index=index, sitting=leaf.sitting)


def compare_list(
    listed: StandingList,
    attempts: Mapping[int, AttemptClosed],
    withheld: Mapping[str, Status],
) -> Iterator[Finding]:
    """What in a list does not follow from the leaves that held."""
    sitting = listed.sitting
    by_attempt = {
        leaf.attempt: (index, leaf)
        for index, leaf in attempts.items()
        if leaf.attempt not in withheld
    }
    rows = {row.attempt: row for row in listed.rows}
    for attempt, (index, leaf) in sorted(by_attempt.items()):
        row = rows.get(attempt)
        if row is None:
            yield finding("left_out", attempt=attempt, index=index, sitting=sitting)
        elif not _same_scores(row, leaf):
            yield finding(
                "score_swapped",
                sitting=sitting,
                attempt=attempt,
                index=index,
                listed=marks(row.total),
                logged=marks(leaf.total),
            )
    for attempt in sorted(rows.keys() - by_attempt.keys()):
        code = "withheld_listed" if attempt in withheld else "not_logged"
        yield finding(code, sitting=sitting, attempt=attempt)
    if rows.keys() == by_attempt.keys():
        made = make_standing(sitting, listed.exam, listed.order, attempts, withheld)
        wrong = [row for row, right in zip(listed.rows, made.rows, strict=False) if row != right]
        if wrong and all(_same_scores(each, by_attempt[each.attempt][1]) for each in wrong):
            yield finding("rank_wrong", sitting=sitting, attempt=wrong[0].attempt)
        elif (len(listed.rows), listed.withheld) != (len(made.rows), made.withheld):
            yield finding("list_wrong", sitting=sitting)


def _same_scores(row: StandingRow, leaf: AttemptClosed) -> bool:
    return (row.total, dict(row.sections)) == (leaf.total, dict(leaf.sections))


def seed_fits(seed: str, commitment: str) -> bool:
    try:
        return sha256(bytes.fromhex(seed)).hexdigest() == commitment
    except ValueError:
        return False


def marks(points: int) -> str:
    """Hundredths as a person reads them."""
    return f"{points / 100:g}"
