import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from geoft_gui.backends.estimates import ENOUGH_STEPS, START_SECONDS
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.rehearsal import record
from geoft_gui.backends.row_check import token_counts
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine import machine
from geoft_gui.engine.machine import Gpu, Machine
from geoft_gui.runs.events import Event, ScoreEvent, Status, Step, to_line
from geoft_gui.runs.folder import RunFolder
from tests.backends.fake_runs import REHEARSAL
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


def learnt(supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> RunFolder:
    """A run that went 500 tokens a second, in so many steps, and took 4 seconds for each of its 8 prompts."""
    monkeypatch.setattr(machine, "describe", lambda: MACHINE)
    folder = drafted(supervisor, tmp_path)
    begun = datetime(2026, 11, 22, tzinfo=UTC)
    events: list[Event] = [Status(status="preparing")]
    for number in range(1, steps + 1):
        speed = 500.0 if number > 2 else 1.0
        step = Step(
            step=number, total_steps=steps, epoch=1, loss=1, learning_rate=1e-3, tokens_per_second=speed
        )
        events.append(step)
    rates = ("parses", "matches_schema", "builds", "correct", "mean_iou", "cad_score")
    events.append(ScoreEvent(step=steps, n=8, **dict.fromkeys(rates, 0.5)))
    seconds = [0, *range(7, 7 + steps), 7 + steps - 1 + 32]
    lines = [
        to_line(event.model_copy(update={"seq": place, "time": begun + timedelta(seconds=after)}))
        for place, (event, after) in enumerate(zip(events, seconds, strict=True), start=1)
    ]
    folder.events_path.write_text("".join(lines), encoding="utf-8")
    return folder


def test_an_estimate_is_a_guess_until_a_run_with_enough_steps_was_measured(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("succeed")
    backend = LocalBackend(lambda: MACHINE)
    learnt(supervisor, tmp_path, monkeypatch, steps=ENOUGH_STEPS - 1)
    folder = drafted(supervisor, tmp_path)
    guess = backend.estimate(folder)
    assert "a guess" in guess.text
    assert "no cost, nothing leaves this computer" in guess.text
    learnt(supervisor, tmp_path, monkeypatch, steps=ENOUGH_STEPS)
    measured = backend.estimate(folder)
    assert "a guess" not in measured.text
    settings, (tokens, _) = folder.spec.settings, token_counts(folder)
    # Its start, its speed in the middle, and its time for each prompt.
    judged = settings.evaluations * settings.score_prompts * 4
    assert measured.seconds == pytest.approx(7 + tokens * settings.epochs / 500 + judged)


def test_what_was_rehearsed_is_the_truth(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("succeed")
    backend = LocalBackend(lambda: MACHINE)
    learnt(supervisor, tmp_path, monkeypatch, steps=ENOUGH_STEPS)
    folder = drafted(supervisor, tmp_path)
    record(replace(REHEARSAL, tokens_per_second=10.0), folder)
    estimate = backend.estimate(folder)
    assert "measured on this computer a moment ago" in estimate.text
    assert estimate.memory_bytes == REHEARSAL.peak_memory_bytes
    settings, (tokens, _) = folder.spec.settings, token_counts(folder)
    each = REHEARSAL.judging_seconds + REHEARSAL.saving_seconds
    expected = START_SECONDS + tokens * settings.epochs / 10 + settings.evaluations * each
    assert estimate.seconds == pytest.approx(expected)


def test_a_card_that_torch_cannot_use_is_told_and_not_counted_on(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    version = tmp_path / "version.py"
    monkeypatch.setattr("geoft_gui.engine.cuda.torch_version_file", lambda: version)
    card = Gpu("NVIDIA RTX 3060", 12 * 2**30, "470.82.01", "8.6")
    backend = LocalBackend(lambda: replace(MACHINE, gpus=(card,)))
    version.write_text("cuda: Optional[str] = None\n", encoding="utf-8")
    assert "The NVIDIA RTX 3060 lies idle: the installed torch was built without CUDA" in messages(
        backend, folder
    )
    on_processor = backend.estimate(folder).seconds
    version.write_text("cuda: Optional[str] = '13.0'\n", encoding="utf-8")
    assert "its driver 470.82.01 is too old" in messages(backend, folder)
    assert backend.estimate(folder).seconds == on_processor
    version.write_text("cuda: Optional[str] = '11.8'\n", encoding="utf-8")
    assert "idle" not in messages(backend, folder)
    assert backend.estimate(folder).seconds != on_processor


def test_a_computer_on_its_battery_is_told(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = drafted(supervise("succeed"), tmp_path)
    battery = SimpleNamespace(percent=62.4, power_plugged=False)
    monkeypatch.setattr("psutil.sensors_battery", lambda: battery, raising=False)
    assert "warning: This computer runs on its battery (62 % full)" in messages(
        LocalBackend(lambda: MACHINE), folder
    )


def test_a_licence_that_is_not_for_everybody_is_told(supervise: Supervise, tmp_path: Path) -> None:
    supervisor = supervise("succeed")
    backend = LocalBackend(lambda: MACHINE)
    gated = messages(backend, drafted(supervisor, tmp_path, model="google/gemma-3-270m-it"))
    assert "warning: Gemma 3 270M is only for people who accepted its terms" in gated
    limited = messages(backend, drafted(supervisor, tmp_path, model="LiquidAI/LFM2-350M"))
    assert "is not for every use" in limited
    assert "licence" not in messages(backend, drafted(supervisor, tmp_path, model="Qwen/Qwen3-0.6B"))


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


SHOW_KEY = """
import json, os, sys
seen = [sys.stdin.readline() if "--keys-on-stdin" in sys.argv else "nothing", os.environ.get("HF_TOKEN")]
problem = {"severity": "warning", "message": json.dumps(seen)}
print(json.dumps({"problems": [problem], "tokens": 1, "longest": 1}))
"""


def test_only_a_model_that_has_yet_to_come_gets_the_hub_key_and_no_environment_has_it(
    supervise: Supervise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_user")
    supervisor = supervise("succeed")
    monkeypatch.setattr("geoft_gui.backends.row_check.TRAINER", ("-c", SHOW_KEY))
    backend = LocalBackend(lambda: MACHINE, hub_key=lambda: "hf_secret")
    assert 'warning: ["nothing", null]' in messages(backend, drafted(supervisor, tmp_path))
    hub = drafted(supervisor, tmp_path, model="owner/name")
    assert messages(backend, hub) == r'warning: ["{\"HF_TOKEN\": \"hf_secret\"}\n", null]'
    assert "hf_secret" not in json.dumps([path.read_text("utf-8") for path in hub.path.rglob("*.json*")])
    assert 'warning: ["nothing", null]' in messages(LocalBackend(lambda: MACHINE), hub)
    # Once it is here, nobody needs to be shown who asks.
    monkeypatch.setattr("geoft_gui.backends.hub_keys.folder_of", lambda model, commit: tmp_path)
    assert 'warning: ["nothing", null]' in messages(backend, hub)
