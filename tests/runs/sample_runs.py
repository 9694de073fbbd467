"""Run folders for tests, made as the supervisor makes them."""

from datetime import UTC, datetime
from pathlib import Path

from geoft_gui.runs.events import Checkpoint, Event, ScoreEvent, Status, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import FileIdentity, Provenance, RunSpec, TrainingSettings, rows_in

PROVENANCE = Provenance(
    data=FileIdentity(path=Path("rows.jsonl"), sha256="0" * 64, rows=5),
    validation=None,
    train_rows="1-4",
    validation_rows="5",
    packages={"torch": "2.13.0"},
    machine={"processor": "a processor"},
)


def sample_spec(**changes: object) -> RunSpec:
    """A spec in which only `changes` matter."""
    fields: dict[str, object] = {
        "id": "20261122-121530-starter-quick",
        "name": "starter on rows.jsonl",
        "created": datetime(2026, 11, 22, 12, 15, 30, tzinfo=UTC),
        "model": "starter",
        "data": Path("rows.jsonl"),
        "preset": "quick",
        "settings": TrainingSettings(),
    }
    return RunSpec.model_validate(fields | changes)


def sample_run(root: Path, **changes: object) -> RunFolder:
    """A run folder in which nothing has happened yet."""
    return RunFolder.create(root, sample_spec(**changes), PROVENANCE)


def write_events(folder: RunFolder, *events: Event) -> None:
    """Have these events happen in a run."""
    with folder.writer() as writer:
        for event in events:
            writer.write(event)


def scored_run(
    root: Path,
    rows: str,
    correct: float,
    held_out: str = "9001-9100",
    status: StatusName = "succeeded",
    shown: int = 1200,
) -> RunFolder:
    """A run that learnt from these rows, shown so many times in all, and was judged on a hundred prompts."""
    origin = PROVENANCE.model_copy(update={"train_rows": rows, "validation_rows": held_out})
    settings = TrainingSettings(epochs=shown / len(rows_in(rows)))
    folder = RunFolder.create(root, sample_spec(settings=settings), origin)
    rates = {"parses": 1.0, "matches_schema": 1.0, "builds": 1.0, "mean_iou": 0.5, "cad_score": 0.5}
    write_events(
        folder,
        ScoreEvent.model_validate({"step": 10, "n": 100, "correct": correct, **rates}),
        Checkpoint(step=10, path="checkpoints/step-000010", best=True),
        Status(status=status),
    )
    return folder
