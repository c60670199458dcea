"""How a measurement and a model's card look in a terminal, and in files."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from catserver.cli.faces_measuring import Measurement
from catserver.cli.faces_proposal import UNSTATED, Photographs, lines_for, states_a_measurement
from catserver.cli.printing import print_table
from proctoring.det_curve import det_curve
from proctoring.errors import ModelUnusable
from proctoring.measured import FALSE_MATCH_SHARES, GroupFigures
from proctoring.performance import ErrorRate, performance_at
from proctoring.shipped import DLIB_RESNET
from proctoring.thresholds import pairs_needed, thresholds_for
from proctoring.vision.degraded import Spoilt
from proctoring.vision.dlib_engine import CARD
from proctoring.vision.engines import beside_default
from proctoring.vision.measurements import measurement_of
from proctoring.vision.model_folder import SuppliedModel

NAMED_MAX = 20
"""Photos without a template are named up to here; whoever has more has another trouble."""

SAID_MAX = 3
"""Findings a row of spoilt probes names, the most frequent first."""


def model_rows(model: SuppliedModel) -> list[tuple[str, object]]:
    """A model's card."""
    rows: list[tuple[str, object]] = [
        ("kept as", model.file),
        ("SHA-256", model.sha256),
        ("kind", model.kind.value),
        ("licence", model.licence),
        ("source", model.source),
        ("trained on", model.trained_on),
        ("weakness", model.known_weakness),
    ]
    if (described := model.description) is not None:
        rows += [
            ("input", f"{described.side_px} × {described.side_px} pixels, {described.colour}"),
            ("normalised", f"(value - {described.mean:g}) / {described.deviation:g}"),
            ("template", f"{described.dimension} numbers, {described.measure}"),
        ]
        if described.places:
            shown = ", ".join(f"({x:g}, {y:g})" for x, y in described.places)
            rows.append(("five points", f"laid at {shown}"))
    return rows


def engine_rows(models: Iterable[SuppliedModel]) -> list[tuple[str, str, str, str]]:
    """Every engine there is: the default one, each network alone, and each beside the default."""
    policy = DLIB_RESNET.policy
    rows = [(str(CARD.name), CARD.licence, DLIB_RESNET.measured_on, f"{policy.match_at_most:g}")]
    for model in models:
        if model.description is None:
            rows.append((model.title, model.licence, "a detector", ""))
            continue
        name = model.description.name
        rows.append((name, model.licence, *_measured(model, name)))
        both = beside_default(name)
        rows.append((both, "those of both", *_measured(model, both)))
    return rows


def _measured(model: SuppliedModel, engine: str) -> tuple[str, str]:
    """On what, or why not, and the threshold."""
    try:
        measurement = measurement_of(model, engine)
    except ModelUnusable as error:
        return str(error), ""
    return measurement.measured_on, f"{measurement.policy.match_at_most:g}"


def write(out: Path, measurement: Measurement) -> None:
    """The DET curve and the figures, for a file or a report."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "det.svg").write_text(det_curve(measurement.measured), encoding="utf-8")
    if measurement.everybody:
        every = replace(measurement.measured, groups=measurement.everybody)
        (out / "det-everybody.svg").write_text(det_curve(every), encoding="utf-8")
    text = json.dumps(measurement.as_object(), indent=2, ensure_ascii=False)
    (out / "measurement.json").write_text(text + "\n", encoding="utf-8")


def show(measurement: Measurement, fmr: float, out: Path | None) -> None:
    measured = measurement.measured
    speed = f"{measurement.photos} photos, {measured.photos_per_second:.1f} a second"
    click.echo(f"{measured.engine}: {speed}; cohort {measurement.cohort} people")
    if parts := measurement.engine.calibration.parts:
        click.echo(f"The second network counts {parts[-1].weight:.0%} of the score.")
    click.echo(f"At the policy's threshold {measured.threshold:g} (95 % intervals after Wilson):")
    rows = [(each.group, *_cells(each, measured.threshold)) for each in measured.groups]
    print_table(("group", "FTA", "FMR", "FNMR"), rows)
    for share in _shares(fmr):
        click.echo(f"\nAt FMR {share:.4g} in the group itself:")
        rows = [(each.group, *_at(each, share)) for each in measured.groups]
        print_table(("group", "threshold", "TAR", "FMR", "FNMR"), rows)
    if measurement.everybody:
        _show_everybody(measurement, fmr)
    _show_proposal(measurement, fmr)
    if measurement.spoilt:
        _show_spoilt(measurement)
    show_notes(measurement, to_stderr=False)
    if out is not None:
        names = ["det.svg", *["det-everybody.svg"] * bool(measurement.everybody)]
        written = ", ".join(str(out / name) for name in (*names, "measurement.json"))
        click.echo(f"\nWritten: {written}")


def _show_everybody(measurement: Measurement, fmr: float) -> None:
    click.echo("\nEvery probe against every other person, at the policy's threshold:")
    threshold = measurement.measured.threshold
    rows = [(each.group, *_cells(each, threshold)[1:]) for each in measurement.everybody]
    print_table(("group", "FMR", "FNMR"), rows)
    for share in _shares(fmr):
        click.echo(f"\nEvery probe against every other person, at FMR {share:.4g}:")
        rows = [(each.group, *_at(each, share)) for each in measurement.everybody]
        print_table(("group", "threshold", "TAR", "FMR", "FNMR"), rows)


def _shares(fmr: float) -> list[float]:
    return sorted({*FALSE_MATCH_SHARES, fmr}, reverse=True)


def _show_proposal(measurement: Measurement, fmr: float) -> None:
    """Lines for the exam file, from the most pairs that were compared."""
    if not measurement.is_plain:
        click.echo("\nThresholds for an exam file come from single photos, without --raw.")
        return
    groups = measurement.everybody or measurement.measured.groups
    pairs, needed = len(groups[0].scores.impostor), pairs_needed(fmr)
    if pairs < needed:
        click.echo(f"\nNo thresholds are proposed for FMR {fmr:.4g}: {pairs} pairs of different")
        click.echo(f"people are too few, at least {needed} are needed; --everybody makes more.")
        return
    proposed = thresholds_for(groups, fmr)
    if proposed is None:
        click.echo("\nNo thresholds are proposed: different people get the score 0.")
        return
    click.echo(f"\nFor the exam file, at FMR {fmr:.4g} in the group that needs the strictest")
    click.echo(f"({proposed.group}, {proposed.impostors} pairs of different people):\n")
    photographs = Photographs(measurement.table, measurement.photos, bool(measurement.everybody))
    engine, on = measurement.measured.engine, measurement.on
    for line in lines_for(engine, proposed, groups, photographs, on):
        click.echo(line)
    if not states_a_measurement(proposed, groups):
        click.echo(f"\n{UNSTATED}")
    if not proposed.is_known(fmr):
        most = min(1.0, 3 / proposed.impostors)
        click.echo(f"\nSo few pairs of that group do not show a rate of {fmr:.4g}: none of them")
        click.echo(f"matches, and the true rate may be up to {most:.2g} (rule of three).")


def _show_spoilt(measurement: Measurement) -> None:
    click.echo("\nProbes spoilt, compared with whole references, at the policy's threshold:")
    threshold = measurement.measured.threshold
    rows = []
    for each in measurement.spoilt:
        unwarned = performance_at(each.unwarned.scores, threshold).false_non_match
        rates = (_cell(each.acquisition), *_cells(each.everyone, threshold)[1:])
        rows.append((each.name, _cell(each.warned), _said(each), *rates, _cell(unwarned)))
    print_table(("probe", "gate speaks first", "it says", "FTA", "FMR", "FNMR", "unwarned"), rows)
    click.echo("unwarned: FNMR of the pairs of whose probe the gate says nothing.")
    click.echo("\nPairs of one person that are told of glasses which only one of the photos has:")
    print_table(
        ("probe", "group", "not in the reference", "only in the reference", "told and referred"),
        [row for each in measurement.spoilt for row in _glasses_rows(each, threshold)],
    )


def _glasses_rows(spoilt: Spoilt, threshold: float) -> list[tuple[str, ...]]:
    """`told and referred` is of everyone: so many referrals come with the reason beside them."""
    told = performance_at(spoilt.told.scores, threshold).false_non_match.errors
    referred = performance_at(spoilt.everyone.scores, threshold).false_non_match.errors
    of_all = [f"{told} of {referred}", *[""] * (len(spoilt.glasses) - 1)]
    return [
        (spoilt.name, each.group, _cell(each.added), _cell(each.missing), both)
        for each, both in zip(spoilt.glasses, of_all, strict=True)
    ]


def _said(spoilt: Spoilt) -> str:
    return ", ".join(f"{code} {photos}" for code, photos in spoilt.said[:SAID_MAX])


def show_notes(measurement: Measurement, *, to_stderr: bool) -> None:
    """What the figures do not say: what they replace, photos without a template, empty groups."""
    if measurement.replaced is not None:
        was = measurement.replaced
        click.echo(
            f"\nThis takes the place of the measurement on {was.measured_on}: the same faces get\n"
            "other scores now, and thresholds in exam files that came from it no longer hold.",
            err=to_stderr,
        )
    missing = measurement.without_template
    if missing:
        click.echo(
            f"\nNo template of {len(missing)} of {measurement.photos} photos:", err=to_stderr
        )
    for photo, why in missing[:NAMED_MAX]:
        click.echo(f"  {photo}: {why}", err=to_stderr)
    if len(missing) > NAMED_MAX:
        click.echo(f"  and {len(missing) - NAMED_MAX} more", err=to_stderr)
    if measurement.groups_unused:
        click.echo(
            "\nNo pair lies within one of the groups: the identity in the table of groups is",
            err=to_stderr,
        )
        click.echo("the name of the folder that a person's photos lie in.", err=to_stderr)


def _cells(group: GroupFigures, threshold: float) -> tuple[str, ...]:
    at = performance_at(group.scores, threshold)
    return (_cell(group.acquisition), _cell(at.false_match), _cell(at.false_non_match))


def _at(group: GroupFigures, share: float) -> tuple[str, ...]:
    at = group.at_false_match_share(share)
    if at is None or at.false_non_match.share is None:
        return ("", "not measured", "", "")
    accepted = 1 - at.false_non_match.share
    rates = (_cell(at.false_match), _cell(at.false_non_match))
    return (f"{at.threshold:.4f}", f"{accepted:.2%}", *rates)


def _cell(rate: ErrorRate) -> str:
    if rate.share is None:
        return "not measured"
    low, high = rate.interval.low, rate.interval.high
    return f"{rate.share:.2%} ({rate.errors} of {rate.trials}; {low:.2%}–{high:.2%})"
