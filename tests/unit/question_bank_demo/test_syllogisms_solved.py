"""Every generated syllogism, tried in all worlds of three terms."""

import re
from collections.abc import Iterator
from itertools import combinations, product

import pytest

from tests.unit.question_bank_demo.demo_rows import SEEDS, DemoItem, items_of

Statement = tuple[str, str, str]
Kind = frozenset[str]  # a kind of person: the terms that apply
World = tuple[Kind, ...]  # the kinds that exist

SENTENCES = {
    "all": r"Semua (.+) adalah (.+)\.",
    "no": r"Tidak ada (.+) yang merupakan (.+)\.",
    "some": r"Sebagian (.+) adalah (.+)\.",
    "some not": r"Sebagian (.+) bukan (.+)\.",
    "open": r"Hubungan antara (.+) dan (.+) tidak dapat disimpulkan\.",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_key_follows_in_every_world_even_if_a_term_is_empty(seed: int) -> None:
    for item in items_of("TIU-SIL", seed):
        key = _read(item.right)
        if key[0] != "open":
            assert all(_holds(key, world) for world in _worlds(item)), item


@pytest.mark.parametrize("seed", SEEDS)
def test_no_wrong_choice_follows_even_if_every_term_has_members(seed: int) -> None:
    for item in items_of("TIU-SIL", seed):
        worlds = [world for world in _worlds(item) if _is_populated(world, item)]
        assert worlds
        for choice in item.wrong:
            statement = _read(choice)
            if statement[0] != "open":
                assert not all(_holds(statement, world) for world in worlds), (item, choice)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_called_open_exactly_where_nothing_follows_about_the_two_terms(seed: int) -> None:
    for item in items_of("TIU-SIL", seed):
        worlds = [world for world in _worlds(item) if _is_populated(world, item)]
        _, one, other = _read(item.right)
        follows = any(
            all(_holds((kind, *terms), world) for world in worlds)
            for kind in ("all", "no", "some", "some not")
            for terms in ((one, other), (other, one))
        )
        assert follows == (_read(item.right)[0] != "open"), item


def _read(sentence: str) -> Statement:
    for kind, pattern in SENTENCES.items():
        if match := re.fullmatch(pattern, sentence):
            return kind, match[1], match[2]
    raise AssertionError(sentence)


def _terms(item: DemoItem) -> list[str]:
    terms = {term for sentence in item.stem.splitlines()[:2] for term in _read(sentence)[1:]}
    assert len(terms) == 3
    return sorted(terms)


def _worlds(item: DemoItem) -> Iterator[World]:
    """The worlds in which both premises are true."""
    premises = [_read(sentence) for sentence in item.stem.splitlines()[:2]]
    terms = _terms(item)
    kinds = [
        frozenset(term for term, applies in zip(terms, which, strict=True) if applies)
        for which in product((True, False), repeat=3)
    ]
    for size in range(len(kinds) + 1):
        for world in combinations(kinds, size):
            if all(_holds(premise, world) for premise in premises):
                yield world


def _is_populated(world: World, item: DemoItem) -> bool:
    return all(any(term in kind for kind in world) for term in _terms(item))


def _holds(statement: Statement, world: World) -> bool:
    quantity, one, other = statement
    among = [other in kind for kind in world if one in kind]
    return {
        "all": all(among),
        "no": not any(among),
        "some": any(among),
        "some not": not all(among),
    }[quantity]
