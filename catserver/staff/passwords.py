"""Hashes and checks passwords with Argon2id, in a thread of its own and never on the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catserver.staff.errors import PasswordWeak

# OWASP ASVS 5.0, 6.2.1: at least 8 characters, 15 recommended; whole sentences stay welcome.
PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 200
# A hash takes 64 MiB and some 50 ms of a core (RFC 9106, second recommended option): one at a time
# leave the machine to the answers.
HASHES_AT_ONCE = 1


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="passwords")

    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """False for None too, after the same time: a name that does not exist cannot be told."""
        if password_hash is None:
            await self.hash(password)  # costs what verifying does
            return False
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._verify, password_hash, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        self._threads.shutdown()


def good_password(password: str, name: str) -> str:
    """The password, or PasswordWeak."""
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise PasswordWeak
    if password.casefold() == name.casefold() or len(set(password)) == 1:
        raise PasswordWeak
    return password
