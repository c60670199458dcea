"""An SVG drawing that can do nothing but be looked at.

Allowed is what is named here: shapes, text, gradients, references inside the drawing. Not scripts,
foreign objects, links, animation, embedded or external resources, document types, entities,
processing instructions, or references that multiply (a few hundred bytes of nested `use` would
stop every terminal's browser).
"""

import re
from collections.abc import Mapping
from typing import NoReturn
from xml.parsers import expat

from question_bank.finding import Finding

SVG_BYTES_MAX = 512 << 10
_DEPTH_MAX = 64
# Drawn elements, those that references repeat included.
_ELEMENTS_MAX = 20_000

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
# What drawing programs leave behind; browsers ignore it.
_INERT = frozenset(
    {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.inkscape.org/namespaces/inkscape",
    }
)
_ELEMENT = re.compile(
    "svg|g|defs|title|desc|metadata|style|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"
    "|textPath|use|symbol|marker|linearGradient|radialGradient|stop|clipPath|mask|pattern"
)
_ALLOWED_FUNCTION = re.compile(
    "url|rgba?|hsla?|calc|var|not|matrix|translate[xy]?|scale[xy]?|rotate|skew[xy]"
)
# Attributes that hold numbers or plain text, never a style.
_PLAIN_ATTRIBUTE = re.compile("aria-.*|data-.*|class|role|lang|version|d|points|viewBox")
_FUNCTION = re.compile(r"([a-z-]+)\s*\(")
_URL_OPENS = re.compile(r"url\s*\(")
_URL = re.compile(r"url\(\s*(['\"]?)([^)'\"]*)\1\s*\)?")


class _Refused(Exception):
    """Carries what was found, in English and Indonesian."""


def check_svg(name: str, content: bytes) -> Finding | None:
    """What in the drawing is not allowed, or None."""
    if len(content) > SVG_BYTES_MAX:
        size = f"{len(content) >> 10} KiB"
        return _refusal(name, f"it is too large ({size})", f"terlalu besar ({size})")
    reader = _Reader()
    try:
        reader.read(content)
    except _Refused as refused:
        what_en, what_id = refused.args
        return _refusal(name, what_en, what_id)
    except (expat.ExpatError, ValueError, RecursionError):
        return _refusal(name, "it is not well-formed", "susunannya tidak benar")
    return None


class _Reader:
    """Walks one drawing, and refuses at the first thing that is not allowed."""

    def __init__(self) -> None:
        self._open: list[int] = []  # numbers of the elements that are open
        self._references: list[list[str]] = []  # by element
        self._parents: list[int] = []
        self._ids: dict[str, int] = {}
        self._style: list[str] = []
        self._in_style = False

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = lambda *_: _refuse("a document type", "jenis dokumen")
        parser.EntityDeclHandler = lambda *_: _refuse("an entity", "entitas")
        parser.ProcessingInstructionHandler = lambda *_: _refuse("an instruction", "instruksi")
        parser.Parse(content, True)
        _expanded(self._parents, self._references, self._ids)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, _, element = tag.rpartition(" ")
        if not self._open and (namespace, element) != (_SVG, "svg"):
            _refuse("something else than a drawing", "sesuatu yang bukan gambar")
        if namespace == _SVG and not _ELEMENT.fullmatch(element):
            _refuse(f"<{element}>", f"<{element}>")
        if namespace != _SVG and namespace not in _INERT:
            _refuse(f"a foreign element <{element}>", f"unsur asing <{element}>")
        number = len(self._parents)
        if number >= _ELEMENTS_MAX or len(self._open) >= _DEPTH_MAX:
            _refuse("too many elements", "terlalu banyak unsur")
        self._parents.append(self._open[-1] if self._open else -1)
        self._references.append([])
        self._open.append(number)
        self._in_style = element == "style"
        for attribute, value in attributes.items():
            self._attribute(number, attribute, value)

    def _attribute(self, number: int, attribute: str, value: str) -> None:
        namespace, _, key = attribute.rpartition(" ")
        if key.lower().startswith("on"):
            _refuse(f"the script attribute “{key}”", f"atribut skrip “{key}”")
        if namespace == _XML and key == "base":
            _refuse("another base address", "alamat dasar lain")
        if namespace in _INERT:
            return
        if key == "href" and namespace in {"", _XLINK}:
            if not value.strip().startswith("#"):
                _refuse("an external reference", "rujukan ke luar")
            self._references[number].append(value.strip()[1:])
        elif key == "id":
            self._ids.setdefault(value, number)
        elif not _PLAIN_ATTRIBUTE.fullmatch(key):
            self._references[number] += _check_css(value)

    def _text(self, text: str) -> None:
        if self._in_style:
            self._style.append(text)

    def _end(self, _tag: str) -> None:
        if self._in_style:
            _check_css("".join(self._style))
            self._style.clear()
            self._in_style = False
        self._open.pop()


def _check_css(text: str) -> list[str]:
    """The identifiers a style refers to; refuses what reaches outside."""
    style = text.lower()
    if "\\" in style or "//" in style or "@" in style or "javascript:" in style:
        _refuse("a style that reaches outside", "gaya yang merujuk ke luar")
    if any(not _ALLOWED_FUNCTION.fullmatch(found) for found in _FUNCTION.findall(style)):
        _refuse("a style function that is not allowed", "fungsi gaya yang tidak diizinkan")
    targets = [found[1].strip() for found in _URL.findall(text)]
    if len(targets) != len(_URL_OPENS.findall(style)) or any(each[:1] != "#" for each in targets):
        _refuse("an external reference", "rujukan ke luar")
    return [each[1:] for each in targets]


def _expanded(parents: list[int], references: list[list[str]], ids: Mapping[str, int]) -> None:
    """Refuse a drawing that grows beyond the bound, or without end, when references are drawn."""
    children: list[list[int]] = [[] for _ in parents]
    for number, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(number)
    sizes: dict[int, int] = {}
    waiting: list[tuple[int, bool]] = [(0, False)]
    under_way: set[int] = set()
    while waiting:
        number, is_ready = waiting.pop()
        parts = children[number] + [ids[each] for each in references[number] if each in ids]
        if is_ready:
            under_way.discard(number)
            sizes[number] = 1 + sum(sizes[part] for part in parts)
            if sizes[number] > _ELEMENTS_MAX:
                _refuse("references that multiply", "rujukan yang berlipat ganda")
        elif number not in sizes:
            if number in under_way:
                _refuse("a reference to itself", "rujukan ke dirinya sendiri")
            under_way.add(number)
            waiting.append((number, True))
            waiting.extend((part, False) for part in parts if part not in sizes)


def _refuse(what_en: str, what_id: str) -> NoReturn:
    raise _Refused(f"it contains {what_en}", f"berisi {what_id}")


def _refusal(name: str, what_en: str, what_id: str) -> Finding:
    return Finding(
        "picture_svg_refused",
        f"The drawing “{name}” is refused: {what_en}.",
        f"Gambar “{name}” ditolak: {what_id}.",
        "Save it as plain SVG without links, scripts and embedded files, or as PNG.",
        "Simpan sebagai SVG biasa tanpa tautan, skrip, dan berkas sisipan, atau sebagai PNG.",
    )
