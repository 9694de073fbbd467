"""The trainer in processes of its own: killed at bad moments, and going on as if nothing had happened."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from geoft_gui.runs.events import Checkpoint, Evaluation, Event, Sample, ScoreEvent, Status, Step, Unknown
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer.checkpoints import verified
from tests.small_models import save_small_model
from tests.trainer.small_runs import command, environment, files_of, small_run, trained

SECONDS = 240.0
"""For whatever is waited for: the machine may be busy."""


class Killed(NamedTuple):
    """A run that was killed twice and resumed twice, and one that was left alone."""

    killed: RunFolder
    undisturbed: RunFolder
    unfinished: list[str]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killed]:
    root = tmp_path_factory.mktemp("runs")
    base = save_small_model(root / "base", "qwen3")
    undisturbed, killed = small_run(root / "undisturbed", base), small_run(root / "killed", base)
    for folder in (undisturbed, killed):
        # What is fastest is measured, and may differ between the two; how to compute is part of a run.
        choice = {"threads": 1, "precision": "float32", "why": "", "seconds": {}}
        (folder.path / "speed.json").write_text(json.dumps(choice), encoding="utf-8")
    with started(undisturbed) as alone:
        with started(killed) as process:
            wait_until(lambda: steps_of(killed) >= 13, process)
            process.kill()
        with killed.events_path.open("ab") as events:
            events.write(b'{"seq":99,"time":"2026-')
        with started(killed, "--resume") as process:
            wait_until((killed.checkpoints_dir / ".unfinished" / "checkpoint-20").exists, process)
            process.kill()
        unfinished = [path.name for path in (killed.checkpoints_dir / ".unfinished").iterdir()]
        result = trained(killed, "--resume")
        assert result.returncode == 0, result.stderr
        assert alone.wait(SECONDS) == 0
    yield Killed(killed, undisturbed, unfinished)


def started(folder: RunFolder, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(folder, "--stage", "train", *options),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while not happened():
        assert process.poll() is None, "the trainer ended too early"
        assert time.monotonic() < until, "waited for too long"
        time.sleep(0.001)


def steps_of(folder: RunFolder) -> int:
    return max((event.step for event in folder.events() if isinstance(event, Step)), default=0)


def told(folder: RunFolder, *kinds: type[Event]) -> list[dict[str, object]]:
    changing = {"seq", "time", "tokens_per_second"}
    return [event.model_dump(exclude=changing) for event in folder.events() if isinstance(event, kinds)]


def test_a_run_killed_twice_ends_with_the_same_model_byte_for_byte(runs: Killed) -> None:
    assert runs.unfinished == ["checkpoint-20"], "it was not killed while it saved"
    assert files_of(runs.killed.model_dir) == files_of(runs.undisturbed.model_dir)
    assert "model.safetensors" in files_of(runs.killed.model_dir)


@pytest.mark.parametrize("kind", [Step, Evaluation, ScoreEvent, Sample, Checkpoint])
def test_it_told_the_same_story_once(runs: Killed, kind: type[Event]) -> None:
    assert told(runs.killed, kind) == told(runs.undisturbed, kind)


def test_a_torn_event_is_cut_and_the_numbers_go_on(runs: Killed) -> None:
    events = list(runs.killed.events())
    assert not [event for event in events if isinstance(event, Unknown)]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


def test_nothing_is_left_lying_about(runs: Killed) -> None:
    names = {path.name for path in runs.killed.path.iterdir()}
    assert names == {path.name for path in runs.undisturbed.path.iterdir()}
    assert not [name for name in names if name.startswith(".")]
    for folder in (runs.killed, runs.undisturbed):
        kept = {path.name for path in folder.checkpoints_dir.iterdir()}
        assert {"step-000020", "step-000030"} <= kept
        assert all(verified(folder.checkpoints_dir / name) for name in kept)


def test_the_curve_is_drawn(runs: Killed) -> None:
    assert runs.undisturbed.picture.read_bytes().startswith(b"\x89PNG")


def test_it_ends_well(runs: Killed) -> None:
    told_statuses = [event.status for event in runs.killed.events() if isinstance(event, Status)]
    assert told_statuses == ["preparing", "running"] * 3 + ["succeeded"]


def test_the_check_prints_one_object_and_changes_nothing(runs: Killed, tmp_path: Path) -> None:
    folder = small_run(tmp_path, runs.undisturbed.spec.model)
    before = files_of(folder.path)
    result = subprocess.run(
        command(folder, "--stage", "check"),
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    report = json.loads(result.stdout)
    assert report["problems"] == []
    assert report["tokens"] > report["longest"] > 0
    assert files_of(folder.path) == before


@pytest.mark.parametrize("arguments", [["--stage", "train"], ["nowhere", "--stage", "check"]])
def test_wrong_use_is_said_in_a_sentence(arguments: list[str], tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-m", "geoft_gui.trainer", *arguments],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode in {1, 2}
    assert "Traceback" not in result.stderr
    assert result.stderr
