"""Settings: what is wrong in the file is said, all of it at once."""

from pathlib import Path

import pytest

from catserver.config import (
    ServerSettings,
    Settings,
    SettingsWrong,
    described,
    load_settings,
    read_settings,
)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsWrong) as caught:
        read_settings(text.encode(), "catserver.toml")
    return caught.value.problems


def test_an_empty_file_means_the_defaults() -> None:
    assert read_settings(b"", "catserver.toml") == Settings()


def test_an_unknown_setting_is_refused_with_a_suggestion() -> None:
    (problem,) = problems_of("[server]\nprot = 80\n")
    assert problem == "catserver.toml: [server] prot is not a setting; did you mean port?"


def test_an_unknown_section_is_refused_with_a_suggestion() -> None:
    (problem,) = problems_of("[face]\nworkers = 2\n")
    assert problem == "catserver.toml: [face] is not a section; did you mean faces?"


def test_every_problem_is_reported_at_once() -> None:
    found = problems_of('[server]\nport = 70000\nhost = 5\n[faces]\nworkers = "two"\n')
    assert len(found) == 3
    assert "port" in found[0]
    assert "65535" in found[0]


def test_a_certificate_without_its_key_is_refused() -> None:
    (problem,) = problems_of('[server]\ntls_certificate = "a.pem"\n')
    assert "go together" in problem


def test_what_is_no_toml_is_said_with_its_line() -> None:
    (problem,) = problems_of("[server\n")
    assert "line 1" in problem


def test_relative_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "catserver.toml"
    file.write_text('[data]\ndirectory = "site"\n', encoding="utf-8")
    settings = load_settings({"CATSERVER_CONFIG": str(file)})
    assert settings.data_dir == tmp_path / "site"
    assert settings.store_url == f"sqlite:///{tmp_path / 'site' / 'catserver.sqlite3'}"


def test_the_environment_gives_paths_and_secrets(tmp_path: Path) -> None:
    url = "postgresql+psycopg://exam:secret@db/exam"
    settings = load_settings({"CATSERVER_DATA_DIR": str(tmp_path), "CATSERVER_STORE_URL": url})
    assert settings.data_dir == tmp_path
    assert settings.store_url == url


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="no such file"):
        load_settings({}, tmp_path / "missing.toml")


def test_the_description_leaves_passwords_out() -> None:
    settings = load_settings({"CATSERVER_STORE_URL": "postgresql://exam:se@cret@db/exam"})
    shown = dict(described(settings))
    assert shown["store.url"] == "postgresql://exam:***@db/exam"
    assert shown["server.port"] == "8000"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_origin_is_an_address_that_can_be_typed(host: str, origin: str) -> None:
    assert ServerSettings(host=host).origin == origin
