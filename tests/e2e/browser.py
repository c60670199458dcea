"""The Chromium that the browser tests drive: the machine's own, never a downloaded one.

Run as `python tests/e2e/browser.py --install` it installs Debian's, where it is missing, apt-get is
there and the user may; otherwise it says in one sentence what to install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMED_BY = "CATSERVER_CHROMIUM"
USUAL_PATHS = ("/usr/bin/chromium", "/usr/bin/google-chrome")
USUAL_NAMES = (
    *("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"),
    *("microsoft-edge", "msedge"),
)
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PACKAGE = "chromium"
FONT_PACKAGE = "fonts-noto-core"
INSTALL_WITHIN_S = 900


def find_chromium() -> str | None:
    """The browser's file: the one CATSERVER_CHROMIUM names, else the first of the usual ones."""
    named = os.environ.get(NAMED_BY)
    if named:
        return shutil.which(named)
    found = [path for path in USUAL_PATHS if os.access(path, os.X_OK)]
    return next(iter([*found, *filter(None, map(shutil.which, USUAL_NAMES))]), None)


def why_not() -> str | None:
    """Why browser tests cannot run here, in one sentence; None where they can."""
    if find_chromium() is not None:
        return None
    named = os.environ.get(NAMED_BY)
    if named:
        return f"NOT RUN: {NAMED_BY} names {named}, which is no program that can be started"
    return (
        "NOT RUN: the browser tests need Chromium; install it (Debian: apt-get install"
        f" {PACKAGE}) or name one in {NAMED_BY}"
    )


def install() -> str:
    """Make Chromium be there if that can be done from here; one sentence on how it went."""
    if find_chromium() is None and not os.environ.get(NAMED_BY):
        as_root = _as_root()
        if shutil.which("apt-get") is not None and as_root is not None:
            _install(as_root, [PACKAGE] if _has_font() else [PACKAGE, FONT_PACKAGE])
    return why_not() or f"Chromium for the browser tests: {find_chromium()}"


def _has_font() -> bool:
    """Chromium draws letters with the system's fonts; a bare container has none."""
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders if folder.is_dir())


def _as_root() -> list[str] | None:
    """What to put before a command that needs root; None where the user may not."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    may = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if may.returncode == 0 else None


def _install(as_root: Sequence[str], packages: Sequence[str]) -> None:
    """Quietly; what went wrong shows in Chromium still being absent."""
    environment = ["/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*as_root, *environment, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for arguments in (["update"], ["install", "--no-install-recommends", "-y", *packages]):
        try:
            subprocess.run(
                [*apt, *arguments], capture_output=True, check=False, timeout=INSTALL_WITHIN_S
            )
        except subprocess.TimeoutExpired:
            return


def main(arguments: Sequence[str]) -> int:
    said = install() if "--install" in arguments else why_not() or find_chromium()
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
