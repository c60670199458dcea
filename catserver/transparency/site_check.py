"""`verify --site`: the log held against the site's own journal, banks and keys.

What an outsider cannot see: that the journal behind each leaf is whole and is the one that was
logged, that scoring the responses again gives the leaf, that bank and keys are those committed to.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field

import msgspec

from catserver.attempt.events import AttemptId
from catserver.attempt.folding import evolve
from catserver.attempt.state import Attempt, Phase
from catserver.custody import codec
from catserver.custody.events import DataForgotten
from catserver.delivery.journal import Journal, Row
from catserver.delivery.keeping.custodian import SITE, CustodyMachine
from catserver.delivery.material import Cabinet, MaterialMissing
from catserver.delivery.registry import KeyBookRecord, Registry
from catserver.delivery.stream import ChainBroken
from catserver.sitting import codec as sitting_codec
from catserver.sitting.events import SittingId
from catserver.sitting.machine import SittingState
from catserver.sitting.machine import evolve as evolve_sitting
from catserver.transparency.attempt_leaves import (
    account_in,
    leaves_of,
    require_whole,
    without_correction,
)
from catserver.transparency.checking import Checked, marks
from catserver.transparency.commitment import Salts, commit_keys
from catserver.transparency.findings import Finding, finding
from catserver.transparency.leaf import AttemptClosed, canonical
from catserver.transparency.reading import Progress
from catserver.transparency.sitting_leaves import results_decided
from catserver.transparency.structure import file_digest, rules_of, structure_of
from question_bank.errors import QuestionBankError
from question_bank.formats.stored import import_key_book
from question_bank.scoring import score_responses

UNREADABLE = (
    MaterialMissing,
    QuestionBankError,
    msgspec.DecodeError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)
"""What becomes of rows that somebody wrote into by hand."""


@dataclass(frozen=True, slots=True)
class SiteData:
    """Opened for reading; no server needs to stand still for it."""

    registry: Registry
    journal: Journal
    cabinet: Cabinet
    salts: Salts


@dataclass(slots=True)
class SiteVerdict:
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    attempts: int = 0
    events: int = 0


async def verify_site(site: SiteData, checked: Checked, progress: Progress) -> SiteVerdict:
    """`checked` is of the published folder, which must fit by itself already.

    A sitting whose journal was forgotten has nothing to be held against, and is named in a note.
    """
    verdict = SiteVerdict()
    forgotten = await _forgotten(site)
    verdict.notes += forgotten.values()
    streams = await site.journal.streams("attempt")
    names = [each.removeprefix("attempt/") for each in streams]
    for done, name in enumerate(names, start=1):
        progress("journal", done, len(names))
        rows = await site.journal.read(f"attempt/{name}")
        verdict.events += len(rows)
        verdict.attempts += 1
        try:
            verdict.findings += [each async for each in _attempt(site, name, rows, checked)]
        except UNREADABLE as error:
            why = str(error) if isinstance(error, MaterialMissing) else f"{type(error).__name__}"
            verdict.findings.append(finding("material_missing", attempt=name, why=why))
    for name in sorted(checked.contents.newest.keys() - set(names)):
        index, leaf = checked.contents.newest[name]
        if leaf.sitting not in forgotten:
            verdict.findings.append(finding("journal_missing", attempt=name, index=index))
    verdict.findings += [each async for each in _other_streams(site)]
    verdict.findings += [each async for each in _banks(site, checked, forgotten)]
    verdict.findings += [each async for each in _decisions(site, checked, forgotten)]
    return verdict


async def _forgotten(site: SiteData) -> dict[str, Finding]:
    """By sitting: who let its journal go, and when."""
    found = {}
    for row in await site.journal.read(f"{CustodyMachine.kind}/{SITE}"):
        event = codec.decode(row.schema_version, row.data)
        if isinstance(event, DataForgotten):
            for name in event.sittings:
                at = event.deleted_at or event.at
                found[name] = finding(
                    "journal_forgotten", sitting=name, at=f"{at:%Y-%m-%d %H:%M}", by=event.by
                )
    return found


async def _attempt(
    site: SiteData, name: str, rows: Sequence[Row], checked: Checked
) -> AsyncIterator[Finding]:
    try:
        account = account_in(rows)
    except ChainBroken as broken:
        yield finding("journal_altered", what=broken.stream, version=broken.version)
        return
    attempt = Attempt(AttemptId(name))
    for event, _ in account:
        attempt = evolve(attempt, event)
    logged = checked.contents.newest.get(name)
    if attempt.prepared is None or attempt.phase is not Phase.FINISHED:
        if logged is not None:
            yield finding("journal_missing", attempt=name, index=logged[0])
        return
    async for each in _holder(site, attempt):
        yield each
    material = await site.cabinet.material(attempt.prepared.sitting)
    wanted = leaves_of(name, account, material, site.salts)
    if logged is None:
        yield finding("journal_ahead", attempt=name)
        return
    index, leaf = logged
    if without_correction(leaf) != wanted[-1]:
        yield _differs(name, index, leaf, wanted[-1])
    async for each in _scored_again(site, attempt, wanted[-1]):
        yield each


async def _holder(site: SiteData, attempt: Attempt) -> AsyncIterator[Finding]:
    """Whose attempt it is, by the site's table and by the attempt's own first event."""
    prepared = attempt.prepared
    assert prepared is not None
    held = await site.registry.assignment(attempt.id)
    now = "–" if held is None else str(held.candidate)
    if now != prepared.candidate:
        yield finding("holder_swapped", attempt=attempt.id, now=now, then=prepared.candidate)


def _differs(name: str, index: int, leaf: AttemptClosed, wanted: AttemptClosed) -> Finding:
    if (leaf.total, leaf.sections, leaf.passed) != (wanted.total, wanted.sections, wanted.passed):
        return finding(
            "journal_differs",
            attempt=name,
            index=index,
            journal=marks(wanted.total),
            logged=marks(leaf.total),
        )
    return finding("journal_rewritten", attempt=name, index=index)


async def _scored_again(
    site: SiteData, attempt: Attempt, leaf: AttemptClosed
) -> AsyncIterator[Finding]:
    """As if the responses had been handed in on paper."""
    prepared = attempt.prepared
    assert prepared is not None
    material = await site.cabinet.material(prepared.sitting)
    chosen = {item: each.choice for item, each in attempt.responses.items()}
    outcome = score_responses(
        material.exam,
        prepared.category,
        await site.cabinet.load_keys(prepared.sitting, attempt.key_version),
        {entry.item: entry.section for entry in prepared.form},
        {entry.item: chosen.get(entry.item) for entry in prepared.form},
    )
    if outcome.total != leaf.total or leaf.passed not in {None, outcome.passed}:
        why = f"{marks(outcome.total)} / {marks(leaf.total)}"
        yield finding("rescoring_differs", attempt=attempt.id, why=why)


async def _other_streams(site: SiteData) -> AsyncIterator[Finding]:
    """The chains of the streams that no leaf commits to."""
    for kind in ("sitting", "admission", CustodyMachine.kind):
        for stream in await site.journal.streams(kind):
            try:
                require_whole(await site.journal.read(stream))
            except ChainBroken as broken:
                yield finding("journal_altered", what=stream, version=broken.version)


async def _banks(
    site: SiteData, checked: Checked, forgotten: Collection[str]
) -> AsyncIterator[Finding]:
    for (bank, digest, version), (index, leaf) in sorted(checked.contents.banks.items()):
        records = await site.registry.key_books(bank, digest)
        found = [_digest_in(each) for each in records if each.version == version]
        salt = site.salts.keys(bank, version)
        if [commit_keys(each, salt) for each in found] != [leaf.keys]:
            yield finding("keys_changed", bank=bank, version=version, index=index)
    for name, sitting in sorted(checked.contents.sittings.items()):
        if sitting.opened is None or name in forgotten:
            continue
        index, opened = sitting.opened
        try:
            material = await site.cabinet.material(name)
        except UNREADABLE:
            yield finding("structure_other", bank=opened.bank, index=index)
            continue
        if file_digest(canonical(rules_of(material.exam))) != opened.rules:
            yield finding("rules_other", sitting=name, index=index)
        if file_digest(canonical(structure_of(material.bank))) != opened.structure:
            yield finding("structure_other", bank=opened.bank, index=index)


def _digest_in(record: KeyBookRecord) -> str:
    """Of the keys that are there; nothing where the row says otherwise."""
    try:
        digest = import_key_book(record.content).digest
    except UNREADABLE:
        return ""
    return digest if digest == record.digest else ""


async def _decisions(
    site: SiteData, checked: Checked, forgotten: Collection[str]
) -> AsyncIterator[Finding]:
    """What the committee decided, against what the log says of it."""
    contents = checked.contents
    for name, sitting in sorted(contents.sittings.items()):
        if sitting.closed is None or name in forgotten:
            continue
        stream, state = f"sitting/{name}", SittingState(SittingId(name))
        rows = await site.journal.read(stream)
        try:
            require_whole(rows)
        except ChainBroken:
            continue  # named with its stream already
        for row in rows:
            try:
                event = sitting_codec.decode(row.schema_version, row.data)
                state = evolve_sitting(state, event)
            except (msgspec.DecodeError, KeyError):
                yield finding("journal_altered", what=stream, version=row.version)
                break
        if state.closed is None or state.closed.draw_seed != sitting.closed[1].draw_seed:
            yield finding("close_differs", sitting=name, index=sitting.closed[0])
        for leaf in results_decided(state, contents, sitting.closed[1].at):
            logged = contents.status(leaf.attempt)
            yield finding(
                "decision_differs", attempt=leaf.attempt, logged=logged, decided=leaf.status
            )
