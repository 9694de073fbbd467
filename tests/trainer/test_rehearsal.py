"""The rehearsal of a run on a small model, in this process."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.rows import Message, Row
from geoft_gui.runs.events import Event, Step
from geoft_gui.trainer import rehearsal, stages
from geoft_gui.trainer.rehearsal import LONGEST_STEPS, MOST_STEPS
from geoft_gui.trainer.sft import AnswerTrainer
from tests.trainer.small_runs import HELD_OUT, TRAIN, cube_row, files_of, small_run

FIELDS = {
    "seconds_per_step",
    "tokens_per_second",
    "peak_memory_bytes",
    "judging_seconds",
    "saving_seconds",
    "checkpoint_bytes",
    "answer",
    "verdict",
}
LONG = [
    Row(
        100 + place,
        (
            *cube_row(place, 10).messages,
            Message("user", "Now one that is longer, and this takes a sentence or two to say"),
            Message("assistant", '{"type":"sphere","dimensions":{"diameter":' + "4" * (40 + place) + "}}"),
        ),
    )
    for place in range(8)
]


def rehearsed(
    capsys: pytest.CaptureFixture[str], root: Path, model: Path, **run: object
) -> tuple[list[dict[str, object]], dict[str, object]]:
    """The lines that told how far it is, and the last one. The run's folder is as it was."""
    folder = small_run(root, model, **run)
    before = files_of(folder.path)
    assert stages.rehearse(folder) == 0
    assert files_of(folder.path) == before
    assert not (folder.path / "rehearsal").exists()
    *told, last = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line[:1] == "{"]
    return told, last


def test_the_whole_way_is_measured_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    told, last = rehearsed(capsys, tmp_path, base)
    measured = last["rehearsal"]
    assert isinstance(measured, dict)
    assert measured.keys() == FIELDS
    assert all(measured[name] > 0 for name in FIELDS - {"answer", "verdict"})
    assert measured["peak_memory_bytes"] > 100_000_000
    assert measured["verdict"] == "not_a_document"
    phases = list(dict.fromkeys(line["phase"] for line in told))
    for earlier, later in zip(
        ("preparing the rows", "rehearsing steps", "saving a checkpoint", "loading what was saved"),
        ("rehearsing steps", "saving a checkpoint", "loading what was saved", "asking for a part"),
        strict=True,
    ):
        assert phases.index(earlier) < phases.index(later)


def test_the_longest_rows_come_first_and_ordinary_ones_tell_the_speed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens: list[int] = []
    real = rehearsal._Clock.tell

    def noted(clock: rehearsal._Clock, event: Event) -> None:
        if isinstance(event, Step):
            tokens.append(event.tokens - sum(tokens))
        real(clock, event)

    monkeypatch.setattr(rehearsal._Clock, "tell", noted)
    _, last = rehearsed(capsys, tmp_path, base, rows=[*TRAIN, *LONG], held_out=HELD_OUT)
    assert "rehearsal" in last
    assert len(tokens) == LONGEST_STEPS + MOST_STEPS
    # Eight rows make a step, and eight are long: the first steps take all of these.
    assert tokens[0] == tokens[1]
    assert max(tokens[2:]) < 0.8 * tokens[0]


def test_slow_steps_are_rehearsed_fewer_times(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "ENOUGH_SECONDS", 0.0)
    told, last = rehearsed(capsys, tmp_path, base)
    assert "rehearsal" in last
    steps = [line["done"] for line in told if line["phase"] == "rehearsing steps"]
    assert steps == list(range(1, LONGEST_STEPS + 2))


def test_too_little_memory_comes_with_the_change_that_would_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise MemoryError

    monkeypatch.setattr(AnswerTrainer, "compute_loss", full)
    _, last = rehearsed(capsys, tmp_path, base, batch_size=8)
    problem = last["problem"]
    assert isinstance(problem, dict)
    assert problem["message"] == "There is not enough memory for this training."
    assert problem["hint"]
    assert "MemoryError" in problem["details"]
    assert "change" in problem


def test_a_run_without_prompts_to_answer_is_rehearsed_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, base: Path
) -> None:
    _, last = rehearsed(capsys, tmp_path, base, rows=TRAIN[:3], held_out=[], score_prompts=0, evaluations=0)
    measured = last["rehearsal"]
    assert isinstance(measured, dict)
    assert (measured["answer"], measured["judging_seconds"]) == ("", 0.0)
