"""The DET curve as a picture: FNMR against FMR, both on the scale of a normal's quantiles.

Drawn as SVG by this file alone. It follows the reader's light or dark theme, and has its figures in
words for whoever does not see it (ISO/IEC 19795-1, 8.3).
"""

from collections.abc import Sequence
from statistics import NormalDist
from xml.sax.saxutils import escape

from proctoring.measured import GroupFigures, Measured
from proctoring.performance import performance_at

WIDTH, HEIGHT, MARGIN = 720, 560, 72
TICKS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
LOW, HIGH = 0.0004, 0.5
COLOURS = ("#0b6bcb", "#c2410c", "#15803d", "#7c3aed", "#be185d", "#0f766e", "#a16207")
COLOURS_ON_DARK = ("#6cb2ff", "#ff9a5c", "#5fd38a", "#b79bff", "#ff8fbd", "#4fd1c1", "#f2c14e")
DASHES = ("", "8 5", "2 4", "12 4 2 4", "6 3", "1 3", "14 6")
POINTS_MAX = 400
FMR = "FMR in per cent: different people that match"
FNMR = "FNMR in per cent: one person that does not match"
LEGEND_LINE = 24
_NORMAL = NormalDist()


def _colours(colours: Sequence[str]) -> str:
    return " ".join(
        f".c{at} {{ stroke: {colour} }} .d{at} {{ fill: {colour} }}"
        for at, colour in enumerate(colours)
    )


STYLE = f"""
  svg {{ background: #fff; color: #1c1f24; font: 13px system-ui, sans-serif }}
  .grid {{ stroke: currentColor; stroke-opacity: .14 }}
  .frame {{ fill: none; stroke: currentColor }}
  .curve {{ fill: none; stroke-width: 2.2 }} text {{ fill: currentColor }}
  {_colours(COLOURS)}
  @media (prefers-color-scheme: dark) {{
    svg {{ background: #16181c; color: #e7e9ec }} {_colours(COLOURS_ON_DARK)}
  }}
"""


def det_curve(measured: Measured) -> str:
    """An SVG document with one curve a group; groups without both kinds of pairs have none."""
    groups = [each for each in measured.groups if each.scores.genuine and each.scores.impostor]
    title, height = f"DET curve of {measured.engine}", HEIGHT + LEGEND_LINE * len(groups)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(_in_words(groups))}</desc>",
        f"<style>{STYLE}</style>",
        f'<text x="{WIDTH / 2}" y="28" text-anchor="middle" font-size="16">{escape(title)}</text>',
        *_grid(),
        *(line for at, group in enumerate(groups) for line in _curve(at, group, measured)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _grid() -> list[str]:
    left, right, top, bottom = MARGIN, WIDTH - 24, 48, HEIGHT - MARGIN
    lines = [
        f'<rect class="frame" x="{left}" y="{top}" width="{right - left}" height="{bottom - top}"/>'
    ]
    for tick in TICKS:
        x, y, word = _x(tick), _y(tick), f"{tick * 100:g}"
        lines += [
            f'<path class="grid" d="M{x:.1f} {top}V{bottom}M{left} {y:.1f}H{right}"/>',
            f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{word}</text>',
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{word}</text>',
        ]
    across, down = (left + right) / 2, (top + bottom) / 2
    return [
        *lines,
        f'<text x="{across}" y="{HEIGHT - 28}" text-anchor="middle">{FMR}</text>',
        f'<text transform="translate(20 {down}) rotate(-90)" text-anchor="middle">{FNMR}</text>',
    ]


def _curve(at: int, group: GroupFigures, measured: Measured) -> list[str]:
    """The curve, the dot at the policy's threshold, and its line of the legend below."""
    colour, dash = at % len(COLOURS), DASHES[at % len(DASHES)]
    points = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in _rates(group))
    policy = performance_at(group.scores, measured.threshold)
    x, y = _x(policy.false_match.share or 0.0), _y(policy.false_non_match.share or 0.0)
    legend = HEIGHT + LEGEND_LINE * at
    counts = f"{len(group.scores.genuine):,} genuine, {len(group.scores.impostor):,} impostor"
    drawn = f'class="curve c{colour}" stroke-dasharray="{dash}"'
    return [
        f'<polyline {drawn} points="{points}"/>',
        f'<circle class="d{colour}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
        f'<path {drawn} d="M{MARGIN} {legend}h34"/>',
        f'<text x="{MARGIN + 44}" y="{legend + 4}">{escape(group.group)} ({counts})</text>',
    ]


def _rates(group: GroupFigures) -> list[tuple[float, float]]:
    scores = sorted({*group.scores.genuine, *group.scores.impostor})
    step = max(1, len(scores) // POINTS_MAX)
    chosen = {*scores[::step], *group.scores.impostor[:POINTS_MAX]}
    at = (performance_at(group.scores, score) for score in sorted(chosen))
    return [(each.false_match.share or 0.0, each.false_non_match.share or 0.0) for each in at]


def _in_words(groups: Sequence[GroupFigures]) -> str:
    said = []
    for group in groups:
        for share in (0.01, 0.001):
            at = group.at_false_match_share(share)
            if at is not None and at.false_non_match.share is not None:
                said.append(
                    f"{group.group}: FNMR {at.false_non_match.share:.2%} at FMR {share:.1%}"
                )
    return "; ".join(said) + ". The dots are at the policy's threshold."


def _x(share: float) -> float:
    return MARGIN + (WIDTH - 24 - MARGIN) * _place(share)


def _y(share: float) -> float:
    return HEIGHT - MARGIN - (HEIGHT - MARGIN - 48) * _place(share)


def _place(share: float) -> float:
    """0 to 1 along an axis; what lies beyond its ends stands at the end."""
    low, high = _NORMAL.inv_cdf(LOW), _NORMAL.inv_cdf(HIGH)
    return (_NORMAL.inv_cdf(min(max(share, LOW), HIGH)) - low) / (high - low)
