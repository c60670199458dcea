"""`catserver witness`: the small independent program that another agency runs (tlog-witness)."""

import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
from filelock import FileLock, Timeout

from catserver.transparency.key_file import write_secret
from catserver.transparency.note import (
    COSIGNATURE,
    ED25519,
    NoteMalformed,
    VerifierKey,
    is_name,
    parse_verifier_key,
)
from catserver.transparency.signing import Cosigner, SigningKey, make_key, parse_signing_key
from catserver.transparency.witness import REQUEST_SIZE_BYTES_MAX, Answer, Witness

KEY_FILE = "witness-key"
READ_TIMEOUT_S = 20
"""A client that sends nothing holds one thread no longer than this."""


@click.command()
@click.option("--name", default="", help="The witness's own name, such as its address. Once.")
@click.option(
    "--log", "logs", multiple=True, required=True, help="Verifier key of a log to witness."
)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Its key and what it cosigned; losing it means being a new witness.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8070, show_default=True, type=click.IntRange(0, 65_535))
def witness(name: str, logs: Sequence[str], state: Path, host: str, port: int) -> None:
    """Cosign the checkpoints of other sites' logs, and never two pasts of one."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(state / "running.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise click.ClickException(f"Another witness runs on {state}.") from error
    key = _own_key(state / KEY_FILE, name)
    trusted: dict[str, list[VerifierKey]] = {}
    for each in logs:
        log_key = _key_of_a_log(each)
        trusted.setdefault(log_key.name, []).append(log_key)
    server = server_of(Witness(state, Cosigner(key, lambda: int(time.time())), trusted), host, port)
    click.echo(f"vkey     {key.public}")
    for origin in trusted:
        click.echo(f"log      {origin}")
    click.echo(f"listens  http://{host}:{server.server_address[1]}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        server.server_close()
        lock.release()


def server_of(asked: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Not yet serving. One thread for each connection; a proxy in front limits how many."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = READ_TIMEOUT_S
        server_version = "catserver-witness"
        sys_version = ""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isascii() or not length.isdigit():
                self._answer(Answer(411, b"say how long the body is\n"), ends=True)
            elif int(length) > REQUEST_SIZE_BYTES_MAX:
                self._answer(Answer(413, b"the body is too large\n"), ends=True)
            elif self.path.split("?")[0] != "/add-checkpoint":
                self._answer(Answer(404, b"there is only add-checkpoint\n"), ends=True)
            else:
                self._answer(asked.add_checkpoint(self.rfile.read(int(length))))

        def do_GET(self) -> None:
            match self.path.split("?")[0].split("/"):
                case ["", origin_hash, "checkpoint"]:
                    self._answer(asked.monitored(origin_hash))
                case _:
                    self._answer(Answer(404, b"not found\n"))

        def _answer(self, answer: Answer, *, ends: bool = False) -> None:
            self.close_connection = self.close_connection or ends
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Nobody's address is kept."""

    return ThreadingHTTPServer((host, port), Handler)


def _own_key(path: Path, name: str) -> SigningKey:
    """Made at the first start, which needs a name; read again at each later one."""
    if path.exists():
        key = parse_signing_key(path.read_text("utf-8"))
        if name and name != key.name:
            raise click.ClickException(f"This witness is called {key.name}; a name is for good.")
        return key
    if not is_name(name):
        raise click.UsageError("Give the witness a --name, without spaces and plus signs.")
    key = make_key(name, COSIGNATURE)
    write_secret(path, [key.text()])
    return key


def _key_of_a_log(text: str) -> VerifierKey:
    try:
        key = parse_verifier_key(text)
    except NoteMalformed as error:
        raise click.UsageError(f"{text} is no verifier key: {error}.") from error
    if key.type != ED25519:
        raise click.UsageError(f"{key.name}: give the log's own key, the first line of its vkey.")
    return key
