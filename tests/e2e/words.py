"""The pages' own words: tests look for what a person reads, wherever the sentence came to stand."""

import json
import re
from functools import cache
from pathlib import Path

I18N = Path(__file__).parents[2] / "static" / "i18n"
ALSO = {"desk": ("room",), "console": ("room",), "handheld": ("room", "desk")}
"""Pages that share words with others, besides shared.json."""
PLACE = re.compile(r"\{(\w+)\}")


@cache
def words_of(page: str, language: str = "id") -> dict[str, str]:
    """Every sentence a page knows, by key."""
    entries: dict[str, str] = {}
    for name in ("shared", *ALSO.get(page, ()), page):
        entries |= json.loads((I18N / language / f"{name}.json").read_text("utf-8"))
    return entries


def words(page: str, key: str, language: str = "id", **values: object) -> str:
    """The sentence, filled in."""
    return PLACE.sub(lambda place: str(values[place[1]]), words_of(page, language)[key])


def like(page: str, key: str, language: str = "id", **values: object) -> re.Pattern[str]:
    """The sentence with anything in the places that no value is given for."""
    parts = []
    end = 0
    sentence = words_of(page, language)[key]
    for place in PLACE.finditer(sentence):
        parts.append(re.escape(sentence[end : place.start()]))
        given = values.get(place[1])
        parts.append(".*" if given is None else re.escape(str(given)))
        end = place.end()
    return re.compile("".join([*parts, re.escape(sentence[end:])]))
