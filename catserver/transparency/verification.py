"""`verify`: a whole published folder, offline, without trust in who published it.

1. The newest checkpoint is signed by the log's key.
2. Every leaf is in its tile, every tile in the tree, and the tree is the one that was signed.
3. Every other checkpoint that the key signed, in the folder or elsewhere, is of this same log.
4. No checkpoint is older than what it holds.
5. The leaves fit one another, the lists the leaves, and the forms the draw.

Where 2 fails, 4 and 5 are not asked: nothing could be said of leaves that were changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catserver.transparency.checking import Checked
from catserver.transparency.drawing import check_draw, draws_to_check
from catserver.transparency.findings import Finding, finding
from catserver.transparency.note import (
    ED25519,
    NoteMalformed,
    NoteRefused,
    SignatureWrong,
    VerifierKey,
    verified,
)
from catserver.transparency.proof import HEADER, parse_proof
from catserver.transparency.reading import (
    NotALog,
    Progress,
    PublishedFolder,
    Reading,
    SignedCheckpoint,
    open_checkpoint,
    read_log,
)
from catserver.transparency.signing import verifiers
from catserver.transparency.timing import check_times, late_leaves

NOTES_SHOWN_MAX = 10


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a person brings along, from elsewhere than the folder.

    `known` are checkpoints or receipts by the name of their file. Without `keys` the folder's own
    are taken, and that is said.
    """

    keys: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    known: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """`counts` are of what was checked, by name."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    reading: Reading | None = None
    checked: Checked | None = None

    @property
    def fits(self) -> bool:
        return not self.findings

    @property
    def last(self) -> Finding:
        """The one sentence at the end."""
        if not self.findings:
            return finding("all_fits", **self.counts)
        if len(self.findings) == 1:
            return finding("one_does_not")
        return finding("some_do_not", count=len(self.findings))


def verify_folder(path: Path, trusted: Trusted, progress: Progress) -> Verdict:
    """Never raises for what is in the folder: whatever is wrong with it is a finding."""
    verdict, folder = Verdict(), PublishedFolder(path)
    try:
        keys = _keys(folder, trusted, verdict)
        verdict.reading = reading = read_log(folder, keys, progress)
    except NotALog as why:
        verdict.findings.append(finding("not_a_log", place=path, why=why))
        return verdict
    except NoteRefused as why:
        verdict.findings.append(finding("signature_wrong", place="checkpoint", why=why))
        return verdict
    verdict.findings += reading.findings
    history = [*reading.history, *_known(trusted, keys, verdict)]
    verdict.findings += _forks(reading, history)
    _witnessed(reading, trusted, verdict)
    if not reading.findings:
        _check_contents(folder, reading, history, verdict, progress)
    return verdict


def _keys(folder: PublishedFolder, trusted: Trusted, verdict: Verdict) -> tuple[VerifierKey, ...]:
    """Those that were given; the log's time key may come from the folder. Raises NotALog."""
    own = folder.keys()
    if not trusted.keys:
        verdict.notes.append(finding("key_from_folder"))
        return own
    log_keys = {each for each in trusted.keys if each.type == ED25519}
    if not log_keys & set(own):
        verdict.findings.append(finding("other_key"))
    names = {each.name for each in log_keys}
    return tuple({*trusted.keys, *(each for each in own if each.name in names)})


def _known(
    trusted: Trusted, keys: Sequence[VerifierKey], verdict: Verdict
) -> list[SignedCheckpoint]:
    """The checkpoints a person kept, alone or inside receipts."""
    found = []
    for name, content in trusted.known.items():
        try:
            is_proof = content.startswith(HEADER.encode())
            note = str(parse_proof(content).note).encode() if is_proof else content
            found.append(open_checkpoint(name, note, keys))
        except (NoteMalformed, NoteRefused) as why:
            verdict.findings.append(finding("signature_wrong", place=name, why=why))
    return found


def _forks(reading: Reading, history: Sequence[SignedCheckpoint]) -> list[Finding]:
    here = len(reading.entries)
    found = []
    for each in history:
        size = each.checkpoint.size
        if size > max(here, reading.newest.checkpoint.size):
            found.append(finding("rolled_back", place=each.place, size=size, here=here))
        elif size == reading.newest.checkpoint.size:
            if each.checkpoint.root != reading.newest.checkpoint.root:
                found.append(finding("forked", place=each.place, size=size))
        elif not reading.findings and reading.tree.root(size) != each.checkpoint.root:
            found.append(finding("forked", place=each.place, size=size))
    return found


def _witnessed(reading: Reading, trusted: Trusted, verdict: Verdict) -> None:
    found: set[VerifierKey] = set()
    for each in trusted.witnesses:
        try:
            found |= verified(reading.newest.note, verifiers([each])).keys()
        except SignatureWrong as why:
            verdict.findings.append(finding("signature_wrong", place="checkpoint", why=why))
        except NoteRefused:
            continue
    if not found:
        verdict.notes.append(finding("no_witness"))
    verdict.counts["witnesses"] = len(found)


def _check_contents(
    folder: PublishedFolder,
    reading: Reading,
    history: Sequence[SignedCheckpoint],
    verdict: Verdict,
    progress: Progress,
) -> None:
    verdict.checked = checked = Checked(folder.read)
    for done, entry in enumerate(reading.entries, start=1):
        checked.add(entry)
        progress("contents", done, len(reading.entries))
    checked.end()
    forms = _check_draws(checked, verdict, progress)
    verdict.findings += checked.findings
    signed = list({each.note.text: each for each in [*history, reading.newest]}.values())
    verdict.findings += check_times(signed, checked.leaves)
    verdict.notes += checked.notes
    verdict.notes += list(checked.unnamed(folder.named_files()))[:NOTES_SHOWN_MAX]
    verdict.notes += list(late_leaves(signed, checked.leaves))[:NOTES_SHOWN_MAX]
    if reading.newest.signed_at_s is None:
        verdict.notes.append(finding("no_time", size=reading.newest.checkpoint.size))
    unknown = checked.leaves.count(None)
    if unknown:
        verdict.notes.append(finding("unknown_leaves", count=unknown))
    verdict.counts |= {
        "leaves": len(reading.entries),
        "checkpoints": len({each.checkpoint.size for each in signed}),
        "attempts": len(checked.contents.newest),
        "sittings": len(checked.contents.sittings),
        "lists": checked.lists,
        "forms": forms,
    }


def _check_draws(checked: Checked, verdict: Verdict, progress: Progress) -> int:
    """How many forms are the ones that the draw gives."""
    sittings = draws_to_check(checked)
    of = sum(len(each.attempts) for _, each in sittings)
    done = right = 0
    for _, sitting in sittings:
        for wrong in check_draw(checked, sitting):
            done += 1
            progress("draws", done, of)
            if wrong is None:
                right += 1
            else:
                verdict.findings.append(wrong)
    return right
