import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.backends.base import Problem
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.cli import main
from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.folder import RunFolder
from tests.backends.fake_runs import REHEARSAL
from tests.backends.small_rows import CUBE, write_small_rows
from tests.commands.fake_terminal import start_geoft, wait_for_last_step
from tests.runs.sample_runs import sample_run

Supervise = Callable[[str], Supervisor]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal to send")


class Terminal:
    """Runs `geoft` with its runs in a folder of the test, and reads what it prints."""

    def __init__(self, root: Path, starter: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.data = data
        self._starter = starter
        self._capsys = capsys
        self.said = ""

    def run(self, *arguments: str) -> int:
        status = main([*arguments, "--runs", str(self.root)])
        captured = self._capsys.readouterr()
        self.printed, self.said = captured.out, captured.err
        return status

    def json(self, *arguments: str) -> dict[str, Any]:
        assert self.run(*arguments, "--json") == 0, self.said
        answer: dict[str, Any] = json.loads(self.printed)
        return answer

    def train(self, *arguments: str) -> list[str]:
        return ["train", "--data", str(self.data), *arguments]

    def start(self, *arguments: str) -> "AbstractContextManager[subprocess.Popen[str]]":
        return start_geoft(self._starter, *arguments, "--runs", str(self.root))

    def only_run(self) -> RunFolder:
        (path,) = self.root.glob("*/run.json")
        return RunFolder(path.parent)


@pytest.fixture
def terminal(
    tmp_path: Path, supervise: Supervise, starter: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    root = supervise("succeed").root
    yield Terminal(root, starter, write_small_rows(tmp_path / "rows.jsonl"), capsys)
    for path in root.glob("*/process.json"):
        process = RunFolder(path.parent).process
        assert process is not None
        processes.end_tree(ProcessIdentity.from_dict(process), grace_seconds=0)


def test_training_is_told_and_its_result_printed(terminal: Terminal) -> None:
    assert terminal.run(*terminal.train()) == 0
    assert "Loading the model …" in terminal.said
    assert "Note: 3 rows are long. Look at them." in terminal.said
    assert "Step 4: A first result: the model gets 8 of 10 parts right." in terminal.said
    assert "Asked for “Create a 20mm cube”, it makes the right part." in terminal.said
    assert "succeeded" in terminal.printed


def test_training_prints_one_json_object(terminal: Terminal) -> None:
    answer = terminal.json(*terminal.train("--set", "epochs=2", "batch_size=4", "--seed", "7"))
    assert set(answer) == {"run", "status", "scores", "best_step"}
    assert (answer["status"], answer["best_step"], answer["scores"]["correct"]) == ("succeeded", 4, 0.75)
    spec = RunFolder(Path(answer["run"])).spec
    assert (spec.settings.epochs, spec.settings.batch_size, spec.seed) == (2, 4, 7)


def test_a_failed_training_is_one_sentence_and_status_1(terminal: Terminal, supervise: Supervise) -> None:
    supervise("fail")
    assert terminal.run(*terminal.train()) == 1
    assert terminal.said.splitlines()[-1] == "The disk is full. Free some space."
    assert "Traceback" not in terminal.said


def test_an_interrupted_training_says_how_to_go_on(terminal: Terminal, supervise: Supervise) -> None:
    supervise("vanish")
    assert terminal.run(*terminal.train()) == 1
    run = str(terminal.only_run().path)
    assert f"geoft runs resume {run}" in terminal.said
    supervise("succeed")
    assert terminal.run("runs", "resume", run) == 0
    assert "Going on after step 2 of 4." in terminal.said


def test_a_dry_run_starts_nothing_and_leaves_nothing(terminal: Terminal) -> None:
    answer = terminal.json(*terminal.train("--dry-run"))
    assert answer["rows"] + answer["validation_rows"] == 60
    assert answer["settings"]["method"] == "all_weights"
    assert "nothing leaves this computer" in answer["estimate"]
    assert [problem["severity"] for problem in answer["problems"]] == ["warning"]
    assert answer["learned"] == [{"row": 1, "pieces": [["Create a 20mm cube", False], [CUBE, True]]}]
    assert not list(terminal.root.glob("*/run.json"))
    assert terminal.run(*terminal.train("--dry-run")) == 0
    assert f"row 1: Create a 20mm cube⟦{CUBE}⟧" in terminal.printed


def test_a_rehearsal_prints_what_it_measured_and_starts_nothing(
    terminal: Terminal, supervise: Supervise
) -> None:
    assert terminal.json(*terminal.train("--rehearse"))["rehearsal"] == asdict(REHEARSAL)
    assert terminal.run(*terminal.train("--rehearse")) == 0
    assert "0.50 seconds a step, 2,000 tokens a second." in terminal.printed
    supervise("fail")
    assert terminal.run(*terminal.train("--rehearse")) == 1
    assert "not enough memory" in terminal.said
    assert "With: --set batch_size=4" in terminal.said
    assert not list(terminal.root.glob("*/run.json"))


def test_what_would_mend_a_refused_run_is_told_as_it_is_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("error", "It does not fit.", "Take fewer rows at a time.", change={"batch_size": 4})
    monkeypatch.setattr(LocalBackend, "check", lambda *given, **named: [problem])
    for arguments in ([], ["--dry-run"], ["--queue"]):
        assert terminal.run(*terminal.train(*arguments)) == 1
        assert "Take fewer rows at a time. With: --set batch_size=4" in terminal.said
    monkeypatch.setattr(LocalBackend, "check", lambda *given, **named: [replace(problem, severity="warning")])
    assert terminal.run(*terminal.train()) == 0
    assert "Note: It does not fit. Take fewer rows at a time. With: --set batch_size=4" in terminal.said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "epoch=3"], "no setting called 'epoch'"),
        (["--preset", "fast"], "no preset 'fast'"),
        (["--model", "nothing"], "no model 'nothing'"),
        (["--backend", "moon"], "no place to train called 'moon'"),
    ],
)
def test_what_is_wrong_is_told_before_anything_starts(
    terminal: Terminal, arguments: list[str], said: str
) -> None:
    assert terminal.run(*terminal.train(*arguments)) == 1
    assert said in terminal.said
    assert not list(terminal.root.glob("*/run.json"))


def test_runs_are_listed_and_a_damaged_one_is_not_left_out(terminal: Terminal) -> None:
    assert terminal.run("runs", "list") == 0
    assert "geoft demo" in terminal.printed
    run = Path(terminal.json(*terminal.train())["run"])
    damaged = sample_run(terminal.root, id="damaged")
    damaged.run_json.write_text("{", encoding="utf-8")
    listed = {entry["id"]: entry for entry in terminal.json("runs", "list")["runs"]}
    assert listed[run.name]["status"] == "succeeded"
    assert listed[run.name]["words"] == "succeeded, 8 of 10 parts right"
    assert listed["damaged"]["status"] == "damaged"


def test_a_run_is_shown_by_id_and_by_folder(terminal: Terminal) -> None:
    run = Path(terminal.json(*terminal.train())["run"])
    shown = terminal.json("runs", "show", run.name)
    assert shown == terminal.json("runs", "show", str(run))
    assert (shown["status"], shown["step"], shown["total_steps"]) == ("succeeded", 4, 4)
    assert shown["samples"][0]["prompt"] == "Create a 20mm cube"
    assert terminal.run("runs", "show", run.name) == 0
    assert "8 of 10 parts right" in terminal.printed


def test_a_run_is_watched_from_where_it_is_to_its_end(terminal: Terminal, supervise: Supervise) -> None:
    supervisor = supervise("vanish")
    assert terminal.run(*terminal.train()) == 1
    folder = terminal.only_run()
    supervise("succeed")
    supervisor.resume(folder)
    assert terminal.run("runs", "show", folder.path.name, "--follow") == 0
    assert "succeeded, 8 of 10 parts right" in terminal.printed
    assert "step 1 of" not in terminal.said


def test_a_run_is_deleted_with_everything_in_it(terminal: Terminal) -> None:
    run = Path(terminal.json(*terminal.train())["run"])
    assert terminal.json("runs", "delete", run.name) == {"run": str(run), "deleted": True}
    assert not run.exists()
    assert terminal.run("runs", "show", run.name) == 1


@posix_only
def test_ctrl_c_stops_and_keeps_what_was_learnt(terminal: Terminal, supervise: Supervise) -> None:
    supervise("wait")
    with terminal.start(*terminal.train("--json")) as geoft:
        folder = wait_for_last_step(terminal.root)
        geoft.send_signal(signal.SIGINT)
        printed, said = geoft.communicate(timeout=60)
    assert geoft.returncode == 0, said
    assert json.loads(printed)["status"] == "stopped"
    assert "keeping what was learnt" in said
    assert folder.model_dir.is_dir()


@posix_only
def test_a_second_ctrl_c_leaves_the_run_to_itself(terminal: Terminal, supervise: Supervise) -> None:
    supervise("ignore")
    with terminal.start(*terminal.train()) as geoft:
        folder = wait_for_last_step(terminal.root)
        assert geoft.stderr is not None
        geoft.send_signal(signal.SIGINT)
        while "Ctrl-C again" not in geoft.stderr.readline():
            pass
        geoft.send_signal(signal.SIGINT)
        _, said = geoft.communicate(timeout=60)
    assert geoft.returncode == 130
    assert f"geoft runs show {folder.path}" in said
    assert terminal.json("runs", "show", folder.path.name)["status"] == "running"


@posix_only
def test_a_run_survives_the_terminal_that_started_it(terminal: Terminal, supervise: Supervise) -> None:
    supervise("wait")
    with terminal.start(*terminal.train()) as geoft:
        folder = wait_for_last_step(terminal.root)
        geoft.kill()
    assert terminal.json("runs", "show", folder.path.name)["status"] == "running"
    assert terminal.run("runs", "delete", folder.path.name) == 1
    assert "Stop it first" in terminal.said
    assert terminal.json("runs", "stop", folder.path.name)["status"] == "stopped"
    assert folder.model_dir.is_dir()
    assert terminal.run("runs", "stop", folder.path.name) == 1
    assert "There is nothing to stop." in terminal.said and "Stopping" not in terminal.said
