"""What browser tests share: a furnished site and people at browsers, each module its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from catserver.cli.demo_room import DemoRoom
from tests.e2e.browser import find_chromium, why_not
from tests.e2e.people import Browsers, People
from tests.e2e.site import ExamSite, an_exam_site, furnish

Furnished = tuple[Path, DemoRoom]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is `e2e`; without Chromium each test is named as not run, with the reason."""
    reason = why_not()
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.e2e)
            if reason and "browsers" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    folder = tmp_path_factory.mktemp("furnished") / "data"
    folder.mkdir()
    return folder, furnish(folder)


@pytest.fixture(scope="module")
def site(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExamSite]:
    folder, room = furnished
    with an_exam_site(folder, room, tmp_path_factory.mktemp("site") / "data") as site:
        yield site


@pytest.fixture(scope="module")
def browsers(furnished: Furnished) -> Iterator[Browsers]:
    """Asks for `furnished` so that its loop has ended before Playwright's begins.

    Of the module, not the session: Playwright's loop would stand in the way of asyncio's tests.
    """
    chromium = find_chromium()
    assert chromium is not None
    with sync_playwright() as playwright:
        browsers = Browsers(playwright, chromium)
        yield browsers
        browsers.close()


@pytest.fixture
def people(browsers: Browsers) -> Iterator[People]:
    """People at browsers; afterwards none of their pages may have complained."""
    people = People(browsers)
    yield people
    people.leave()
    assert people.complaints == []
