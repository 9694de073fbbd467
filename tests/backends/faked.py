"""A machine, a starter model and a trainer that stand in for the real ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geoft_gui.backends import row_check
from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.machine import Machine
from geoft_gui.runs.spec import RunSpec
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_spec

FAKE_TRAINER = str(Path(__file__).with_name("fake_trainer.py"))
MACHINE = Machine(
    system="Linux",
    processor="a processor",
    cores=2,
    memory=8 * 2**30,
    memory_available=6 * 2**30,
    gpus=(),
    python="3.11",
)


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed starter model, as far as its files tell."""
    import numpy as np
    from safetensors.numpy import save_file

    model = tmp_path / "resources" / "starter_model"
    model.mkdir(parents=True)
    (model / "config.json").write_text(
        '{"num_hidden_layers": 2, "hidden_size": 8, "vocab_size": 50}', encoding="utf-8"
    )
    save_file({"weight": np.zeros((10, 100), dtype=np.float32)}, model / "model.safetensors")
    monkeypatch.setattr("geoft_gui.paths.starter_model", lambda: model)
    return model


@pytest.fixture
def spec(tmp_path: Path) -> RunSpec:
    """A run over a small file of rows."""
    return sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"))


@pytest.fixture
def supervise(tmp_path: Path, starter: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Supervisor]:
    """A supervisor whose trainer is the fake one, told how to behave."""
    monkeypatch.setattr(row_check, "TRAINER", (FAKE_TRAINER,))

    def made(behaviour: str) -> Supervisor:
        root = tmp_path / "runs"
        root.mkdir(exist_ok=True)
        (root / "behaviour.txt").write_text(behaviour, encoding="utf-8")
        return Supervisor(root, {"local": LocalBackend(lambda: MACHINE)})

    return made
