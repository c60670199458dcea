"""docs/protocol.md names the messages, codes and requests that the server has, and no others."""

import ast
import re
from typing import get_args

import msgspec

from catserver import PROTOCOL_VERSION
from catserver.web import line, terminal, terminal_socket, wire
from catserver.web.routes import all_routes
from tests.project.checkout import ROOT, text_of, tree_of

PAGE = text_of(ROOT / "docs" / "protocol.md")
MACHINE = ROOT / "catserver" / "attempt" / "machine.py"
SOURCES = tuple(
    ROOT / "catserver" / "web" / name
    for name in ("wire.py", "terminal.py", "terminal_socket.py", "answering.py", "notices.py")
)
ANSWERING_FUNCTIONS = {"_respond", "_retransmitted", "_require_running", "_require_connection"}
OF_THE_STORE = {"disk_full", "store_away"}


def part(heading: str) -> str:
    """What stands under a heading, up to the next of its rank or above."""
    rank = heading.split(" ", maxsplit=1)[0]
    after = PAGE.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n#{{2,{len(rank)}}} ", after, maxsplit=1)[0]


def message_types(text: str) -> set[str]:
    rows = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `{")]
    return {each for row in rows for each in re.findall(r'"type": "(\w+)"', row)}


def first_cells(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]


def types_sent_by_the_server() -> set[str]:
    sent = set()
    for source in SOURCES:
        for node in ast.walk(tree_of(source)):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "type":
                        assert isinstance(value, ast.Constant)
                        sent.add(str(value.value))
    acknowledged = msgspec.json.decode(wire.acknowledged(1))
    return sent | {acknowledged["type"]}


def refusals_of_the_machine() -> set[str]:
    """The codes of CommandRefused in the functions that a response or a hand-in passes."""
    return {
        str(argument.value)
        for function in ast.walk(tree_of(MACHINE))
        if isinstance(function, ast.FunctionDef) and function.name in ANSWERING_FUNCTIONS
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CommandRefused"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def test_the_terminal_may_send_what_the_page_says() -> None:
    tags = {each.__struct_config__.tag for each in get_args(wire.TerminalMessage)}
    assert message_types(part("### From the terminal")) == tags


def test_the_server_sends_what_the_page_says() -> None:
    assert message_types(part("### From the server")) == types_sent_by_the_server()


def test_the_page_explains_every_code_of_a_refused_answer() -> None:
    cells = first_cells(part("### Codes of `refused`"))
    documented = {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}
    assert documented == refusals_of_the_machine() | OF_THE_STORE


def test_the_page_explains_every_close_code_of_ours() -> None:
    ours = {
        value
        for name, value in vars(line).items()
        if name.isupper() and isinstance(value, int) and 4000 <= value < 5000
    }
    cells = first_cells(part("### Close codes"))
    documented = {int(code) for cell in cells for code in re.findall(r"\b4\d{3}\b", cell)}
    assert documented == ours


def test_every_request_of_the_page_has_a_route() -> None:
    routes = {
        (method, str(getattr(route, "path", "")))
        for route in all_routes()
        for method in getattr(route, "methods", None) or ()
    }
    cells = first_cells(part("## Plain HTTP"))
    documented = {match for cell in cells for match in re.findall(r"`(GET|POST) (/\S+?)`", cell)}
    assert len(documented) > 5
    assert documented - routes == set()
    own = {(m, path) for m, path in routes if path.startswith("/api/terminal/") and m != "HEAD"}
    assert own - documented == set()


def test_the_page_is_about_the_version_the_server_speaks() -> None:
    assert PAGE.startswith(f"# Protocol between terminal and server, version {PROTOCOL_VERSION}\n")
    assert f'"protocol": {PROTOCOL_VERSION}' in PAGE


def test_the_limits_of_the_page_are_the_servers() -> None:
    assert f"at most {wire.MESSAGE_SIZE_BYTES_MAX // 1024} KiB from the terminal" in PAGE
    assert f"within {terminal_socket.HELLO_WITHIN_S:g} seconds" in PAGE
    assert f"({line.SILENCE_MAX_S:g} s without a message)" in PAGE
    assert f"At most {terminal.RESPONSES_PER_REQUEST_MAX} in one request" in PAGE
