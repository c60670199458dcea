"""The operator's verbs, from an empty folder to candidates with seats."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catserver.cli import VERBS, main
from question_bank.preset import read_preset

PASSWORD = "kuda laut biru"


class Operator:
    """Types commands in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "catserver.toml"
        self.config.write_text('[data]\ndirectory = "site"\n[server]\nport = 18734\n')

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        runner = CliRunner(env={"CATSERVER_DATA_DIR": "", "CATSERVER_STORE_URL": ""})
        return runner.invoke(main, ["--config", str(self.config), *arguments], input=typed)

    def said(self, *arguments: str, typed: str | None = None) -> str:
        result = self.run(*arguments, typed=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code != 0, result.output
        return result.output

    def write(self, name: str, content: str) -> str:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


def test_each_verb_of_the_list_can_be_asked_for_help(operator: Operator) -> None:
    for verb in VERBS:
        assert "Usage" in operator.said(verb, "--help")


def test_a_mistyped_verb_gets_a_suggestion(operator: Operator) -> None:
    assert "Did you mean migrate?" in operator.refused("migrat")


def test_a_mistake_in_the_settings_is_said_in_a_sentence(operator: Operator) -> None:
    operator.config.write_text("[server]\nprot = 1\n")
    assert "did you mean port?" in operator.refused("migrate")


def test_migrating_twice_says_so(operator: Operator) -> None:
    assert "went from revision none" in operator.said("migrate")
    assert "already" in operator.said("migrate")


def test_accounts_are_added_listed_and_disabled(operator: Operator) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    operator.said("staff", "add", "siti", "--role", "committee", typed=typed)
    operator.said("staff", "add", "budi", "--role", "proctor", "--password", PASSWORD)
    assert "last committee account" in operator.refused("staff", "disable", "siti")
    operator.said("staff", "disable", "budi")
    listed = operator.said("staff", "list")
    assert re.search(r"budi\s+budi\s+proctor\s+disabled", listed)
    assert PASSWORD not in listed


def test_a_weak_password_is_refused_with_the_rule(operator: Operator) -> None:
    said = operator.refused("staff", "add", "siti", "--role", "committee", "--password", "short")
    assert "at least 10 characters" in said


def test_a_roster_is_checked_then_loaded_then_unchanged(operator: Operator) -> None:
    roster = operator.write("peserta.csv", "nomor,nama\n001,Dewi\n002,Made\n")
    assert "nothing was loaded, as asked" in operator.said("load-roster", roster, "--check")
    assert "loaded (candidates 2" in operator.said("enrol", roster)
    assert "nothing changed" in operator.said("load-roster", roster)


def test_a_wrong_roster_ends_with_its_problems_and_an_exit_code(operator: Operator) -> None:
    roster = operator.write("peserta.csv", "nomor,nama\n001,Dewi\n001,Made\n")
    said = operator.refused("load-roster", roster, "--language", "id")
    assert "peserta.csv:3" in said
    assert "baris 2" in said
    assert "nothing was loaded" in said


def test_a_preset_is_shown_and_loaded_by_name(operator: Operator) -> None:
    assert "skd-2024" in operator.said("presets", "list")
    assert 'id = "skd-2024"' in operator.said("presets", "show", "skd-2024")
    assert "exam skd-2024: loaded" in operator.said("load-exam", "skd-2024")
    assert "no preset" in operator.refused("load-exam", "skd-1998")


def test_a_sitting_of_what_is_not_loaded_is_refused(operator: Operator) -> None:
    said = operator.refused(
        *("sitting", "create", "--title", "Sesi 1", "--exam", "skd-2024", "--bank", "none"),
        *("--room", "R1", "--start", "2026-05-04T08:00", "--seats", "30"),
    )
    assert "exam skd-2024" in said


def test_the_certificate_says_what_to_write_and_what_to_install(operator: Operator) -> None:
    said = operator.said("certificate", "--name", "ujian.local")
    assert "ujian.local" in said
    assert "This authority is new" in said
    written = re.findall(r'^tls_\w+ = ".+"$', said, flags=re.MULTILINE)
    operator.config.write_text('[data]\ndirectory = "site"\n[server]\n' + "\n".join(written))
    assert "nothing is to do" in operator.said("certificate")


def findings(operator: Operator) -> dict[str, str]:
    result = operator.run("doctor", "--skip", "faces", "--json")
    return {each["check"]: each["verdict"] for each in json.loads(result.output)}


def test_the_doctor_finds_this_machine_fit(operator: Operator) -> None:
    operator.said("migrate")
    found = findings(operator)
    assert found["store"] == "ok"
    assert found["journal"] == "ok"
    assert found["database file"] == "ok"
    assert found["cameras"] == "ok"
    assert found["port"] == "ok"


def test_the_doctor_asks_what_thresholds_were_measured_on(operator: Operator) -> None:
    operator.said("load-exam", "skd-2024")
    assert findings(operator)["exam skd-2024"] == "ok"
    looser = read_preset("skd-2018").source.decode().replace("most = 0.42", "most = 0.45")
    said = operator.said("load-exam", operator.write("ujian.toml", looser))
    assert "ujian.toml:" in said
    assert "does not say what measurement they come from" in said
    assert "exam skd-2018: loaded" in said
    found = findings(operator)
    assert (found["exam skd-2018"], found["exam skd-2024"]) == ("attention", "ok")


def test_the_doctor_says_that_an_exam_is_for_another_face_engine(operator: Operator) -> None:
    other = read_preset("skd-2024").source.decode().replace('"dlib-resnet-5pt"', '"sface"')
    operator.said("load-exam", operator.write("ujian.toml", other))
    result = operator.run("doctor", "--skip", "faces", "--skip", "network")
    assert "its thresholds are for the face engine sface" in result.output
    assert "every look would be referred" in result.output


def test_the_doctor_says_that_plain_http_closes_cameras_to_the_room(operator: Operator) -> None:
    operator.config.write_text('[data]\ndirectory = "site"\n[server]\nhost = "0.0.0.0"\n')
    assert findings(operator)["cameras"] == "attention"


def test_the_doctor_shows_the_settings_without_secrets(operator: Operator) -> None:
    operator.config.write_text('[store]\nurl = "postgresql+none://exam:geheim@db/exam"\n')
    result = operator.run("doctor", "--skip", "faces", "--skip", "disk", "--skip", "network")
    assert "postgresql+none://exam:***@db/exam" in result.output
    assert "geheim" not in result.output
    assert result.exit_code == 1
