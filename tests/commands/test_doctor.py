import json
import os
from pathlib import Path
from typing import Any

import pytest

from geoft_gui import paths
from geoft_gui.cli import main
from geoft_gui.commands import doctor
from geoft_gui.engine import machine, processes


def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["doctor", "--json"]) == 0
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    loaded: dict[str, Any] = json.loads(printed.out)
    return loaded


def check(report: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in report["checks"] if one["name"] == name]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing heavy is loaded: every library answers at once."""

    class Outcome:
        returncode = 0
        stdout = "It works.\n"
        stderr = ""

    monkeypatch.setattr(processes, "run_child", lambda arguments, timeout: Outcome)


def test_it_says_what_this_machine_can_really_do(capsys: pytest.CaptureFixture[str]) -> None:
    said = report(capsys)
    assert said["machine"]["cores"] >= 1
    assert said["packages"]["torch"].startswith("2.13.0")
    for name in ("geometry", "window", "training engine"):
        assert check(said, name)["ok"], check(said, name)
    assert "torch 2.13.0" in check(said, "training engine")["message"]


def test_the_report_can_be_pasted_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    key = "sk-" + "proj-" + "Ab3_" * 12
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("GEOFT_HOME", str(paths.data_home() / "maria" / "geoft"))
    monkeypatch.setattr(Path, "home", lambda: Path(os.environ["GEOFT_HOME"]).parent)
    for arguments in (["doctor"], ["doctor", "--json"]):
        assert main(arguments) == 0
        printed = capsys.readouterr()
        assert key not in printed.out + printed.err
        assert "maria" not in printed.out + printed.err
        assert "OPENAI_API_KEY" in printed.out


def test_without_the_training_engine_it_says_so_and_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    monkeypatch.setattr(machine, "package_versions", lambda names: {"numpy": "2.4.6"})
    found = check(report(capsys), "training engine")
    assert not found["ok"]
    assert "torch" in found["message"]
    assert "geoft[engine]" in found["hint"]


def test_a_library_that_aborts_is_a_line_of_the_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_TRY_WINDOW", "import os; os.abort()")
    monkeypatch.setattr(doctor, "_TRY_ENGINE", "raise ImportError('libgomp.so.1: cannot open')")
    said = report(capsys)
    assert not check(said, "window")["ok"]
    assert "libgomp.so.1: cannot open" in check(said, "training engine")["message"]


def test_a_folder_that_cannot_be_written_is_a_line_of_the_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quick: None
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GEOFT_HOME", str(tmp_path / "file" / "below"))
    found = check(report(capsys), "own folder")
    assert not found["ok"]
    assert "GEOFT_HOME" in found["hint"]
