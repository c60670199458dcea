"""The files of this checkout, as the tests about the project itself look at them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
LEFT_OUT = {".git", ".venv", "var", "dist", "build", "node_modules", "__pycache__"}
PACKAGES = ("catserver", "question_bank", "proctoring", "scoreboard")


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project; outside of git, every file that is not made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return tuple(sorted(each for each in ROOT.rglob("*") if _belongs(each)))
    named = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(each for each in named if each.is_file()))


def _belongs(path: Path) -> bool:
    inside = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") and part.endswith("_cache") for part in inside)
    return path.is_file() and not hidden and not LEFT_OUT.intersection(inside)


def of_kind(*suffixes: str, under: Path = ROOT) -> tuple[Path, ...]:
    return tuple(each for each in files() if each.suffix in suffixes and each.is_relative_to(under))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(text_of(module))


def python_modules() -> tuple[Path, ...]:
    """Of the packages that are installed; tests have a rule of their own."""
    return tuple(path for package in PACKAGES for path in of_kind(".py", under=ROOT / package))
