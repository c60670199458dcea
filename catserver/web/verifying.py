"""Where the public checks a paper: the address that its code leads to.

What is to be checked stands behind the `#`, which no browser sends to a server.
"""

import base64
from urllib.parse import urlencode

from starlette.requests import Request

from catserver.transparency.note import Note
from catserver.web.access import site_of

PAGE = "/verify"


def verify_page(request: Request) -> str:
    """The public address of the settings; without one, the address that was asked."""
    configured = site_of(request).settings.log.address.rstrip("/")
    return f"{configured or str(request.base_url).rstrip('/')}{PAGE}"


def address_of_list(request: Request, leaf: int, digest: str) -> str:
    return f"{verify_page(request)}#{urlencode({'list': digest, 'leaf': leaf})}"


def address_of_certificate(request: Request, note: Note) -> str:
    encoded = base64.urlsafe_b64encode(str(note).encode()).decode().rstrip("=")
    return f"{verify_page(request)}#{urlencode({'certificate': encoded})}"
