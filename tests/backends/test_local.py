import json
from collections.abc import Callable
from pathlib import Path

import pytest

from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import machine
from geoft_gui.engine.machine import Machine
from geoft_gui.runs.folder import RunFolder
from tests.backends.faked import MACHINE
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_spec

Supervise = Callable[[str], Supervisor]


def drafted(supervisor: Supervisor, tmp_path: Path, **changes: object) -> RunFolder:
    data = write_small_rows(tmp_path / "rows.jsonl")
    return supervisor.draft(sample_spec(data=data, **changes), prepare(data, None, 0))


def messages(backend: LocalBackend, folder: RunFolder) -> str:
    return " ".join(f"{problem.severity}: {problem.message}" for problem in backend.check(folder))


def test_the_trainer_is_asked_what_only_it_knows(supervise: Supervise, tmp_path: Path) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    assert messages(LocalBackend(lambda: MACHINE), folder) == "warning: 3 rows are long."


def test_a_trainer_that_cannot_check_is_a_problem_with_its_last_words(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    monkeypatch.setattr("geoft_gui.backends.row_check.TRAINER", ("-c", "raise SystemExit('no tokenizer')"))
    assert (
        messages(LocalBackend(lambda: MACHINE), folder)
        == "error: The rows could not be checked: no tokenizer"
    )


def test_a_missing_package_is_named(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    monkeypatch.setattr(
        machine, "package_versions", lambda names: {name: "1" for name in names if name != "trl"}
    )
    assert "error: What trains and answers is not installed here: trl missing." in messages(
        LocalBackend(), folder
    )


def test_a_missing_model_is_named(supervise: Supervise, tmp_path: Path) -> None:
    folder = drafted(supervise("succeed"), tmp_path, model=str(tmp_path / "gone"))
    assert "error: There is no model in" in messages(LocalBackend(lambda: MACHINE), folder)


def test_too_little_disk_is_told_in_gigabytes(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    monkeypatch.setattr(machine, "free_disk", lambda path: 100_000_000)
    assert "error: There are 0.1 GB free" in messages(LocalBackend(lambda: MACHINE), folder)


def test_too_little_memory_is_a_warning(supervise: Supervise, tmp_path: Path) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    tight = Machine("Linux", "a processor", 2, 2**29, 2**28, (), "3.11")
    assert "warning: This run needs about" in messages(LocalBackend(lambda: tight), folder)


def test_an_estimate_says_that_it_is_a_guess_until_a_run_was_measured(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "describe", lambda: MACHINE)
    supervisor = supervise("succeed")
    backend = LocalBackend(lambda: MACHINE)
    first = drafted(supervisor, tmp_path)
    backend.check(first)
    guess = backend.estimate(first)
    assert "a guess" in guess.text
    assert "no cost, nothing leaves this computer" in guess.text
    assert guess.seconds is not None
    supervisor.launch(first)
    for _ in first.follow(lambda: False):
        pass
    measured = backend.estimate(drafted(supervisor, tmp_path))
    assert "a guess" not in measured.text
    assert measured.seconds is not None
    assert measured.seconds > guess.seconds


def test_memory_grows_with_the_batch(supervise: Supervise, tmp_path: Path) -> None:
    supervisor = supervise("succeed")
    settings = sample_spec().settings
    memory = []
    for batch in (1, 64):
        changed = settings.model_copy(update={"batch_size": batch, "method": "all_weights"})
        estimate = LocalBackend(lambda: MACHINE).estimate(drafted(supervisor, tmp_path, settings=changed))
        assert estimate.memory_bytes is not None
        memory.append(estimate.memory_bytes)
    assert memory[0] < memory[1]


def test_a_model_on_the_hub_has_no_estimate_yet(supervise: Supervise, tmp_path: Path) -> None:
    estimate = LocalBackend(lambda: MACHINE).estimate(
        drafted(supervise("succeed"), tmp_path, model="owner/name")
    )
    assert estimate.seconds is None
    assert "no cost" in estimate.text


def test_only_a_hub_model_gets_the_hub_token(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    show = "import json, os; print(json.dumps({'problems': [{'severity': 'warning', 'message':"
    show += " str(os.environ.get('HF_TOKEN'))}], 'tokens': 1, 'longest': 1}))"
    monkeypatch.setattr("geoft_gui.backends.row_check.TRAINER", ("-c", show))
    supervisor = supervise("succeed")
    monkeypatch.setattr("geoft_gui.backends.row_check.TRAINER", ("-c", show))
    assert "None" in messages(LocalBackend(lambda: MACHINE), drafted(supervisor, tmp_path))
    hub = drafted(supervisor, tmp_path, model="owner/name")
    assert "hf_secret" in messages(LocalBackend(lambda: MACHINE), hub)
    assert "hf_secret" not in json.dumps([path.read_text("utf-8") for path in hub.path.rglob("*.json*")])
