"""The whole window as `app.py` puts it together, without a screen."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt, QTimer, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from geoft_gui.app import Studio, Tab
from geoft_gui.runs.events import Checkpoint, Event, Sample, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.settings import SettingsFile, runs_root
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.data_work.learning_dialog import LearningDialog
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_run, scored_run
from tests.small_models import CUBE, CUBE_PROMPT

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QPlainTextEdit, QTabBar, QTextEdit,
)  # fmt: skip


@pytest.fixture
def open_studio(qapp: QApplication, appearance: Appearance) -> Iterator[Callable[[], Studio]]:
    opened: list[Studio] = []

    def make() -> Studio:
        studio = Studio(qapp)
        opened.append(studio)
        studio.show()
        return studio

    yield make
    for studio in opened:
        clear_away(studio)


def clear_away(studio: Studio) -> None:
    studio.shut_down()
    studio.discard()


def finished_run() -> RunFolder:
    """A run with a curve, scores and a sample, that has a model as far as its files tell."""
    folder = sample_run(runs_root(), name="Cubes of mine")
    rates = dict.fromkeys(("parses", "matches_schema", "builds", "correct", "mean_iou", "cad_score"), 0.9)
    events: list[Event] = [Status(status="running")]
    events += [
        Step(step=step, total_steps=20, epoch=1, loss=1 / step, learning_rate=1e-3) for step in range(1, 21)
    ]
    events += [
        ScoreEvent(step=20, n=8, **rates),
        Sample(step=20, prompt=CUBE_PROMPT, expected=CUBE, answer=CUBE, verdict="correct"),
        Checkpoint(step=20, path="checkpoints/step-000020", best=True),
        Status(status="succeeded"),
    ]
    with folder.writer() as writer:
        for event in events:
            writer.write(event)
    folder.model_dir.mkdir()
    (folder.model_dir / "config.json").write_text("{}", encoding="utf-8")
    return folder


def every_tab(studio: Studio, qtbot: QtBot, rows: Path) -> Iterator[Tab]:
    """Goes to each tab as a user finds it with rows open and a finished run."""
    folder = finished_run()
    studio.watcher.look_now()
    studio._data().open_file(write_small_rows(rows))
    qtbot.waitUntil(lambda: studio._data().current is not None, timeout=30_000)
    qtbot.waitUntil(lambda: studio.watcher.state_of(folder) is not None)
    for tab in Tab:
        studio.window.go_to(tab)
        if tab == Tab.RUNS:
            studio.show_run(folder)
        yield tab


def visible(root: QWidget) -> list[QWidget]:
    return [found for found in root.findChildren(QWidget) if found.isVisible()]


def spoken(control: QWidget) -> str:
    """What a screen reader says of a control, but for its value."""
    if control.accessibleName():
        return control.accessibleName()
    if isinstance(control, QAbstractButton) and control.text():
        return control.text()
    buddies = [label.text() for label in control.window().findChildren(QLabel) if label.buddy() is control]
    return buddies[0] if buddies else ""


def is_inside(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    """Whether it is a piece of a control, as the field of a combo box is."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parentWidget()
    return False


def test_every_control_has_a_name_and_is_reached_by_tab(
    qtbot: QtBot, tmp_path: Path, open_studio: Callable[[], Studio]
) -> None:
    studio = open_studio()
    nameless: list[str] = []
    out_of_reach: list[str] = []
    for tab in every_tab(studio, qtbot, tmp_path / "rows.jsonl"):
        chain: list[QWidget] = []
        following = studio.window.nextInFocusChain()
        while following is not studio.window and following not in chain:
            chain.append(following)
            following = following.nextInFocusChain()
        for control in visible(studio.window):
            if not isinstance(control, (*CONTROLS, QProgressBar)) or is_inside(control, CONTROLS):
                continue
            if isinstance(control, QScrollBar):
                # Keys and screen readers go to what it scrolls.
                continue
            what = f"{tab.name}: {type(control).__name__} “{spoken(control)}”"
            if not spoken(control):
                nameless.append(f"{what} in {type(control.parentWidget()).__name__}")
            if isinstance(control, QProgressBar) or not control.isEnabled():
                continue
            by_tab = control.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
            if not by_tab or control not in chain:
                out_of_reach.append(what)
    assert nameless == []
    assert out_of_reach == []


class _Marking(QTranslator):
    """A language in which every text is marked."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:
        return False


def test_every_fixed_text_can_be_translated(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, open_studio: Callable[[], Studio]
) -> None:
    marking = _Marking(qapp)
    qapp.installTranslator(marking)
    try:
        studio = open_studio()
        missing: set[str] = set()
        for tab in every_tab(studio, qtbot, tmp_path / "rows.jsonl"):
            for control in visible(studio.window):
                texts = [control.toolTip(), control.accessibleName()]
                if isinstance(control, QAbstractButton):
                    texts.append(control.text())
                if isinstance(control, QTabBar):
                    texts += [control.tabText(index) for index in range(control.count())]
                missing |= {
                    f"{tab.name}: {text}"
                    for text in texts
                    if any(letter.isalpha() for letter in text) and "⟦" not in text
                }
        assert missing == set()
    finally:
        qapp.removeTranslator(marking)


def test_whether_more_rows_would_help_is_asked_of_the_runs(
    qtbot: QtBot, tmp_path: Path, open_studio: Callable[[], Studio]
) -> None:
    for rows, share in (("1-100", 0.2), ("1-400", 0.5), ("1-1600", 0.8)):
        scored_run(runs_root(), rows, share)
    studio = open_studio()
    tab = studio._data()
    tab.open_file(write_small_rows(tmp_path / "rows.jsonl"))
    qtbot.waitUntil(lambda: tab.current is not None, timeout=30_000)
    qtbot.waitUntil(lambda: len(studio.watcher.states) == 3)
    said: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, LearningDialog) and "3,200" in dialog.sentence.text():
            said.append(dialog.sentence.text())
            looking.stop()
            dialog.accept()

    looking = QTimer()
    looking.timeout.connect(read)
    looking.start(20)
    # Unanswered, the dialog would wait for ever.
    QTimer.singleShot(20_000, studio.window, QApplication.closeAllWindows)
    qtbot.mouseClick(tab.tools.more_rows_button, Qt.MouseButton.LeftButton)
    looking.stop()
    assert len(said) == 1


def test_the_first_steps_follow_what_happens_and_can_be_hidden_for_good(
    qtbot: QtBot, open_studio: Callable[[], Studio]
) -> None:
    studio = open_studio()
    assert studio._steps._done == [False, False, False]
    qtbot.mouseClick(studio._steps._steps[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: studio._steps._done == [True, False, False], timeout=30_000)
    finished_run()
    qtbot.waitUntil(lambda: studio._steps._done == [True, True, False])
    qtbot.mouseClick(studio._steps._close, Qt.MouseButton.LeftButton)
    assert not studio._steps.isVisible()
    assert SettingsFile().read()[0].first_steps_hidden
    assert not open_studio()._steps.isVisible()


@pytest.mark.parametrize("tab", list(Tab))
def test_it_opens_with_the_tab_it_was_closed_with(
    qtbot: QtBot, tab: Tab, open_studio: Callable[[], Studio]
) -> None:
    first = open_studio()
    first.window.go_to(tab)
    first.window.close()
    again = open_studio()
    assert again.window.tabs.currentIndex() == tab
    assert again.window.made(tab) is not None
    # Every other tab can be made from there.
    for other in Tab:
        again.window.go_to(other)


def test_damaged_settings_are_told_and_kept(
    qtbot: QtBot, own_home: Path, open_studio: Callable[[], Studio]
) -> None:
    (own_home / "settings.json").write_text("{torn", encoding="utf-8")
    studio = open_studio()
    assert any("The settings were damaged" in label.text() for label in studio.window.findChildren(QLabel))
    assert (own_home / "settings.damaged.json").exists()


@pytest.mark.logs_errors
def test_a_fault_in_a_slot_is_shown_and_logged_without_keys(
    qtbot: QtBot, own_home: Path, open_studio: Callable[[], Studio]
) -> None:
    studio = open_studio()
    key = "sk-" + "abcd" * 8
    with qtbot.waitSignal(studio.desk.notices.posted) as posted:
        error = ValueError(f"the key is {key}")
        studio._faults._caught(ValueError, error, None)
    assert posted.args is not None
    assert posted.args[0].message == "GeoFT itself failed (ValueError)."
    logged = (own_home / "logs" / "geoft.log").read_text(encoding="utf-8")
    assert "the key is [hidden]" in logged
    assert key not in logged + posted.args[0].details


def test_opened_and_closed_again_it_leaves_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, appearance: Appearance
) -> None:
    before = {id(widget) for widget in qapp.allWidgets()}
    for _ in range(3):
        studio = Studio(qapp)
        studio.show()
        for _ in every_tab(studio, qtbot, tmp_path / "rows.jsonl"):
            pass
        assert psutil.Process().children(), "the workbench works"
        watching = studio.watcher._thread
        clear_away(studio)
        del studio
        assert not watching.is_alive()
    gc.collect()
    left = [widget for widget in qapp.allWidgets() if id(widget) not in before]
    assert [f"{type(widget).__name__} of {widget.parent()} {widget.windowTitle()}" for widget in left] == []
    assert psutil.Process().children() == []
