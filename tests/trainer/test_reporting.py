"""Events: each told once, without keys, and not too many of them."""

from pathlib import Path

import pytest

from geoft_gui.runs.events import Error_, Phase, Sample, Status, Step, Warning_
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer.reporting import Reporter
from tests.runs.sample_runs import sample_run


def step(number: int) -> Step:
    return Step(step=number, total_steps=9, epoch=0.1, loss=1.0, learning_rate=0.1)


def sample(number: int, prompt: str) -> Sample:
    return Sample(step=number, prompt=prompt, expected="{}", answer="{}", verdict="correct")


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return sample_run(tmp_path)


def test_a_step_gone_through_again_is_not_told_again(folder: RunFolder) -> None:
    with folder.writer() as writer:
        reporter = Reporter(writer)
        for event in (step(1), step(2), sample(2, "a"), Status(status="running")):
            reporter.tell(event)
    with folder.writer() as writer:
        reporter = Reporter(writer, folder.events())
        for event in (step(2), sample(2, "a"), sample(2, "b"), step(3), Status(status="running")):
            reporter.tell(event)
    told = [(event.type, getattr(event, "step", None)) for event in folder.events()]
    assert told == [
        ("step", 1),
        ("step", 2),
        ("sample", 2),
        ("status", None),
        ("sample", 2),
        ("step", 3),
        ("status", None),
    ]


def test_a_failure_is_told_without_keys(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_abcdefghijklmnop")
    with folder.writer() as writer:
        Reporter(writer).fail("It failed.", "Try again.", "with hf_abcdefghijklmnop")
        Reporter(writer).warn("Mind hf_abcdefghijklmnop.")
    error, status, warning = folder.events()
    assert isinstance(error, Error_)
    assert isinstance(warning, Warning_)
    assert isinstance(status, Status)
    assert status.status == "failed"
    assert "hf_" not in folder.events_path.read_text(encoding="utf-8")


def test_progress_is_told_at_its_beginning_and_end_however_fast_it_is(folder: RunFolder) -> None:
    with folder.writer() as writer:
        reporter = Reporter(writer)
        for done in range(10_001):
            reporter.phase("counting", done, 10_000)
    told = [event.done for event in folder.events() if isinstance(event, Phase)]
    assert told[0] == 0
    assert told[-1] == 10_000
    assert len(told) < 100


def test_a_process_without_a_writer_tells_nothing(folder: RunFolder) -> None:
    Reporter(None).tell(step(1))
    assert not folder.events_path.exists()
