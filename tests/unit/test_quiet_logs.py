"""A fault in the log has its place and its kind, and nothing of whom it was about."""

import logging
import subprocess
import sys

from catserver.quiet_logs import FORMAT, QuietFormatter

NUMBER = "24110100007"


def told(error: Exception) -> str:
    fault = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "pin failed", None, fault)
    return QuietFormatter(FORMAT).format(record)


def looked_up(number: str) -> Exception:
    nobody: dict[str, str] = {}
    try:
        try:
            found = nobody[number]
        except KeyError as error:
            raise ValueError(f"nobody has {number}") from error
    except ValueError as error:
        return error
    raise AssertionError(found)


def test_the_kind_and_the_place_are_told_and_no_value_is() -> None:
    line = told(looked_up(NUMBER))
    assert NUMBER not in line
    assert "pin failed" in line
    assert line.index("KeyError") < line.index("which led to") < line.index("ValueError")
    assert "in looked_up" in line


def test_of_several_faults_each_is_told_and_of_the_system_its_number() -> None:
    full = OSError(28, "No space left", f"/photos/{NUMBER}.jpg")
    line = told(ExceptionGroup(f"about {NUMBER}", [full, looked_up(NUMBER)]))
    assert NUMBER not in line
    assert "OSError (errno 28)" in line
    assert "ValueError" in line


def test_a_process_that_logs_quietly_tells_no_value_either() -> None:
    program = (
        "import logging\n"
        "from catserver.quiet_logs import log_quietly\n"
        "log_quietly()\n"
        "try:\n"
        f"    {{}}[{NUMBER!r}[::-1]]\n"
        "except KeyError:\n"
        "    logging.getLogger('uvicorn.error').exception('it failed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert "it failed" in done.stderr
    assert "KeyError" in done.stderr
    assert NUMBER[::-1] not in done.stderr
