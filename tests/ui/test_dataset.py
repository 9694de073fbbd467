"""One open file: its rows and verdicts as they come, edited rows, and what is left when it is closed."""

import socket
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Message, Row
from geoft_gui.data.row_verdict import RowVerdict
from geoft_gui.errors import UserError
from geoft_gui.ui.dataset import OpenDataset
from geoft_gui.ui.desk import Desk
from tests.ui.open_rows import broken, few

__all__ = ["broken", "few"]


def checked(qtbot: QtBot, desk: Desk, path: Path, validation: Path | None = None) -> OpenDataset:
    dataset = OpenDataset(desk, path, validation=validation)
    with qtbot.waitSignals([dataset.complete, dataset.checked]):
        dataset.open()
    return dataset


def test_rows_are_known_before_they_are_checked(qtbot: QtBot, desk: Desk, few: Path) -> None:
    dataset = OpenDataset(desk, few)
    happened: list[str] = []
    for name in ("grown", "judged", "complete", "checked"):
        getattr(dataset, name).connect(lambda *_, name=name: happened.append(name))
    assert len(dataset) == 0
    with qtbot.waitSignals([dataset.complete, dataset.checked]):
        dataset.open()
    assert happened.index("grown") < happened.index("judged") < happened.index("checked")
    assert dataset.judgements is not None and dataset.report is not None
    assert len(dataset) == len(dataset.judgements) == dataset.report["rows"] == 30
    assert (dataset.number(29), dataset.doubtful) == (30, 0)
    dataset.close()


def test_rows_that_are_held_back_too_are_found(qtbot: QtBot, desk: Desk, few: Path) -> None:
    dataset = checked(qtbot, desk, few, validation=few)
    assert dataset.report is not None
    assert "leak" in [found["code"] for found in dataset.report["findings"]]
    dataset.close()


def test_an_edited_row_is_judged_anew_and_as_before_when_it_is_undone(
    qtbot: QtBot, desk: Desk, few: Path
) -> None:
    dataset = checked(qtbot, desk, few)
    assert dataset.judgements is not None
    before = dataset.row(0)
    assert isinstance(before, Row)
    kind = dataset.judgements.kind(0)
    after = replace(before, messages=(Message("user", "Nothing"), Message("assistant", "{")))
    with qtbot.waitSignal(dataset.rejudged) as rejudged:
        dataset.edits.change(0, before, after)
    place, verdict = rejudged.args
    assert (place, verdict.usable, dataset.row(0)) == (0, False, after)
    assert (dataset.judgements.kind(0), dataset.judgements.severity(0)) == (None, "error")
    assert dataset.stored(0) == before
    with qtbot.waitSignal(dataset.rejudged):
        dataset.edits.stack.undo()
    assert dataset.judgements.kind(0) == kind
    dataset.close()


def test_only_the_last_question_of_an_asker_is_answered(qtbot: QtBot, desk: Desk, few: Path) -> None:
    dataset = checked(qtbot, desk, few)
    row = dataset.row(0)
    assert isinstance(row, Row)
    answers: list[tuple[str, RowVerdict]] = []
    for name in ("first", "second"):
        dataset.judge(row, lambda verdict, name=name: answers.append((name, verdict)), of="somebody")
    dataset.judge(row, lambda verdict: answers.append(("other", verdict)))
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert [name for name, _ in answers] == ["second", "other"]
    assert answers[0][1].kind == "cube"
    dataset.close()


def test_a_file_that_cannot_be_read_is_told_once(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    dataset = OpenDataset(desk, tmp_path / "gone.jsonl")
    failures: list[UserError] = []
    dataset.failed.connect(failures.append)
    with qtbot.waitSignal(dataset.failed):
        dataset.open()
    dataset.close()
    assert [failure.message.startswith("There is no file") for failure in failures] == [True]


def test_a_check_that_dies_is_told(qtbot: QtBot, desk: Desk, few: Path) -> None:
    dataset = checked(qtbot, desk, few)
    with qtbot.waitSignal(dataset.failed) as failed:
        for child in psutil.Process().children():
            if "geoft_gui.data.desk.judging" in child.cmdline():
                child.kill()
    assert "ended" in failed.args[0].message
    # One may go on walking and editing.
    row = dataset.row(0)
    assert isinstance(row, Row)
    dataset.judge(row, lambda verdict: None)
    dataset.edits.change(0, row, replace(row, messages=(Message("user", "Another"),)))
    dataset.close()


def test_asking_about_a_long_row_does_not_wait_for_the_check(qtbot: QtBot, desk: Desk, few: Path) -> None:
    """The child is stopped, as it is while it is busy with a part: more than a pipe holds is asked of it."""
    dataset = checked(qtbot, desk, few)
    children = psutil.Process().children()
    (child,) = (child for child in children if "geoft_gui.data.desk.judging" in child.cmdline())
    answers: list[RowVerdict] = []
    long = Row(1, (Message("user", "A cube " * 200_000), Message("assistant", "{}")))
    child.suspend()
    began = time.monotonic()
    for _ in range(5):
        dataset.judge(long, answers.append, of="the same")
    assert time.monotonic() - began < 1
    child.resume()
    qtbot.waitUntil(lambda: len(answers) == 1)
    dataset.close()


def test_a_check_of_a_file_that_was_written_to_since_is_refused(qtbot: QtBot, desk: Desk, few: Path) -> None:
    dataset = OpenDataset(desk, few)
    dataset.grown.connect(lambda: few.write_text("{}\n" + few.read_text(encoding="utf-8"), encoding="utf-8"))
    with qtbot.waitSignal(dataset.failed) as failed:
        dataset.open()
    dataset.close()
    assert "has changed since it was opened" in failed.args[0].message


def test_what_a_window_that_was_killed_has_put_aside_is_deleted(
    qtbot: QtBot, desk: Desk, few: Path, own_home: Path
) -> None:
    left = own_home / "work" / f"1-1-x-{socket.gethostname()}"
    left.mkdir(parents=True)
    dataset = checked(qtbot, desk, few)
    assert not left.exists()
    dataset.close()


@pytest.mark.parametrize("moment", ["at once", "when rows come", "when all are checked"])
def test_closed_at_any_moment_it_leaves_nothing(
    qtbot: QtBot, desk: Desk, few: Path, own_home: Path, moment: str
) -> None:
    table = few.with_suffix(".csv")
    table.write_text("prompt,completion\n" + "A ball of 8 mm radius,{}\n" * 20_000, encoding="utf-8")
    dataset = OpenDataset(desk, table if moment == "when rows come" else few)
    put_aside = own_home / "work"
    if moment == "at once":
        dataset.open()
    elif moment == "when rows come":
        with qtbot.waitSignal(dataset.grown):
            dataset.open()
        assert list(put_aside.iterdir())
    else:
        with qtbot.waitSignals([dataset.complete, dataset.checked]):
            dataset.open()
    dataset.close()
    qtbot.waitUntil(lambda: not list(put_aside.glob("*")))
    children = psutil.Process().children()
    assert not [child for child in children if "geoft_gui.data.desk.judging" in child.cmdline()]
