"""`verify RECEIPT`: one candidate's receipt or promise, alone or against the published log."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catserver.transparency.checking import marks
from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import AttemptClosed, AttemptCorrected
from catserver.transparency.merkle import ProofInvalid
from catserver.transparency.note import (
    ED25519,
    NoteMalformed,
    NoteRefused,
    VerifierKey,
    parse_note,
    verified,
)
from catserver.transparency.proof import HEADER, LogProof, parse_proof, verify_proof
from catserver.transparency.reading import open_checkpoint
from catserver.transparency.receipt import PROMISE, Receipt, ReceiptWrong, parse_promise, receipt_in
from catserver.transparency.signing import verifiers
from catserver.transparency.verification import Verdict


@dataclass(slots=True)
class ReceiptVerdict:
    """`facts` say what the receipt shows, once there is no finding."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    facts: list[Finding] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        return not self.findings


def verify_receipt(
    name: str, content: bytes, keys: Sequence[VerifierKey], log: Verdict | None
) -> ReceiptVerdict:
    """`log` is what `verify_folder` said of the log's folder, if there is one."""
    verdict = ReceiptVerdict()
    try:
        if content.startswith(PROMISE.encode()):
            _promise(content, keys, log, verdict)
        elif content.startswith(HEADER.encode()):
            proof = parse_proof(content)
            signed = open_checkpoint(name, str(proof.note).encode(), keys)
            _receipt(proof, receipt_in(proof), verdict)
            if log is not None:
                _against(proof, signed.checkpoint.root, log, verdict)
        else:
            raise NoteMalformed("it is neither a receipt nor a promise")  # noqa: TRY301 - one answer
    except (NoteMalformed, ReceiptWrong) as why:
        verdict.findings.append(finding("receipt_malformed", place=name, why=why))
    except NoteRefused as why:
        verdict.findings.append(finding("signature_wrong", place=name, why=why))
    if log is None:
        verdict.notes.append(finding("without_log"))
    else:
        verdict.findings += log.findings
    return verdict


def _receipt(proof: LogProof, receipt: Receipt, verdict: ReceiptVerdict) -> None:
    leaf = receipt.leaf
    try:
        verify_proof(receipt.leaf_hash, proof)
    except ProofInvalid as why:
        verdict.findings.append(finding("receipt_not_in_log", why=why))
        return
    try:
        receipt.check_opened()
    except ReceiptWrong as why:
        verdict.findings.append(finding("receipt_answers", why=why))
        return
    verdict.facts.append(_shown(leaf, proof))
    if receipt.opened is not None:
        answers = receipt.opened.answers
        answered = sum(each.choice is not None for each in answers)
        verdict.facts.append(finding("answers_fit", items=len(answers), answered=answered))


def _shown(leaf: AttemptClosed, proof: LogProof) -> Finding:
    sections = ", ".join(f"{name} {marks(points)}" for name, points in leaf.sections.items())
    return finding(
        "receipt_fits",
        attempt=leaf.attempt,
        at=leaf.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        total=marks(leaf.total),
        sections=sections,
        index=proof.index,
        size=proof.checkpoint.size,
    )


def _against(proof: LogProof, root: bytes, log: Verdict, verdict: ReceiptVerdict) -> None:
    if log.reading is None or log.checked is None:
        return
    size, here = proof.checkpoint.size, len(log.reading.entries)
    if size > here:
        verdict.findings.append(finding("rolled_back", place="receipt", size=size, here=here))
    elif log.reading.tree.root(size) != root:
        verdict.findings.append(finding("forked", place="receipt", size=size))
    else:
        attempt = receipt_in(proof).leaf.attempt
        index, leaf = log.checked.contents.newest.get(attempt, (proof.index, None))
        if index != proof.index and isinstance(leaf, AttemptCorrected):
            total = marks(leaf.total)
            verdict.notes.append(finding("corrected_since", index=index, total=total, why=leaf.why))


def _promise(
    content: bytes, keys: Sequence[VerifierKey], log: Verdict | None, verdict: ReceiptVerdict
) -> None:
    note = parse_note(content)
    verified(note, verifiers(each for each in keys if each.type == ED25519))
    _, attempt, leaf = parse_promise(note.text)
    if log is None or log.reading is None:
        return
    tree = log.reading.tree
    index = next((i for i in range(len(tree)) if tree.subtree(0, i) == leaf), None)
    if index is None:
        verdict.findings.append(finding("promise_broken", attempt=attempt))
    else:
        verdict.facts.append(finding("promise_kept", attempt=attempt, index=index))
