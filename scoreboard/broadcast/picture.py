"""Puts a frame together: head, table or figures, side, foot; only what changed is drawn again."""

from collections.abc import Hashable, Mapping
from datetime import datetime

from PIL import Image

from scoreboard.broadcast.cards import draw_card
from scoreboard.broadcast.figures import (
    draw_best,
    draw_distribution,
    draw_formations,
    draw_progress,
    draw_sections,
)
from scoreboard.broadcast.head import draw_clock, draw_foot, draw_titles, head_key
from scoreboard.broadcast.pen import PAGE, Pen
from scoreboard.broadcast.programme import CARDS, ROWS_A_PAGE, Kind, Programme, Scene
from scoreboard.broadcast.table import FOOT_HEIGHT, HEAD_HEIGHT, ROW_HEIGHT, Strip, Table
from scoreboard.broadcast.told import Sitting, Told
from scoreboard.broadcast.words import Words

WIDTH, HEIGHT = 1920, 1080
MARGIN = 48
TABLE_WIDTH = 1360
SIDE_WIDTH = WIDTH - 2 * MARGIN - TABLE_WIDTH - 24
BODY_TOP = 158
BODY_HEIGHT = HEAD_HEIGHT + ROW_HEIGHT * ROWS_A_PAGE + FOOT_HEIGHT
FOOT_TOP = BODY_TOP + BODY_HEIGHT + 14
# The eye follows a table that moves every two seconds; messages come four times a second.
TABLE_EVERY_S = 2.0
# Arrows tell the movement of the last so many seconds.
MOVED_S = 12.0


class Picture:
    """`draw` brings `image` up to date and says whether anything on it changed."""

    def __init__(self, words: Words, address: str, programme: Programme) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAGE)
        self._words = words
        self._address = address
        self._programme = programme
        self._table = Table(TABLE_WIDTH, words)
        self._drawn: dict[str, Hashable] = {}
        self._told_at_s: float | None = None
        self._moving = False
        self._ranks: Mapping[int, int] = {}
        self._ranks_at_s = 0.0

    @property
    def moving(self) -> bool:
        """Whether rows glide, so that every frame shows something else."""
        return self._moving

    def draw(self, told: Told, now: datetime, *, line_open: bool) -> bool:
        scene = self._programme.scene(told, now)
        now_s = now.timestamp()
        card = scene.kind in CARDS
        changed = self._head(told, now, line_open=line_open, titled=not card)
        if card:
            return self._card(scene, told, line_open=line_open) or changed
        sitting = told.sitting
        assert sitting is not None, "only cards are shown without a sitting"
        changed = self._body(scene, told, sitting, now_s) or changed
        changed = self._side(scene, told, sitting) or changed
        return self._foot(told, sitting, scene) or changed

    def _is_new(self, region: str, key: Hashable) -> bool:
        if self._drawn.get(region) == key:
            return False
        self._drawn[region] = key
        return True

    def _clear(self, x: int, y: int, width: int, height: int) -> Pen:
        pen = Pen(self.image)
        pen.box(x, y, width, height, PAGE)
        return pen

    def _head(self, told: Told, now: datetime, *, line_open: bool, titled: bool) -> bool:
        key = (head_key(told.sitting, now, line_open=line_open), titled)
        if not self._is_new("head", key):
            return False
        pen = self._clear(0, 0, WIDTH, BODY_TOP)
        width = WIDTH - 2 * MARGIN
        if titled:
            draw_titles(pen, MARGIN, width, told.sitting, self._words)
        draw_clock(pen, MARGIN + width, told.sitting, now, self._words, line_open=line_open)
        return True

    def _card(self, scene: Scene, told: Told, *, line_open: bool) -> bool:
        key = (scene, told.sitting, len(told), line_open)
        if not self._is_new("body", key):
            return False
        for region in ("side", "foot"):
            self._drawn.pop(region, None)
        pen = self._clear(0, BODY_TOP, WIDTH, HEIGHT - BODY_TOP)
        draw_card(pen, scene.kind, told, self._words, self._address, WIDTH, BODY_TOP)
        return True

    def _body(self, scene: Scene, told: Told, sitting: Sitting, now_s: float) -> bool:
        if scene.kind is Kind.TABLE:
            return self._rows(scene, told, sitting, now_s)
        key = (scene, self._shown_version(told, now_s))
        if not self._is_new("body", key):
            return False
        pen = self._clear(MARGIN, BODY_TOP, TABLE_WIDTH, BODY_HEIGHT)
        assert told.summary is not None, "a heading comes with figures"
        if scene.kind is Kind.FORMATIONS:
            draw_formations(pen, MARGIN, BODY_TOP, TABLE_WIDTH, BODY_HEIGHT, told, self._words)
        else:
            size = (MARGIN, BODY_TOP, TABLE_WIDTH, BODY_HEIGHT)
            draw_distribution(pen, *size, sitting, told.summary, self._words)
        return True

    def _shown_version(self, told: Told, now_s: float) -> int:
        """The newest version, but a new one only so often."""
        known = self._drawn.get("version", (-1, -TABLE_EVERY_S))
        assert isinstance(known, tuple)
        version, since_s = known
        if told.version == version or now_s - since_s < TABLE_EVERY_S:
            return int(version)
        self._drawn["version"] = (told.version, now_s)
        return told.version

    def _rows(self, scene: Scene, told: Told, sitting: Sitting, now_s: float) -> bool:
        key = (scene, sitting, self._shown_version(told, now_s))
        new = self._is_new("body", key)
        if new:
            self._table.tell((scene.page, sitting.id), self._strips(scene, told, now_s), now_s)
        moving, self._moving = self._moving, self._table.moves(now_s)
        if not (new or moving or self._moving):
            return False
        self._clear(MARGIN, BODY_TOP, TABLE_WIDTH, BODY_HEIGHT)
        self._table.draw(self.image, MARGIN, BODY_TOP, sitting, now_s)
        return True

    def _strips(self, scene: Scene, told: Told, now_s: float) -> list[Strip]:
        shown = told.shown()
        start = scene.page * ROWS_A_PAGE
        strips = [
            Strip(each, self._ranks.get(each.row.row, each.rank) - each.rank if each.rank else 0)
            for each in shown[start : start + ROWS_A_PAGE]
        ]
        if now_s - self._ranks_at_s >= MOVED_S:
            self._ranks_at_s = now_s
            self._ranks = {each.row.row: each.rank for each in shown if each.rank is not None}
        return strips

    def _side(self, scene: Scene, told: Told, sitting: Sitting) -> bool:
        summary = told.summary
        assert summary is not None, "a heading comes with figures"
        best = scene.kind is not Kind.TABLE
        if not self._is_new("side", (sitting, summary, best)):
            return False
        x = MARGIN + TABLE_WIDTH + 24
        pen = self._clear(x, BODY_TOP, WIDTH - x, BODY_HEIGHT)
        y = BODY_TOP + draw_progress(pen, x, BODY_TOP, SIDE_WIDTH, summary, self._words) + 20
        end = BODY_TOP + BODY_HEIGHT
        height = draw_sections(pen, x, y, SIDE_WIDTH, sitting, summary, self._words)
        y += height + 20 if height else 0
        if best:
            draw_best(pen, x, y, SIDE_WIDTH, min(320, end - y), told.shown(), self._words)
        else:
            size = (x, y, SIDE_WIDTH, min(320, end - y))
            draw_distribution(pen, *size, sitting, summary, self._words)
        return True

    def _foot(self, told: Told, sitting: Sitting, scene: Scene) -> bool:
        if not self._is_new("foot", (scene, sitting, len(told))):
            return False
        pen = self._clear(0, FOOT_TOP, WIDTH, HEIGHT - FOOT_TOP)
        page = None
        if scene.kind is Kind.TABLE:
            start = scene.page * ROWS_A_PAGE
            page = (start + 1, min(len(told), start + ROWS_A_PAGE), len(told))
        width = WIDTH - 2 * MARGIN
        draw_foot(pen, MARGIN, FOOT_TOP, width, sitting, page, self._words, self._address)
        return True
