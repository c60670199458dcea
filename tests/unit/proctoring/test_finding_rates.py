"""How often a finding is said, of everybody and of each group."""

from pathlib import Path

from click.testing import CliRunner

from catserver.cli import main
from proctoring.vision.demo_people import DEMO_PEOPLE, registration_photo
from proctoring.vision.finding_rates import finding_rates, photos_in

READ = {
    Path("ani/1.jpg"): ("too_dark",),
    Path("ani/2.jpg"): (),
    Path("budi/1.jpg"): ("too_dark", "blurred"),
    Path("citra/1.jpg"): ("too_dark",),
}


def test_a_finding_is_counted_for_everybody_and_for_the_group() -> None:
    dark, blurred = finding_rates(READ, {"ani": "one", "budi": "other"})
    assert (dark.code, blurred.code) == ("too_dark", "blurred")
    counted = {name: (rate.errors, rate.trials) for name, rate in dark.said.items()}
    assert counted == {"all": (3, 4), "one": (1, 2), "other": (1, 1)}
    assert blurred.said["one"].errors == 0


def test_without_groups_everybody_is_one() -> None:
    assert {name for each in finding_rates(READ, {}) for name in each.said} == {"all"}


def test_nothing_read_is_nothing_said() -> None:
    assert finding_rates({}, {"ani": "one"}) == ()


def test_only_photos_are_looked_at(tmp_path: Path) -> None:
    for name in ("a/1.JPG", "a/notes.txt", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [each.name for each in photos_in(tmp_path)] == ["1.JPG", "2.png"]


def test_the_command_counts_photos_and_names_what_is_no_picture(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    for each, content in (("one", registration_photo(DEMO_PEOPLE[0].number)), ("two", b"text")):
        (photos / each).mkdir(parents=True)
        (photos / each / "1.jpg").write_bytes(content)
    config = tmp_path / "catserver.toml"
    config.write_text('[data]\ndirectory = "site"\n', encoding="utf-8")
    asked = ["--config", str(config), "faces", "quality", "--workers", "1", "--photos"]
    told = CliRunner().invoke(main, [*asked, str(photos)])
    assert told.exit_code == 0, told.output
    assert "not_a_picture" in told.stdout
    assert "2 photos; of 1 nothing is said." in told.stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    assert CliRunner().invoke(main, [*asked, str(empty)]).exit_code == 1
