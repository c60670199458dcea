"""Makes the first account, signs staff in and out, and keeps the site from locking itself out."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from catserver.delivery.clock import Clock
from catserver.delivery.registry import (
    NameTaken,
    Registry,
    Role,
    SetUpDone,
    Staff,
    StaffName,
    Unknown,
)
from catserver.staff.errors import (
    LastCommittee,
    NameForm,
    NameUsed,
    NoSuchStaff,
    SetUpClosed,
    SetUpTokenWrong,
    SignInFailed,
    TooManyTries,
)
from catserver.staff.passwords import PASSWORD_LENGTH_MAX, Passwords, good_password
from catserver.staff.throttle import Throttle

NAME_LENGTH_MAX = 40
NAME_FORM = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
DISPLAY_NAME_LENGTH_MAX = 80
TOKEN_BYTES = 32
SET_UP_TOKEN_BYTES = 12  # 96 bits: typed from the server's screen
SET_UP_KEY = "set_up_token_hash"
# A whole room's staff may sign in behind one address; one name may not be tried that often there.
ADDRESS_FACTOR = 4
# From all addresses together: more than one of them can use up, or it would lock the owner out.
NAME_FACTOR = 20


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token goes to the browser once; only its hash is kept."""

    staff: Staff
    token: str = field(repr=False)


class StaffAccounts:
    def __init__(
        self,
        registry: Registry,
        passwords: Passwords,
        clock: Clock,
        session: timedelta,
        tries_max: int,
        tries_window: timedelta,
    ) -> None:
        self._registry = registry
        self._passwords = passwords
        self._clock = clock
        self._session = session
        self._by_pair = Throttle(tries_max, tries_window)
        self._by_name = Throttle(tries_max * NAME_FACTOR, tries_window)
        self._by_address = Throttle(tries_max * ADDRESS_FACTOR, tries_window)

    # ── the first account ──
    async def set_up_needed(self) -> bool:
        return not await self._registry.all_staff()

    async def open_set_up(self) -> str | None:
        """A new token to print at start, while no account exists; older ones end with it."""
        if not await self.set_up_needed():
            return None
        token = secrets.token_urlsafe(SET_UP_TOKEN_BYTES)
        await self._registry.set_site_value(SET_UP_KEY, _hash(token).hex())
        return token

    async def set_up(
        self, token: str, name: str, display_name: str, password: str, address: str = ""
    ) -> Staff:
        """The first committee account."""
        if not await self.set_up_needed():
            raise SetUpClosed
        self._count_try("set-up", address)
        kept = await self._registry.site_value(SET_UP_KEY) or ""
        if not hmac.compare_digest(_hash(token.strip()).hex(), kept):
            raise SetUpTokenWrong
        self._take_back("set-up", address)
        return await self.add(name, display_name, Role.COMMITTEE, password, first=True)

    # ── accounts ──
    async def add(
        self, name: str, display_name: str, role: Role, password: str, *, first: bool = False
    ) -> Staff:
        staff = Staff(
            name=good_name(name),
            display_name=display_name.strip()[:DISPLAY_NAME_LENGTH_MAX] or name,
            role=role,
            created_at=self._clock.now(),
        )
        password_hash = await self._passwords.hash(good_password(password, staff.name))
        try:
            await self._registry.add_staff(staff, password_hash, first=first)
        except NameTaken as error:
            raise NameUsed from error
        except SetUpDone as error:
            raise SetUpClosed from error
        return staff

    async def set_password(self, name: str, password: str) -> None:
        """Ends the sessions of the account as well."""
        password_hash = await self._passwords.hash(good_password(password, name))
        try:
            await self._registry.set_password(name, password_hash)
        except Unknown as error:
            raise NoSuchStaff from error
        self._by_name.forget(name)
        self._by_pair.forget_all(_pair(name, ""))

    async def disable(self, name: str) -> None:
        able = [
            each.name
            for each in await self._registry.all_staff()
            if each.role is Role.COMMITTEE and each.disabled_at is None
        ]
        if able == [name]:
            raise LastCommittee
        try:
            await self._registry.disable_staff(name, self._clock.now())
        except Unknown as error:
            raise NoSuchStaff from error

    async def enable(self, name: str) -> None:
        try:
            await self._registry.disable_staff(name, None)
        except Unknown as error:
            raise NoSuchStaff from error

    # ── signed-in browsers ──
    async def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """Raises SignInFailed or TooManyTries; a new token each time (OWASP ASVS 7.2.4)."""
        name = name.strip().lower()[: NAME_LENGTH_MAX + 1]
        self._count_try(name, address)
        staff = await self._registry.staff_member(name)
        kept = await self._registry.password_hash(name)
        right = await self._passwords.matches(password[: PASSWORD_LENGTH_MAX + 1], kept)
        if staff is None or not right or staff.disabled_at is not None:
            raise SignInFailed
        self._take_back(name, address)
        now = self._clock.now()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await self._registry.forget_sessions(now)
        await self._registry.open_session(_hash(token), name, now, now + self._session)
        return SignedIn(staff, token)

    async def who(self, token: str) -> Staff | None:
        """Whose browser this is; None where the token is unknown, over, or its owner disabled."""
        session = await self._registry.session(_hash(token))
        if session is None or session.expires_at <= self._clock.now():
            return None
        return None if session.staff.disabled_at is not None else session.staff

    async def sign_out(self, token: str) -> None:
        await self._registry.close_session(_hash(token))

    def _count_try(self, name: str, address: str) -> None:
        """Before it is known how it ends, or guesses sent all at once would count as one.

        Raises TooManyTries.
        """
        now = self._clock.now()
        counted = (
            (self._by_pair, _pair(name, address)),
            (self._by_name, name),
            (self._by_address, address),
        )
        waits = [wait for by, key in counted if (wait := by.wait(key, now)) is not None]
        if waits:
            raise TooManyTries(max(waits))
        for by, key in counted:
            by.failed(key, now)

    def _take_back(self, name: str, address: str) -> None:
        """The try was a good one."""
        self._by_pair.forget(_pair(name, address))
        self._by_name.succeeded(name)
        self._by_address.succeeded(address)


def _pair(name: str, address: str) -> str:
    return f"{name}\n{address}"


def good_name(text: str) -> StaffName:
    """The name as it is kept, or NameForm."""
    name = text.strip().lower()
    if not NAME_FORM.fullmatch(name):
        raise NameForm(name[:NAME_LENGTH_MAX])
    return StaffName(name)


def _hash(token: str) -> bytes:
    # A token has 256 random bits, so a plain hash is enough to make a copy of the store useless.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
