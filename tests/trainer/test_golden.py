"""The golden run: 30 steps of the starter on bundled rows give the losses they gave when they were stored.

Where they change on purpose (another loss, order or schedule), store new ones and say why in the commit:
`GEOFT_STORE_GOLDEN=1 python -m pytest tests/trainer/test_golden.py`
"""

import json
import os
from itertools import islice
from pathlib import Path

import pytest

from geoft_gui import paths
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.engine import processes
from geoft_gui.runs.events import Evaluation, Step
from geoft_gui.trainer import speed, stages
from geoft_gui.trainer.speed import Speed
from tests.trainer.small_runs import small_run

GOLDEN = Path(__file__).parent / "golden" / "starter.json"
TOLERANCE = 1e-3


def test_the_golden_run_learns_as_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        processes,
        "run_child",
        lambda arguments, *, timeout: processes.subprocess.CompletedProcess(arguments, 0, "", ""),
    )
    folder = small_run(
        tmp_path,
        "starter",
        first_rows("train_dataset.jsonl", 160),
        first_rows("validation_dataset.jsonl", 16),
        epochs=1.5,
        batch_size=8,
        learning_rate=8e-4,
        weight_decay=0.1,
        evaluations=1,
        score_prompts=0,
    )
    # The same sums in the same order on every machine.
    speed.save(Speed(1, "float32", "", {}), folder.path / "speed.json")
    assert stages.train(folder, resume=False) == 0
    told = {
        "loss": [event.loss for event in folder.events() if isinstance(event, Step)],
        "validation_loss": [event.loss for event in folder.events() if isinstance(event, Evaluation)],
    }
    assert len(told["loss"]) == 30
    if os.environ.get("GEOFT_STORE_GOLDEN"):
        GOLDEN.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    for name, losses in told.items():
        assert losses == pytest.approx(stored[name], abs=TOLERANCE), name


def first_rows(name: str, count: int) -> list[Row]:
    rows = (row for row in read_rows(paths.bundled_data() / name) if isinstance(row, Row))
    return list(islice(rows, count))
