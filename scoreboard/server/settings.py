"""What a board's server is told when it starts; it reads no file and no environment for it."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Port = Annotated[int, Meta(ge=0, le=65_535)]


class ServerSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`port` 0 lets the system choose; of `ports_tried` from `port` on the first free one is taken.

    `static` is the folder of the pages' files; `pages` maps an address to a page in it, those
    `with_camera` may ask for one; `log` is the folder of the published log, if it is shown here.
    `intake_port` is on this machine alone. `secret` is what feeder and board have in common.
    """

    secret: str
    static: str
    pages: dict[str, str]
    with_camera: tuple[str, ...] = ()
    log: str = ""
    host: str = "127.0.0.1"
    port: Port = 0
    ports_tried: Annotated[int, Meta(ge=1, le=100)] = 1
    intake_port: Port = 0
    tls_certificate: str = ""
    tls_key: str = ""
    viewers_max: Annotated[int, Meta(ge=1)] = 10_000
    connections_per_address_max: Annotated[int, Meta(ge=1)] = 1_000
    uncounted: tuple[str, ...] = ("127.0.0.1", "::1")
    head_size_bytes_max: int = 16 * 1024
    head_within_s: float = 10.0
    idle_s: float = 30.0
    taken_within_s: float = 30.0


class Listening(Struct, frozen=True):
    """What a board's server says on its standard output once it can be reached."""

    port: int
    intake_port: int


def read_settings(line: bytes) -> ServerSettings:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(line, type=ServerSettings)
