"""catserver.example.toml shows every setting, with its default and a reason."""

import dataclasses
import itertools
import tomllib
from pathlib import Path

from catserver.config import SECTIONS, Settings, read_settings

EXAMPLE = Path(__file__).parents[2] / "catserver.example.toml"


def test_the_example_holds_every_setting_with_its_default() -> None:
    assert read_settings(EXAMPLE.read_bytes(), EXAMPLE.name) == Settings()
    shown = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    for section in SECTIONS:
        fields = [each.name for each in dataclasses.fields(getattr(Settings(), section))]
        assert list(shown[section]) == fields, f"[{section}] shows other settings, or another order"
    assert list(shown) == list(SECTIONS)


def test_each_setting_or_pair_of_settings_has_its_reason_above_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for previous, line in itertools.pairwise(lines)
        if "=" in line and not line.startswith("#") and (not previous or previous[0] == "[")
    ]
    assert bare == []
