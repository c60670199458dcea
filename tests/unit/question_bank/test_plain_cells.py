"""No cell of a CSV file becomes a formula."""

import pytest

from question_bank.formats.plain_cells import plain_cell


@pytest.mark.parametrize("value", ["=1+1", "+62812", "-Dewi", "@home", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_compute_is_shown_instead(value: str) -> None:
    assert plain_cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Dewi", "", -0.25, 3, None, True])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert plain_cell(value) == value
