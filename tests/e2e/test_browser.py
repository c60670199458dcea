"""The browser is the machine's own: found, installed where that may be done, or asked for."""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e import browser

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/asked
[ "$1 $2" != "-qq -o" ] || case "$*" in *install*) /bin/cp "$0" {folder}/chromium;; esac
"""
SUDO_THAT_MAY = '#!/bin/sh\nshift\n[ "$1" = true ] || exec "$@"\n'
SUDO_THAT_MAY_NOT = "#!/bin/sh\nexit 1\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="apt-get is Debian's")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser, whose only programs are the ones in this folder."""
    monkeypatch.setattr(browser, "USUAL_PATHS", ())
    monkeypatch.delenv(browser.NAMED_BY, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def a_program(folder: Path, name: str, source: str) -> None:
    program = folder / name
    program.write_text(source.replace("{folder}", str(folder)))
    program.chmod(0o755)


def test_chromium_is_installed_after_an_update_where_the_user_may(bare: Path) -> None:
    a_program(bare, "apt-get", APT_GET)
    a_program(bare, "sudo", SUDO_THAT_MAY)
    said = browser.install()
    assert str(bare / "chromium") in said
    update, install = (bare / "asked").read_text().splitlines()
    assert update.endswith("update")
    assert "install" in install
    assert "chromium" in install.split()


@pytest.mark.parametrize("sudo", [SUDO_THAT_MAY_NOT, None])
def test_who_may_not_install_is_told_what_to_install(bare: Path, sudo: str | None) -> None:
    a_program(bare, "apt-get", APT_GET)
    if sudo:
        a_program(bare, "sudo", sudo)
    said = browser.install()
    assert said.startswith("NOT RUN")
    assert "apt-get install chromium" in said
    assert "\n" not in said
    assert not (bare / "asked").exists()


def test_a_machine_without_apt_is_told_what_to_install(bare: Path) -> None:
    a_program(bare, "sudo", SUDO_THAT_MAY)
    assert browser.install().startswith("NOT RUN")


def test_a_named_browser_is_taken_and_a_wrong_name_is_said(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_program(bare, "my-browser", "#!/bin/sh\n")
    monkeypatch.setenv(browser.NAMED_BY, str(bare / "my-browser"))
    assert browser.find_chromium() == str(bare / "my-browser")
    monkeypatch.setenv(browser.NAMED_BY, str(bare / "absent"))
    assert str(bare / "absent") in str(browser.why_not())
    assert str(bare / "absent") in browser.install()
