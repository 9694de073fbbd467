import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geoft_gui import cli, paths
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

KEY = "sk-" + "proj-" + "Ab3_" * 12

Work = Callable[[], int]


@pytest.fixture
def geoft(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], int]:
    """Runs ``geoft work``, a command that does what the test wants."""

    class Family:
        work: Work

        def add(self, commands: Commands) -> None:
            parser = commands.add_parser("work")
            parser.add_argument("--limit", type=int)
            Terminal.add_json_flag(parser)
            parser.set_defaults(run=self.run)

        def run(self, arguments: argparse.Namespace, terminal: Terminal) -> int:
            return self.work()

    family = Family()
    monkeypatch.setattr(cli, "_FAMILIES", (family,))

    def run(work: Work) -> int:
        family.work = work
        return cli.main(["work"])

    return run


def failing_with(error: BaseException) -> Work:
    def work() -> int:
        raise error

    return work


def test_a_failure_is_one_sentence_on_stderr(
    geoft: Callable[[Work], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert geoft(failing_with(UserError("There is no file ‘rows.csv’.", "Choose another."))) == 1
    assert capsys.readouterr() == ("", "There is no file ‘rows.csv’. Choose another.\n")


def test_a_fault_of_the_program_is_a_sentence_and_its_traceback_lies_in_the_log_without_keys(
    geoft: Callable[[Work], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert geoft(failing_with(ZeroDivisionError(f"while asking with {KEY}"))) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "geoft.log" in printed.err
    log = paths.log_file().read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "ZeroDivisionError: while asking with [hidden]" in log
    assert KEY not in log + printed.err


def test_a_fault_is_not_lost_when_the_log_cannot_be_written(
    geoft: Callable[[Work], int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GEOFT_HOME", str(tmp_path / "file"))
    assert geoft(failing_with(ZeroDivisionError(KEY))) == 1
    printed = capsys.readouterr().err
    assert "ZeroDivisionError: [hidden]" in printed
    assert KEY not in printed


def test_ctrl_c_is_said_and_has_its_own_status(
    geoft: Callable[[Work], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert geoft(failing_with(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.parametrize("arguments", [["nonsense"], ["work", "--lim", "3"], ["work", "--limit", "three"]])
def test_wrong_usage_is_a_sentence_and_status_2(
    geoft: Callable[[Work], int], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "--help" in printed.err


@pytest.mark.parametrize("arguments", [["--json", "work"], ["work", "--json"]])
def test_json_may_stand_before_or_behind_the_command(
    geoft: Callable[[Work], int], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def note(self: object, arguments: argparse.Namespace, terminal: Terminal) -> int:
        asked.append(terminal.json)
        return 0

    monkeypatch.setattr(type(cli._FAMILIES[0]), "run", note)
    assert cli.main(arguments) == 0
    assert asked == [True]


def test_without_a_command_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "doctor" in capsys.readouterr().out


def python(program: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_help_loads_nothing_heavy() -> None:
    helped = python("""
import sys
from geoft_gui.cli import main
main(["--help"])
heavy = {"torch", "transformers", "datasets", "trl", "PySide6", "pyqtgraph", "openai", "pandas", "tqdm"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
""")
    assert helped.stderr == "[]\n"
    assert "doctor" in helped.stdout


def test_output_survives_a_console_without_the_characters() -> None:
    spoken = python(
        """
from geoft_gui import cli
class Family:
    def add(self, commands):
        commands.add_parser("work").set_defaults(run=lambda arguments, terminal: self.run(terminal))
    def run(self, terminal):
        terminal.result({"a": "20×30", "b": chr(0xd800)}, "")
        return 0
cli._FAMILIES = (Family(),)
cli.main(["--json", "work"])
""",
        PYTHONIOENCODING="ascii",
    )
    assert spoken.stdout == '{"a": "20×30", "b": "\\ud800"}\n', spoken.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe to `head` is the business of POSIX shells")
def test_a_reader_that_has_had_enough_causes_no_noise() -> None:
    piped = python("""
import os, sys
reading, writing = os.pipe()
os.dup2(writing, 1)
os.close(reading)
from geoft_gui import cli
class Family:
    def add(self, commands):
        commands.add_parser("work").set_defaults(run=lambda arguments, terminal: terminal.result({}, "much"))
cli._FAMILIES = (Family(),)
sys.exit(cli.main(["work"]))
""")
    assert (piped.returncode, piped.stderr) == (1, "")
