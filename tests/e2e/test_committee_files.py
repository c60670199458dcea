"""The committee's files: a broken one is told place by place and nothing of it is loaded."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import deeds
from tests.e2e.people import People
from tests.e2e.site import ExamSite
from tests.e2e.words import like, words

GOOD = (Path(__file__).parents[1] / "data" / "bank-small.csv").read_text("utf-8")
NAME = "bank-kecil.csv"
ROW_BROKEN = 4
"""As a spreadsheet counts: the heading is row 1."""


@pytest.fixture
def committee(site: ExamSite, people: People) -> Page:
    page = people.page(site.origin)
    deeds.sign_in_as_staff(page, "/committee", site.committee)
    return page


def test_a_broken_bank_is_reported_with_row_and_column_and_a_good_one_is_loaded(
    committee: Page,
) -> None:
    loader = committee.locator("file-loader[kind=bank]")
    banks = committee.locator("loaded-files article[data-key^=bank-]")
    expect(banks).to_have_count(1)
    exam = committee.locator("loaded-files article[data-key^=exam-]")
    expect(exam).to_contain_text(like("committee", "thresholds.are"))
    expect(exam).to_contain_text(like("committee", "thresholds.rates"))

    load(loader, without_key(GOOD))
    problem = loader.locator("load-report").get_by_role("row").nth(1)
    expect(problem).to_contain_text(words("committee", "report.problem"))
    cells = problem.get_by_role("cell")
    expect(cells.nth(1)).to_have_text(NAME)
    expect(cells.nth(2)).to_have_text(str(ROW_BROKEN))
    expect(cells.nth(3)).to_have_text("key")
    expect(cells.nth(5)).not_to_be_empty()
    expect(banks).to_have_count(1)

    load(loader, GOOD)
    said = like("committee", "report.loaded")
    expect(loader.locator("load-report")).to_contain_text(said)
    expect(banks).to_have_count(2)
    load(loader, GOOD)
    expect(loader.locator("load-report")).to_contain_text(like("committee", "report.unchanged"))
    expect(banks).to_have_count(2)


def load(loader: Locator, table: str) -> None:
    loader.locator("file-drop[name=file] input").set_input_files(
        {"name": NAME, "mimeType": "text/csv", "buffer": table.encode()}
    )
    loader.locator("select[name=exam]").select_option("")  # it fills no preset's blueprint
    loader.get_by_role("button", name=words("committee", "loader.load"), exact=True).click()


def without_key(table: str) -> str:
    """The same bank, but one item has no key."""
    lines = table.splitlines()
    heading = lines[0].split(",")
    cells = lines[ROW_BROKEN - 1].split(",")
    cells[heading.index("key")] = ""
    lines[ROW_BROKEN - 1] = ",".join(cells)
    return "\n".join(lines)
