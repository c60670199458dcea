"""Shares and paces as they are written on the command line."""

from datetime import timedelta
from typing import Any

import click

FAST_S = 1.0


class Share(click.ParamType[float]):
    """10%, 10 % or 0.1."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{value} is no share; write 10% or 0.1", param, ctx)
        return share


class Pace(click.ParamType[timedelta | None]):
    """None is a human's."""

    name = "pace"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta | None:
        if value is None or isinstance(value, timedelta):
            return value
        if value == "human":
            return None
        try:
            seconds = FAST_S if value == "fast" else float(value)
        except ValueError:
            seconds = 0.0
        if seconds <= 0:
            self.fail(f"{value} is no pace; write human, fast, or seconds per answer", param, ctx)
        return timedelta(seconds=seconds)
