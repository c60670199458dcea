"""What a check found, in words: one sentence for each code, in English and in Indonesian."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`values` fill the sentence of `code`."""

    code: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self, language: Language = "en") -> str:
        return sentences()[self.code][language].format(**self.values)


def finding(code: str, **values: object) -> Finding:
    return Finding(code, values)


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """By code and language, as `sentences.toml` has them."""
    text = files("catserver.transparency").joinpath("sentences.toml").read_text("utf-8")
    return tomllib.loads(text)
