"""Every error code that a page can be told has a sentence, and every sentence a code."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from catserver.admission.errors import AdmissionRefused
from catserver.attempt.errors import RefusalCode
from catserver.sitting.machine import SittingRefused
from catserver.sitting.withholding import WithholdingRefused
from catserver.staff.errors import StaffRefused
from proctoring.errors import PictureRefused
from tests.project.checkout import ROOT, STATIC, of_kind, text_of, tree_of
from tests.project.javascript import texts_of

ANSWERING = (
    *of_kind(".py", under=ROOT / "catserver" / "web"),
    *of_kind(".py", under=ROOT / "scoreboard" / "server"),
)
SUPERVISION = ROOT / "catserver" / "delivery" / "supervision.py"
CODE_AT = {"ApiError": 1, "error_response": 1, "refused": 1, "refusal": 1, "later": 0}
"""Calls that are given a code, and where among their arguments."""
PAGES_OWN = {"unknown", "unreachable", "no_answer", "unreadable"}
"""What a page says when no code came from the server."""


def codes_of_exceptions() -> set[str]:
    codes = set(get_args(RefusalCode))
    for refusal in (AdmissionRefused, SittingRefused, WithholdingRefused):
        codes |= set(get_args(get_type_hints(refusal.__init__)["code"]))
    for root in (StaffRefused, PictureRefused):
        codes |= {str(vars(each)["code"]) for each in _below(root) if "code" in vars(each)}
    return codes


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def codes_written_in(path: Path) -> set[str]:
    """In calls of CODE_AT, in `code=`, in functions and tables named for codes, in messages."""
    codes: set[str] = set()
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                if name in CODE_AT and len(args) > CODE_AT[name]:
                    codes |= set(_strings(args[CODE_AT[name]]))
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        codes |= set(_strings(keyword.value))
            case ast.FunctionDef(name=name) if name.endswith("_code"):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        codes |= set(_strings(inner.value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(values=values)):
                if name.endswith("_CODES"):
                    codes |= {code for value in values for code in _strings(value)}
            case ast.Assign(targets=[ast.Name(id="codes")], value=ast.Dict(values=values)):
                codes |= {code for value in values for code in _strings(value)}
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "code":
                        codes |= set(_strings(value))
            case _:
                pass
    return codes


def _strings(node: ast.AST) -> Iterator[str]:
    """Only what the expression can be: both arms of a condition, the default of a lookup."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _strings(body)
            yield from _strings(orelse)
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
            yield from _strings(default)
        case _:
            return


def codes_of_the_server() -> set[str]:
    written = [codes_written_in(path) for path in (*ANSWERING, SUPERVISION)]
    return codes_of_exceptions().union(*written)


def codes_of_the_pages() -> set[str]:
    """Codes that modules give to their own ApiError, or name in full as `error.<code>`."""
    codes: set[str] = set()
    for path in of_kind(".js", under=STATIC):
        for text in texts_of(path):
            if text.is_plain and text.follows("ApiError", "codeForStatus"):
                codes.add(text.plain)
            elif text.is_plain and text.plain.startswith("error."):
                codes.add(text.plain.removeprefix("error."))
    return codes | PAGES_OWN


def sentences(language: str) -> set[str]:
    words = json.loads(text_of(STATIC / "i18n" / language / "shared.json"))
    return {key.removeprefix("error.") for key in words if key.startswith("error.")}


def test_the_codes_of_every_layer_are_found() -> None:
    codes = codes_of_the_server()
    assert {"not_signed_in", "foreign_origin", "too_large", "seat_taken"} <= codes  # web
    assert {"seq_gap", "pin_closed", "sitting_does_not_balance"} <= codes  # machines
    assert {"disk_full", "too_many_tries", "protocol_version"} <= codes  # store, staff, wire


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_the_server_answers_has_a_sentence(language: str) -> None:
    assert sorted(codes_of_the_server() - sentences(language)) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sentence_belongs_to_a_code(language: str) -> None:
    known = codes_of_the_server() | codes_of_the_pages()
    assert sorted(sentences(language) - known) == []
