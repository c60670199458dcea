"""The figures beside the table, and the two that take its place: distribution and formations."""

from collections.abc import Sequence

from scoreboard.broadcast.pen import (
    ACCENT,
    CARD,
    LINE,
    POSITIVE,
    QUIET,
    SOFT,
    TEXT,
    Letters,
    Pen,
)
from scoreboard.broadcast.told import Line, Shown, Sitting, Summary, Told
from scoreboard.broadcast.words import Words

RADIUS = 14
PAD = 28
FORMATIONS_MAX = 12
# A drawing this high has room for the count on each bar.
LARGE_FROM = 500
HEADING = Letters(25, "Semibold")


def draw_progress(pen: Pen, x: int, y: int, width: int, summary: Summary, words: Words) -> int:
    """Who is present, works, has finished; how many items are answered. Gives back the height."""
    counts = [
        ("present", summary.present),
        ("working", summary.working),
        ("finished", summary.finished),
    ]
    waiting = summary.present - summary.working - summary.finished - summary.withheld
    if summary.passed is not None:
        counts.append(("passed", summary.passed))
    elif waiting:
        counts.append(("waiting", waiting))
    height = 254
    pen.box(x, y, width, height, CARD, RADIUS)
    column = (width - 2 * PAD) // 2
    for index, (key, count) in enumerate(counts):
        at, line = x + PAD + index % 2 * column, y + 56 + index // 2 * 84
        colour = POSITIVE if key == "passed" else TEXT
        pen.words(at, line, words.written(count), Letters(44, "Bold"), colour)
        pen.words(at, line + 28, words(key), Letters(21), SOFT, width=column - 8)
    share = summary.answered / summary.items if summary.items else 0.0
    pen.bar(x + PAD, y + 194, width - 2 * PAD, 12, share, ACCENT)
    said = words("progress", answered=summary.answered, items=summary.items)
    pen.words(x + PAD, y + 235, said, Letters(20), SOFT, width=width - 2 * PAD - 60)
    pen.words(x + width - PAD, y + 235, words.percent(share), Letters(20, "Bold"), anchor="r")
    return height


def draw_sections(
    pen: Pen, x: int, y: int, width: int, sitting: Sitting, summary: Summary, words: Words
) -> int:
    """For each section, how many have reached its cut score; nothing where there are none."""
    told = [
        (section, reached)
        for section, reached in zip(sitting.sections, summary.reached, strict=True)
        if reached is not None
    ][:4]
    if not told:
        return 0
    ranked = summary.working + summary.finished
    height = 62 + 62 * len(told)
    pen.box(x, y, width, height, CARD, RADIUS)
    pen.words(x + PAD, y + 40, words("sections"), HEADING, width=width - 2 * PAD)
    for index, (section, reached) in enumerate(told):
        line = y + 84 + index * 62
        cut = words.points(sitting.cut(section.id))
        said = words("reached", count=reached, ranked=ranked, cut=cut)
        taken = pen.words(x + width - PAD, line, said, Letters(18), QUIET, anchor="r")
        title = section.id.upper()
        room = width - 2 * PAD - taken - 16
        pen.words(x + PAD, line, title, Letters(22, "Semibold"), width=room)
        share = reached / ranked if ranked else 0.0
        pen.bar(x + PAD, line + 11, width - 2 * PAD, 10, share, POSITIVE)
    return height


def total_cut(sitting: Sitting) -> tuple[float, bool] | None:
    """The cut of the total, else the least total of whoever reaches every section's cut."""
    if not sitting.cuts:
        return None
    rule = sitting.cuts[0]
    if rule.total is not None:
        return rule.total, True
    return (sum(rule.sections.values()), False) if rule.sections else None


def draw_distribution(
    pen: Pen,
    x: int,
    y: int,
    width: int,
    height: int,
    sitting: Sitting,
    summary: Summary,
    words: Words,
) -> None:
    large = height > LARGE_FROM
    letters = Letters(26 if large else 18)
    pen.box(x, y, width, height, CARD, RADIUS)
    heading = Letters(34, "Semibold") if large else HEADING
    pen.words(x + PAD, y + (52 if large else 40), words("distribution"), heading)
    top, floor = y + (150 if large else 96), y + height - (64 if large else 40)
    left, room = x + PAD, width - 2 * PAD
    step = room / len(summary.bins)
    highest = max(1, *summary.bins)
    cut = total_cut(sitting)
    for index, count in enumerate(summary.bins):
        tall = round((floor - top) * count / highest)
        at, following = left + round(index * step), left + round((index + 1) * step)
        above = cut is not None and cut[1] and index * sitting.bin_width >= cut[0]
        gap = max(2, round(step * 0.12))
        if count:
            pen.box(
                at,
                floor - max(3, tall),
                following - at - gap,
                max(3, tall),
                POSITIVE if above else ACCENT,
            )
        if large and count:
            middle = (at + following - gap) // 2
            pen.words(
                middle,
                floor - max(3, tall) - 10,
                words.written(count),
                Letters(24),
                SOFT,
                anchor="m",
            )
    pen.box(left, floor, room, 2, LINE)
    line = floor + letters.size + 8
    pen.words(left, line, "0", letters, QUIET)
    pen.words(left + room, line, words.points(sitting.total_max), letters, QUIET, anchor="r")
    if cut is None:
        return
    end = len(summary.bins) * sitting.bin_width
    at = left + round(room * min(1.0, cut[0] / end))
    for dash in range(top - (36 if large else 14), floor, 14):
        pen.box(at - 1, dash, 3, 8, TEXT)
    said = words("cut" if cut[1] else "cuts_sum", cut=cut[0])
    anchor = "r" if at > left + room * 0.7 else "l" if at < left + room * 0.25 else "m"
    bold = Letters(letters.size, "Semibold")
    pen.words(at, top - (46 if large else 22), said, bold, TEXT, anchor=anchor)  # type: ignore[arg-type] # one of three


def draw_best(
    pen: Pen, x: int, y: int, width: int, height: int, rows: Sequence[Shown], words: Words
) -> None:
    """The first five, while something else stands where the table is."""
    pen.box(x, y, width, height, CARD, RADIUS)
    pen.words(x + PAD, y + 40, words("best"), HEADING)
    for index, (rank, row, person, _) in enumerate(rows[:5]):
        line = y + 84 + index * 46
        if rank is None or line > y + height - 12:
            return
        pen.words(x + PAD + 34, line, words.written(rank), Letters(26, "Bold"), anchor="r")
        pen.words(x + PAD + 54, line, person.number, Letters(24), SOFT, width=width - 180)
        total = words.points(row.total)
        pen.words(x + width - PAD, line, total, Letters(27, "Bold"), anchor="r")


def draw_formations(
    pen: Pen, x: int, y: int, width: int, height: int, told: Told, words: Words
) -> None:
    """Vacancies, places, who is eligible and who is within the line, by formation."""
    sitting = told.sitting
    assert sitting is not None, "formations are shown of a sitting"
    pen.box(x, y, width, height, CARD, RADIUS)
    pen.words(x + PAD, y + 52, words("formations"), Letters(34, "Semibold"))
    columns = (x + 620, x + 800, x + 1000, x + 1170, x + width - PAD)
    headings = ("vacancies", "places", "eligible", "going", "lowest")
    for at, key in zip(columns, headings, strict=True):
        said = words(key, multiple=sitting.go_on_multiple) if key == "places" else words(key)
        pen.words(at, y + 104, said, Letters(21, "Semibold"), QUIET, anchor="r", width=160)
    pen.words(x + PAD, y + 104, words("formation"), Letters(21, "Semibold"), QUIET)
    pen.box(x, y + 120, width, 2, LINE)
    wanted = _most_wanted(list(told.lines.values()))
    step = min(84, (height - 140) // max(1, len(wanted)))
    for index, line in enumerate(wanted):
        at_line = y + 122 + index * step + step * 2 // 3
        figures = (
            words.written(sitting.vacancies.get(line.formation, 0)),
            words.written(line.places),
            words.written(line.eligible),
            words.written(line.going_on),
            words.points(line.total),
        )
        pen.words(x + PAD, at_line, line.formation, Letters(26, "Semibold"), width=440)
        for at, figure in zip(columns, figures, strict=True):
            pen.words(at, at_line, figure, Letters(27), SOFT, anchor="r")


def _most_wanted(lines: Sequence[Line]) -> Sequence[Line]:
    """Those with the most eligible for each place come first; all that have room."""
    ordered = sorted(lines, key=lambda line: (-line.eligible / max(1, line.places), line.formation))
    return ordered[:FORMATIONS_MAX]
