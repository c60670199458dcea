"""The picture is drawn again where something changed, and only there."""

from PIL import Image, ImageChops

from scoreboard.broadcast.pen import Letters, fitted, width_of
from scoreboard.broadcast.picture import HEIGHT, WIDTH, Picture
from scoreboard.broadcast.programme import Programme
from scoreboard.broadcast.table import GLIDE_S, ROW_HEIGHT, Strip, Table
from scoreboard.broadcast.told import Told, read_message
from scoreboard.broadcast.words import WORDS, Words, clock_text
from scoreboard.release import NO_FREEZE
from scoreboard.sheet import Frame
from scoreboard.visibility import Visibility
from tests.unit.scoreboard.broadcast.room import a_sheet, at, score, told_of
from tests.unit.scoreboard.builders import a_heading


def a_picture() -> Picture:
    return Picture(Words("id"), "papan.example", Programme())


def test_nothing_is_drawn_while_nothing_has_changed() -> None:
    picture, told = a_picture(), told_of(a_sheet(20))
    assert picture.draw(told, at(0), line_open=True)
    assert not picture.draw(told, at(0.2), line_open=True)


def test_a_second_changes_the_clock_and_nothing_else() -> None:
    picture, told = a_picture(), told_of(a_sheet(20))
    picture.draw(told, at(0), line_open=True)
    before = picture.image.copy()
    assert picture.draw(told, at(1), line_open=True)
    left, top, right, bottom = ImageChops.difference(before, picture.image).getbbox() or (0,) * 4
    assert left > WIDTH // 2
    assert bottom < HEIGHT // 6
    assert (top, right) > (0, left)


def test_a_row_that_rises_glides_to_its_place() -> None:
    sheet = a_sheet(5)
    told = told_of(sheet)
    sitting = told.sitting
    assert sitting is not None
    table = Table(1360, Words("en"))
    table.tell("page", [Strip(each, 0) for each in told.shown()], 0.0)
    assert not table.moves(0.1)
    delta = score(sheet, {"0004": 90}, Frame(a_heading(), Visibility(), NO_FREEZE))
    assert delta is not None
    told.take(read_message(delta), snapshot=False)
    table.tell("page", [Strip(each, 0) for each in told.shown()], 10.0)
    frames = []
    for moment in (10.0, 10.0 + GLIDE_S / 2, 10.0 + GLIDE_S):
        image = Image.new("RGB", (1360, 60 + 6 * ROW_HEIGHT))
        table.draw(image, 0, 0, sitting, moment)
        frames.append(image.tobytes())
    assert len(set(frames)) == 3
    assert table.moves(10.0 + GLIDE_S / 2)
    assert not table.moves(10.1 + GLIDE_S)


def test_while_the_board_is_away_a_card_says_so() -> None:
    picture = a_picture()
    assert picture.draw(Told(), at(0), line_open=False)
    assert not picture.draw(Told(), at(5), line_open=False)


def test_words_too_long_for_their_place_are_cut_with_a_sign() -> None:
    letters = Letters(20)
    name = "Raden Ajeng Kartika Sari Dewi Kusumaningtyas"
    shown = fitted(name, letters, 200)
    assert shown.endswith("…")
    assert width_of(shown, letters) <= 200
    assert fitted("Siti", letters, 200) == "Siti"


def test_figures_are_written_in_the_language_s_way() -> None:
    assert [Words("id").points(each) for each in (1234.5, 5.0, None)] == ["1.234,5", "5", "–"]
    assert [Words("en").points(each) for each in (1234.5, -0.25)] == ["1,234.5", "-0.25"]
    assert [clock_text(each) for each in (5945, 599, -1)] == ["1:39:05", "09:59", "00:00"]


def test_every_sentence_has_both_languages_with_the_same_places_to_fill() -> None:
    for indonesian, english in WORDS.values():
        assert indonesian
        assert english
        assert indonesian.count("{") == english.count("{")
