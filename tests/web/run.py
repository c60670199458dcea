"""Runs the pages' model tests under Node; says so, plainly, where Node is not there."""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = 20
HERE = Path(__file__).parent


def main() -> int:
    node = shutil.which("node")
    if node is None:
        print("NOT RUN: the tests of static/models need Node 20 or later, and there is no `node`.")
        return 0
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.lstrip("v").split(".")[0]) < OLDEST:
        print(f"NOT RUN: the tests of static/models need Node {OLDEST}; here is {version.stdout}")
        return 0
    tests = sorted(str(path) for path in HERE.glob("*.test.*js"))
    return subprocess.run([node, "--test", "--test-reporter=dot", *tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
