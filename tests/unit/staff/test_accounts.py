"""Accounts: set up once, signed in with care, never all locked out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from catserver.delivery.memory_registry import MemoryRegistry
from catserver.delivery.registry import Role
from catserver.staff.accounts import StaffAccounts
from catserver.staff.errors import (
    LastCommittee,
    NameForm,
    NameUsed,
    NoSuchStaff,
    PasswordWeak,
    SetUpClosed,
    SetUpTokenWrong,
    SignInFailed,
    StaffRefused,
    TooManyTries,
)
from catserver.staff.passwords import Passwords

PASSWORD = "kuda laut biru"
OTHER_PASSWORD = "langit yang lain"
ADDRESS = "10.0.0.7"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class ClockByHand:
    at: datetime = datetime(2026, 5, 4, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class House:
    clock: ClockByHand = field(default_factory=ClockByHand)
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)

    def __post_init__(self) -> None:
        self.accounts = StaffAccounts(
            self.registry,
            Passwords(CHEAP),
            self.clock,
            session=timedelta(hours=12),
            tries_max=3,
            tries_window=timedelta(minutes=5),
        )

    async def with_siti(self) -> "House":
        await self.accounts.add("siti", "Siti", Role.COMMITTEE, PASSWORD)
        return self


async def test_the_first_account_needs_the_token_of_the_latest_start() -> None:
    house = House()
    stale = await house.accounts.open_set_up()
    token = await house.accounts.open_set_up()
    assert stale
    assert token
    with pytest.raises(SetUpTokenWrong):
        await house.accounts.set_up(stale, "siti", "Siti", PASSWORD)
    staff = await house.accounts.set_up(token, "siti", "Siti", PASSWORD)
    assert staff.role is Role.COMMITTEE


async def test_set_up_is_closed_once_an_account_exists() -> None:
    house = House()
    token = await house.accounts.open_set_up()
    assert token
    await house.accounts.set_up(token, "siti", "Siti", PASSWORD)
    with pytest.raises(SetUpClosed):
        await house.accounts.set_up(token, "budi", "Budi", PASSWORD)
    assert await house.accounts.open_set_up() is None


async def test_no_token_opens_a_site_whose_server_never_printed_one() -> None:
    with pytest.raises(SetUpTokenWrong):
        await House().accounts.set_up("", "siti", "Siti", PASSWORD)


async def test_the_set_up_token_cannot_be_guessed_for_long() -> None:
    house = House()
    await house.accounts.open_set_up()
    for _ in range(3):
        with pytest.raises(SetUpTokenWrong):
            await house.accounts.set_up("guess", "siti", "Siti", PASSWORD, ADDRESS)
    with pytest.raises(TooManyTries):
        await house.accounts.set_up("guess", "siti", "Siti", PASSWORD, ADDRESS)


async def test_who_signs_in_is_known_by_the_token_until_signing_out() -> None:
    house = await House().with_siti()
    signed_in = await house.accounts.sign_in(" SITI ", PASSWORD, ADDRESS)
    assert await house.accounts.who(signed_in.token) == signed_in.staff
    assert signed_in.token not in repr(signed_in)
    await house.accounts.sign_out(signed_in.token)
    assert await house.accounts.who(signed_in.token) is None


async def test_each_sign_in_has_its_own_token() -> None:
    house = await House().with_siti()
    first = await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    second = await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    assert first.token != second.token
    assert await house.accounts.who(first.token) is not None


@pytest.mark.parametrize(("name", "password"), [("siti", "wrong"), ("nobody", PASSWORD)])
async def test_a_failed_sign_in_does_not_say_which_part_was_wrong(name: str, password: str) -> None:
    house = await House().with_siti()
    with pytest.raises(SignInFailed) as caught:
        await house.accounts.sign_in(name, password, ADDRESS)
    assert str(caught.value) == ""


async def test_a_disabled_account_cannot_sign_in_nor_go_on() -> None:
    house = await House().with_siti()
    await house.accounts.add("budi", "Budi", Role.PROCTOR, PASSWORD)
    signed_in = await house.accounts.sign_in("budi", PASSWORD, ADDRESS)
    await house.accounts.disable("budi")
    assert await house.accounts.who(signed_in.token) is None
    with pytest.raises(SignInFailed):
        await house.accounts.sign_in("budi", PASSWORD, ADDRESS)
    await house.accounts.enable("budi")
    await house.accounts.sign_in("budi", PASSWORD, ADDRESS)


async def test_a_session_ends_after_its_hours() -> None:
    house = await House().with_siti()
    signed_in = await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    house.clock.move(hours=12, microseconds=-1)
    assert await house.accounts.who(signed_in.token) is not None
    house.clock.move(microseconds=1)
    assert await house.accounts.who(signed_in.token) is None


async def test_after_too_many_tries_even_the_right_password_waits() -> None:
    house = await House().with_siti()
    for _ in range(3):
        with pytest.raises(SignInFailed):
            await house.accounts.sign_in("siti", "wrong", ADDRESS)
        house.clock.move(minutes=1)
    with pytest.raises(TooManyTries) as caught:
        await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    assert caught.value.retry_after == timedelta(minutes=2)
    house.clock.move(minutes=2)
    await house.accounts.sign_in("siti", PASSWORD, ADDRESS)


async def test_one_address_cannot_try_many_names() -> None:
    house = await House().with_siti()
    for number in range(12):
        with pytest.raises(SignInFailed):
            await house.accounts.sign_in(f"name{number}", "wrong", ADDRESS)
    with pytest.raises(TooManyTries):
        await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    await house.accounts.sign_in("siti", PASSWORD, "10.0.0.8")


async def test_a_new_password_replaces_the_old_and_ends_sessions() -> None:
    house = await House().with_siti()
    signed_in = await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    await house.accounts.set_password("siti", OTHER_PASSWORD)
    assert await house.accounts.who(signed_in.token) is None
    with pytest.raises(SignInFailed):
        await house.accounts.sign_in("siti", PASSWORD, ADDRESS)
    await house.accounts.sign_in("siti", OTHER_PASSWORD, ADDRESS)


async def test_the_last_committee_account_cannot_be_disabled() -> None:
    house = await House().with_siti()
    await house.accounts.add("budi", "Budi", Role.PROCTOR, PASSWORD)
    with pytest.raises(LastCommittee):
        await house.accounts.disable("siti")
    await house.accounts.add("ayu", "Ayu", Role.COMMITTEE, PASSWORD)
    await house.accounts.disable("siti")
    with pytest.raises(LastCommittee):
        await house.accounts.disable("ayu")


@pytest.mark.parametrize(
    ("name", "password", "refusal"),
    [
        ("siti", PASSWORD, NameUsed),
        ("SITI", PASSWORD, NameUsed),
        ("a b", PASSWORD, NameForm),
        ("x", PASSWORD, NameForm),
        ("ayu", "short", PasswordWeak),
        ("ayu", "x" * 300, PasswordWeak),
        ("ayu", "aaaaaaaaaaaa", PasswordWeak),
        ("ayu.lestari", "Ayu.Lestari", PasswordWeak),
    ],
)
async def test_a_bad_account_is_refused(
    name: str, password: str, refusal: type[StaffRefused]
) -> None:
    house = await House().with_siti()
    with pytest.raises(refusal):
        await house.accounts.add(name, "Name", Role.PROCTOR, password)
    assert [each.name for each in await house.registry.all_staff()] == ["siti"]


async def test_an_account_that_does_not_exist_cannot_be_changed() -> None:
    house = await House().with_siti()
    with pytest.raises(NoSuchStaff):
        await house.accounts.disable("budi")
    with pytest.raises(NoSuchStaff):
        await house.accounts.set_password("budi", PASSWORD)
