"""Whole runs on a small model: made as the supervisor makes them, trained in the trainer's own process."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from geoft_gui.data.rows import Message, Row, write_rows
from geoft_gui.engine.processes import child_environment
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import TrainingSettings
from tests.runs.sample_runs import sample_run

VERBS = ("Create", "Make", "Draw")


def cube_row(number: int, side: int) -> Row:
    """A prompt for a cube with the document that answers it."""
    document = f'{{"type":"cube","dimensions":{{"length":{side},"width":{side},"height":{side}}}}}'
    prompt = f"{VERBS[number % len(VERBS)]} a {side}mm cube"
    difficulty = "easy" if side < 50 else "hard"
    return Row(number, (Message("user", prompt), Message("assistant", document)), difficulty=difficulty)


TRAIN = [cube_row(number, side) for number, side in enumerate(range(10, 90), start=1)]
HELD_OUT = [cube_row(number, side) for number, side in enumerate(range(90, 100), start=1)]

SETTINGS = TrainingSettings(
    epochs=3,
    learning_rate=5e-3,
    batch_size=8,
    method="all_weights",
    evaluations=3,
    score_prompts=6,
    samples=2,
    max_new_tokens=60,
)
"""30 steps, judged and saved at 10, 20 and 30."""


def small_run(
    root: Path,
    model: Path | str,
    rows: Sequence[Row] = TRAIN,
    held_out: Sequence[Row] = HELD_OUT,
    **settings: object,
) -> RunFolder:
    """A run folder in which nothing has started."""
    chosen = TrainingSettings.model_validate({**SETTINGS.model_dump(), **settings})
    folder = sample_run(root, id="small", model=str(model), settings=chosen)
    write_rows(rows, folder.train_data)
    write_rows(held_out, folder.validation_data)
    return folder


def command(folder: RunFolder, *options: str) -> list[str]:
    """What starts the trainer on a run."""
    return [sys.executable, "-P", "-m", "geoft_gui.trainer", str(folder.path), *options]


def environment() -> dict[str, str]:
    """As the engine starts it, with one thread: the tests' own processes share the cores."""
    return {**child_environment(), "OMP_NUM_THREADS": "1"}


def trained(folder: RunFolder, *options: str) -> subprocess.CompletedProcess[str]:
    """Train a run to its end."""
    return subprocess.run(
        command(folder, "--stage", "train", *options),
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
