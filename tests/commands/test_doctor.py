import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoft_gui import paths
from geoft_gui.cli import main
from geoft_gui.commands import doctor
from geoft_gui.engine import machine, processes
from geoft_gui.keys import Keys
from tests.key_stores import ForgetfulStore, MemoryStore, system_store


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


@pytest.fixture(autouse=True)
def store() -> Iterator[None]:
    """A system's store of keys; the developer's own is out of reach."""
    with system_store(MemoryStore()):
        yield


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


def test_it_says_where_keys_are_and_nothing_of_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    key = "test-key-9876543210"
    Keys().set("nebius", key)
    monkeypatch.setenv("OPENAI_API_KEY", key)
    said = report(capsys)
    assert check(said, "store of keys")["ok"]
    assert said["keys"]["openai"] == "in the environment variable OPENAI_API_KEY"
    assert said["keys"]["nebius"] == "in the system's store"
    assert said["keys"]["crusoe"] == said["keys"]["hugging_face"] == "none"
    assert main(["doctor"]) == 0
    printed = capsys.readouterr().out
    assert "nebius: in the system's store" in printed
    assert key[-4:] not in printed + json.dumps(said)


def test_a_store_that_keeps_nothing_and_a_damaged_list_of_providers_are_lines_of_the_report(
    capsys: pytest.CaptureFixture[str], quick: None
) -> None:
    paths.data_home().mkdir(parents=True, exist_ok=True)
    (paths.data_home() / "providers.toml").write_text("[openai", encoding="utf-8")
    with system_store(ForgetfulStore()):
        said = report(capsys)
    assert not check(said, "store of keys")["ok"]
    assert "environment variables" in check(said, "store of keys")["hint"]
    assert "damaged, line 1" in said["keys"]["providers"]
