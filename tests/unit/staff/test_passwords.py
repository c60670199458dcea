from argon2 import PasswordHasher

from catserver.staff.passwords import Passwords


class CountingHasher(PasswordHasher):
    """Every call costs the same: verifying hashes once as well."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.calls = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.calls += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002 - the library's name
        self.calls += 1
        return bool(super().verify(hash, password))


async def test_a_name_that_does_not_exist_costs_what_a_wrong_password_does() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    kept = await passwords.hash("benar kuda baterai")
    costs = []
    for password, password_hash in (("benar kuda baterai", kept), ("salah", kept), ("salah", None)):
        before = hasher.calls
        right = await passwords.matches(password, password_hash)
        costs.append((right, hasher.calls - before))
    passwords.close()
    assert costs == [(True, 1), (False, 1), (False, 1)]


async def test_a_damaged_hash_lets_nobody_in() -> None:
    passwords = Passwords(CountingHasher())
    assert not await passwords.matches("benar kuda baterai", "$argon2id$damaged")
    passwords.close()
