import re
import tomllib
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.project.checkout import ROOT, text_of

PINNED = re.compile(r"(?m)^([A-Za-z0-9_.-]+)==([^\s\\;]+)")
NEEDED_ELSEWHERE = {"colorama"}
"""On Windows only, by click and pytest."""


def pins() -> dict[str, str]:
    folder = ROOT / "requirements"
    text = text_of(folder / "constraints.txt") + text_of(folder / "faces.txt")
    return {canonicalize_name(name): version for name, version in PINNED.findall(text)}


def own_requirements() -> list[Requirement]:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    found = map(Requirement, texts)
    return [each for each in found if each.marker is None or each.marker.evaluate()]


def installed_for_a_checkout() -> set[str]:
    """Everything that `pip install -e '.[test]'` brings here, with what that brings in turn."""
    found: set[str] = set()
    waiting = own_requirements()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found:
            continue
        found.add(name)
        for text in distribution(name).requires or []:
            needed = Requirement(text)
            extras = wanted.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(needed)
    return found


def test_every_package_of_a_checkout_is_pinned_and_nothing_else() -> None:
    assert set(pins()) - NEEDED_ELSEWHERE == installed_for_a_checkout()


def test_every_requirement_of_the_project_admits_its_pin() -> None:
    pinned = pins()
    for wanted in own_requirements():
        assert Version(pinned[canonicalize_name(wanted.name)]) in wanted.specifier, wanted
