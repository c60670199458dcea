"""Plain requests to the site, each with the cookie of whoever asks.

One pool of connections serves all simulated people; cookies are kept by them, never by the pool.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext
from typing import Any, TypeVar

import httpx
import msgspec
from msgspec import Struct

from catserver.rehearsal.troubles import Refusal, ServerAway

TIMEOUT_S = 30.0
CONNECTIONS_MAX = 64
ERROR_STATUS_FROM = 400
HTTP_SERVER_FAULT = 500

Shape = TypeVar("Shape")


class Failure(Struct, frozen=True):
    code: str


class FailureBody(Struct, frozen=True):
    error: Failure


class Person:
    """Whoever holds one cookie: a member of staff, or a terminal."""

    def __init__(self) -> None:
        self.cookie = ""


class Requests:
    """`codes` counts what the server answered with an error, by code."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.codes: Counter[str] = Counter()
        self.server_faults = 0

    async def get(self, path: str, shape: type[Shape], person: Person | None = None) -> Shape:
        return _read(await self._ask("GET", path, person), shape)

    async def content(self, path: str, person: Person | None = None) -> bytes:
        return (await self._ask("GET", path, person)).content

    async def public(self, path: str) -> bytes:
        """Content that anybody may see, wherever the site says it is. Raises ServerAway."""
        try:
            response = await self._client.get(path, follow_redirects=True)
        except httpx.HTTPError as error:
            raise ServerAway(str(error) or type(error).__name__) from None
        if response.status_code >= ERROR_STATUS_FROM:
            raise ServerAway(f"the public board answers {response.status_code}")
        return response.content

    async def headed(self, path: str, header: str, person: Person) -> tuple[str, bytes]:
        """One header of the answer, empty where it is absent, and the content."""
        response = await self._ask("GET", path, person)
        return response.headers.get(header, ""), response.content

    async def post(self, path: str, body: object, shape: type[Shape], person: Person) -> Shape:
        content = msgspec.json.encode(body)
        return _read(await self._ask("POST", path, person, content, "application/json"), shape)

    async def post_picture(
        self, path: str, picture: bytes, shape: type[Shape], person: Person
    ) -> Shape:
        return _read(await self._ask("POST", path, person, picture, "image/jpeg"), shape)

    @asynccontextmanager
    async def stream(self, path: str, last_event_id: str | None) -> AsyncIterator[Any]:
        """The chunks of an event stream. Raises ServerAway, also while it is read."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        timeout = httpx.Timeout(TIMEOUT_S, pool=None)
        try:
            async with self._client.stream(
                "GET", path, headers=headers, timeout=timeout, follow_redirects=True
            ) as response:
                if response.status_code >= ERROR_STATUS_FROM:
                    raise ServerAway(f"the board's stream answers {response.status_code}")
                yield response.aiter_bytes()
        except httpx.HTTPError as error:
            raise ServerAway(str(error)) from None

    async def _ask(
        self,
        method: str,
        path: str,
        person: Person | None,
        content: bytes | None = None,
        media_type: str | None = None,
    ) -> httpx.Response:
        headers = {}
        if person is not None and person.cookie:
            headers["Cookie"] = person.cookie
        if media_type is not None:
            headers["Content-Type"] = media_type
        try:
            response = await self._client.request(method, path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise ServerAway(str(error) or type(error).__name__) from None
        if response.status_code >= ERROR_STATUS_FROM:
            raise self._refusal(response)
        if person is not None and (given := response.headers.get("set-cookie")):
            person.cookie = re.split(";", given, maxsplit=1)[0]
        return response

    def _refusal(self, response: httpx.Response) -> Refusal:
        try:
            code = msgspec.json.decode(response.content, type=FailureBody).error.code
        except msgspec.DecodeError:
            code = f"status_{response.status_code}"
        self.codes[code] += 1
        if response.status_code == HTTP_SERVER_FAULT:
            self.server_faults += 1
        return Refusal(response.status_code, code)


def _read(response: httpx.Response, shape: type[Shape]) -> Shape:
    return msgspec.json.decode(response.content, type=shape)


@asynccontextmanager
async def requests_to(url: str, trust: SSLContext | None) -> AsyncIterator[Requests]:
    keeps_nothing = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        base_url=url,
        verify=trust if trust is not None else True,
        trust_env=False,
        cookies=keeps_nothing,
        headers={"Origin": url.rstrip("/")},
        timeout=TIMEOUT_S,
        limits=httpx.Limits(
            max_connections=CONNECTIONS_MAX, max_keepalive_connections=CONNECTIONS_MAX
        ),
    ) as client:
        yield Requests(client)
