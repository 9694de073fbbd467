"""What a provider says becomes events: once, in its order, whatever it leaves out."""

from pathlib import Path
from typing import Any

from geoft_gui.backends.openai_compatible.api import JobEvent
from geoft_gui.backends.openai_compatible.results import ResultRow, read_results
from geoft_gui.backends.openai_compatible.telling import Teller
from geoft_gui.runs.events import Evaluation, Event, Phase, Step, Warning_
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.summary import summarise
from tests.backends.openai_compatible.hosted_runs import hosted_folder


def said(name: str, message: str = "", level: str = "info", **data: Any) -> JobEvent:
    """An event of a provider."""
    return JobEvent(id=name, created=0.0, level=level, message=message, data=data)


def events_of(folder: RunFolder, *batches: list[JobEvent]) -> list[Event]:
    """What is written of these, each batch by a process of its own."""
    for batch in batches:
        with folder.writer() as writer:
            Teller(folder, writer, epochs=3).take(batch)
    return list(folder.events())


def test_words_beside_numbers_do_not_tell_a_step_twice(tmp_path: Path) -> None:
    numbers = said("b", step=1, total_steps=2, train_loss=0.5)
    words = said("c", "Step 1/2: training loss=0.50")
    events = events_of(hosted_folder(tmp_path), [said("a", "Job started"), numbers, words])
    assert [(event.type, getattr(event, "source", None)) for event in events] == [
        ("phase", "a"),
        ("step", "b"),
        ("phase", "c"),
    ]
    assert summarise(events).resumed_from is None


def test_a_process_that_dies_between_the_two_lines_of_a_step_loses_neither(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    event = said("a", step=1, total_steps=2, train_loss=0.5, valid_loss=0.6)
    [step, _] = events_of(folder, [event])
    lines = folder.events_path.read_text(encoding="utf-8").splitlines(keepends=True)
    folder.events_path.write_text(lines[0], encoding="utf-8")
    again = events_of(folder, [event, said("b", step=2, total_steps=2, train_loss=0.4)])
    assert again[0] == step
    assert [(type(one), one.step) for one in again if isinstance(one, Step | Evaluation)] == [
        (Step, 1),
        (Evaluation, 1),
        (Step, 2),
    ]


def test_numbers_that_stand_for_none_are_none(tmp_path: Path) -> None:
    events = events_of(
        hosted_folder(tmp_path), [said("a", step=1, total_steps=2, train_loss="nan", valid_loss=-1)]
    )
    [step] = events
    assert isinstance(step, Step) and step.loss is None


def test_warnings_are_warnings(tmp_path: Path) -> None:
    [event] = events_of(hosted_folder(tmp_path), [said("a", "Few examples", "warn")])
    assert isinstance(event, Warning_) and event.source == "a"
    [*_, phase] = events_of(hosted_folder(tmp_path, "other"), [said("b", "Job  started\n")])
    assert isinstance(phase, Phase) and phase.name == "Job started"


def test_a_result_file_fills_a_gap_by_telling_the_curve_again_from_there(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    events_of(
        folder, [said(str(n), step=n, total_steps=4, train_loss=1.0, full_valid_loss=0.9) for n in (1, 3)]
    )
    rows = [ResultRow(n, 1.0, None, 0.8 if n == 4 else None, None) for n in (1, 2, 3, 4)]
    for _ in range(2):
        with folder.writer() as writer:
            Teller(folder, writer, epochs=3).take_results(rows, "file-1")
    told = [event for event in folder.events() if isinstance(event, Step | Evaluation)]
    assert [(event.type, event.step, event.loss) for event in told[4:]] == [
        ("step", 2, 1.0),
        ("step", 3, 1.0),
        ("evaluation", 3, 0.9),
        ("step", 4, 1.0),
        ("evaluation", 4, 0.8),
    ]


def test_what_is_no_result_file_tells_nothing() -> None:
    assert read_results(b"") == read_results(b"\x00\x01") == read_results(b"a,b\n1,2\n") == ()
    azure = b"step,train_loss,valid_loss,full_valid_loss\n1,0.5,,0.4\n2,0.4,0.3,-1\n"
    assert [(row.step, row.loss, row.held_out_loss) for row in read_results(azure)] == [
        (1, 0.5, 0.4),
        (2, 0.4, 0.3),
    ]
