"""The page of what is held on one person: to be read by them, in both languages."""

import html
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catserver.delivery.keeping.person_words import EVENTS, FIELDS

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem .5rem;
text-align:start;vertical-align:top}th{width:30%}img{max-width:16rem;max-height:20rem;margin:.5rem}
td{overflow-wrap:anywhere}figure{display:inline-block;margin:0 1rem 1rem 0}"""
_KINDS = {"registration": "foto pendaftaran / registration", "arrival": "foto kedatangan / arrival"}
_TEMPLATES = (
    "lihat / see data.json. Angka yang dibuat mesin dari foto / numbers an engine made of a photo."
)
_OTHERS = (
    "Siapa orangnya tidak disebut: itu data mereka. / Who they are is not said: that is theirs."
)


def person_page(held: Mapping[str, Any]) -> str:
    candidate, others = held["candidate"], held["compared_with_others"]
    return "\n".join(
        (
            '<!doctype html><html lang="id"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Data pribadi / Personal data – {_text(candidate['number'])}</title>",
            f"<style>{_STYLE}</style>",
            "<h1>Data pribadi yang disimpan / Personal data that is held</h1>",
            f"<p>Dibuat / made: {_when(held['made_at'])}. Semua waktu UTC / all times are UTC.</p>",
            "<h2>Data peserta / Candidate</h2>",
            _table((_field(name), value) for name, value in candidate.items()),
            "<h2>Foto / Photos</h2>",
            *map(_figure, held["photos"]),
            "<h2>Templat wajah / Face templates</h2>",
            f"<p>{len(held['templates'])} – {_TEMPLATES}</p>",
            *(line for each in held["sittings"] for line in _sitting_lines(each)),
            "<h2>Kemiripan dengan orang lain / Likeness to others</h2>",
            f"<p>{_OTHERS}</p>",
            _table((_when(each["at"]), each["what"]) for each in others),
            "<h2>Siapa yang melihat foto / Who was shown the photos</h2>",
            _table((_when(each["until"]), each["by"]) for each in held["photos_shown_to"]),
            "<h2>Siapa yang membawa keluar data / Who took data away</h2>",
            _table((_when(e["at"]), f"{e['by']}: {e['what']}") for e in held["handed_out"]),
        )
    )


def _sitting_lines(sitting: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2>{_text(sitting['title'])} – {_text(sitting['exam']['id'])}</h2>"
    yield _table(
        (
            (_field("start_at"), _when(sitting["start_at"])),
            (_field("seat"), sitting["seat"]),
            (_field("total"), sitting["total"]),
            (_field("passed"), _word(sitting["passed"])),
        )
    )
    yield "<h3>Yang tercatat / What is recorded</h3>"
    yield _table((_when(each["at"]), _event(each)) for each in sitting["events"])


def _event(event: Mapping[str, Any]) -> str:
    hidden = {"at", "type", "form"}
    told = ((name, _word(value)) for name, value in event.items() if name not in hidden)
    fields = "; ".join(f"{_field(name)}: {value}" for name, value in told if value != "")
    name = EVENTS.get(event["type"], event["type"])
    return f"{name}. {fields}" if fields else name


def _field(name: str) -> str:
    return FIELDS.get(name, name)


def _word(value: object) -> object:
    """Empty where there is nothing to say."""
    match value:
        case None | [] | {}:
            return ""
        case bool():
            return "ya / yes" if value else "tidak / no"
        case list():
            return ", ".join(map(str, value))
        case _:
            return value


def _when(at: str) -> str:
    """An instant of `data.json`, to the second."""
    return at[:19].replace("T", " ").removesuffix("+00:00")


def _figure(photo: Mapping[str, Any]) -> str:
    words = f"{_KINDS.get(photo['kind'], photo['kind'])}, {_when(photo['taken_at'])}"
    if photo["file"] is None:
        return f"<p>{_text(words)}: sudah dihapus / no longer held</p>"
    picture = f'<img src="{_text(photo["file"])}" alt="">'
    return f"<figure>{picture}<figcaption>{_text(words)}</figcaption></figure>"


def _table(rows: Iterable[tuple[object, object]]) -> str:
    lines = "".join(
        f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>"
        for name, value in rows
        if value not in (None, "")
    )
    return f"<table>{lines}</table>" if lines else "<p>–</p>"


def _text(value: object) -> str:
    return html.escape(str(value))
