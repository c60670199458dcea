"""Is the port free, may browsers use cameras, and can enough terminals connect?"""

import errno
import ipaddress
import socket
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError

from catserver.cli.checks.finding import Finding, attention, ok, problem
from catserver.config import Settings
from scoreboard.server.opening import BESIDE_VIEWERS, FILES_BESIDE_CONNECTIONS

RENEW_BEFORE = timedelta(days=30)
# Sockets, the database, static files and the pool's pipes besides terminals.
DESCRIPTORS_FOR_OTHERS = 256


def check_network(settings: Settings) -> Iterator[Finding]:
    yield _port(settings)
    yield from _cameras(settings)
    yield _descriptors(settings)
    if settings.board.run != "off":
        yield _viewers(settings)


def _port(settings: Settings) -> Finding:
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _not_bound(error, settings)
    return ok("port", f"{host}:{port} is free")


def _not_bound(error: OSError, settings: Settings) -> Finding:
    host, port = settings.server.host, settings.server.port
    if error.errno == errno.EADDRINUSE:
        if answers(settings):
            return ok("port", f"{host}:{port} is held by a catserver that answers")
        return problem(
            "port", f"{host}:{port} is taken by another program", "End it, or choose another port."
        )
    if error.errno == errno.EACCES:
        return problem(
            "port", f"this user may not open port {port}", "Choose a port above 1023, such as 8000."
        )
    return problem("port", f"{host}:{port}: {error.strerror}", "Check server.host: is it ours?")


def answers(settings: Settings) -> bool:
    """Whether a catserver answers at the address of the settings."""
    from urllib.request import urlopen

    host = settings.server.host
    reached = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    scheme = "https" if settings.server.uses_tls else "http"
    # Whose certificate it is does not matter for the question whether it is ours that answers.
    context = ssl._create_unverified_context()  # noqa: SLF001, S323 - nothing is sent to it
    try:
        url = f"{scheme}://{reached}:{settings.server.port}/health"
        with urlopen(url, timeout=2, context=context) as answer:  # noqa: S310 - our own scheme
            return b'"protocol"' in answer.read(1000)
    except (URLError, OSError, ValueError):
        return False


def _cameras(settings: Settings) -> Iterator[Finding]:
    server = settings.server
    if server.uses_tls:
        yield _certificate(settings.path(server.tls_certificate), settings.path(server.tls_key))
    elif _is_loopback(server.host):
        yield ok("cameras", "allowed on this machine (localhost); other machines cannot connect")
    else:
        yield attention(
            "cameras",
            "browsers on other machines refuse cameras over plain HTTP",
            "Run catserver certificate, write its lines into catserver.toml, and install the "
            "authority on terminals (docs/certificates.md).",
        )


def _certificate(certificate: Path, key: Path) -> Finding:
    from cryptography import x509

    renew = "Run catserver certificate and write its lines into catserver.toml."
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ssl.SSLError, ValueError) as error:
        return problem("certificate", f"{certificate} or its key cannot be used: {error}", renew)
    until = read.not_valid_after_utc
    said = f"valid until {until:%Y-%m-%d}"
    if until <= datetime.now(UTC):
        return problem("certificate", f"was {said}", renew)
    if until <= datetime.now(UTC) + RENEW_BEFORE:
        return attention("certificate", said, renew)
    return ok("certificate", f"{said}; cameras are allowed where its authority is installed")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _descriptors(settings: Settings) -> Finding:
    wanted = settings.limits.terminals_max + DESCRIPTORS_FOR_OTHERS
    if sys.platform == "win32":
        return ok("open connections", "Windows sets no limit that matters here")
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    said = f"{soft:,} files and connections may be open; {wanted:,} are asked for"
    if soft >= wanted:
        return ok("open connections", said)
    remedy = f"Start it with ulimit -n {wanted} (or LimitNOFILE={wanted} in its service)."
    if hard != resource.RLIM_INFINITY and hard < wanted:
        remedy += f" The hard limit is {hard:,}: an administrator has to raise it."
    return attention("open connections", said, remedy)


def _viewers(settings: Settings) -> Finding:
    """The board's process raises its own limit as far as it may."""
    wanted = settings.limits.board_viewers_max + BESIDE_VIEWERS + FILES_BESIDE_CONNECTIONS
    if sys.platform == "win32":
        return ok("viewers", "Windows sets no limit that matters here")
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= wanted:
        return ok("viewers", f"{settings.limits.board_viewers_max:,} may watch the public board")
    return attention(
        "viewers",
        f"{max(0, hard - wanted + settings.limits.board_viewers_max):,} may watch the public board,"
        f" not {settings.limits.board_viewers_max:,}",
        f"Let an administrator raise the hard limit of open files to {wanted} (LimitNOFILE in its "
        "service), or lower limits.board_viewers_max.",
    )
