"""The pieces around the tabs: the window itself, notices, the strip, the first steps, settings, closing."""

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Error_, Phase, ScoreEvent, Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.settings import Settings, Theme
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.closing import Closing
from geoft_gui.ui.closing_dialog import ClosingDialog
from geoft_gui.ui.colours import DARK, LIGHT
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.endings import Endings
from geoft_gui.ui.main_window import MainWindow, Page
from geoft_gui.ui.notices import Notice, Notices
from geoft_gui.ui.notices import Step as NextStep
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.settings_dialog import SettingsDialog
from geoft_gui.ui.widgets.first_steps import FirstSteps
from geoft_gui.ui.widgets.job_strip import JobStrip
from geoft_gui.ui.widgets.notice_bar import MOST_SHOWN, NoticeBar
from tests.runs.sample_runs import sample_run, write_events
from tests.ui.test_loss_plot import contrast


def working_run(root: Path, **changes: object) -> RunFolder:
    """A run that a living process works on: this one."""
    folder = sample_run(root, **changes)
    me = psutil.Process()
    folder.process = ProcessIdentity(me.pid, me.create_time(), socket.gethostname()).as_dict()
    return folder


def step(number: int) -> Step:
    return Step(step=number, total_steps=200, epoch=0, loss=1 / number, learning_rate=1e-3)


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[RunWatcher]:
    made = RunWatcher(Supervisor(tmp_path / "runs", {}))
    made.start()
    yield made
    made.close()


def window(appearance: Appearance, state: Path) -> tuple[MainWindow, list[str]]:
    made: list[str] = []

    def page(name: str) -> Page:
        def make() -> QWidget:
            made.append(name)
            return QLabel(name)

        return Page(name, "info", make)

    settings = QSettings(str(state), QSettings.Format.IniFormat)
    return MainWindow(appearance, [page("One"), page("Two")], [], QLabel("strip"), settings), made


def test_a_tab_is_made_when_it_is_first_seen(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    shown, made = window(appearance, tmp_path / "window.ini")
    qtbot.addWidget(shown)
    shown.show()
    assert made == ["One"]
    shown.tabs.setCurrentIndex(1)
    shown.tabs.setCurrentIndex(0)
    shown.go_to(1)
    assert made == ["One", "Two"]


def test_the_window_comes_back_with_the_tab_that_was_open(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path
) -> None:
    first, _ = window(appearance, tmp_path / "window.ini")
    qtbot.addWidget(first)
    first.go_to(1)
    first.show()
    first.close()
    again, _ = window(appearance, tmp_path / "window.ini")
    qtbot.addWidget(again)
    assert again.tabs.currentIndex() == 1


def test_whoever_must_not_be_interrupted_keeps_the_window_open(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path
) -> None:
    shown, _ = window(appearance, tmp_path / "window.ini")
    qtbot.addWidget(shown)
    shown.show()
    shown.closing.connect(lambda event: event.ignore())
    assert not shown.close()
    assert shown.isVisible()
    shown.closing.disconnect()


def test_notices_are_shown_once_and_can_be_closed_and_copied(qtbot: QtBot, desk: Desk) -> None:
    bar = NoticeBar(desk.notices, desk.appearance)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    for _ in range(2):
        desk.notices.error(UserError("The disk is full.", "Free some space.", "sk-" + "abcd" * 8))
    assert [notice.message for notice in bar.shown] == ["The disk is full."]
    copy = next(found for found in bar.findChildren(QPushButton) if found.text() == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "The disk is full.\nFree some space.\n\n[hidden]"
    for number in range(MOST_SHOWN):
        desk.notices.info(f"Row {number} is good.")
    shown = [notice.message for notice in bar.shown]
    assert shown[0] == "The disk is full.", "what nobody has closed stays"
    assert shown[1:] == [f"Row {number} is good." for number in range(1, MOST_SHOWN)]


def test_what_is_about_a_file_leaves_with_it(qtbot: QtBot, desk: Desk) -> None:
    bar = NoticeBar(desk.notices, desk.appearance)
    qtbot.addWidget(bar)
    desk.notices.warning("Line 3 holds no example.", about=Path("a.jsonl"))
    desk.notices.error(UserError("The disk is full."))
    desk.notices.forget(Path("b.jsonl"))
    assert len(bar.shown) == 2
    desk.notices.forget(Path("a.jsonl"))
    assert [notice.message for notice in bar.shown] == ["The disk is full."]


def test_a_notice_can_lead_to_the_next_step(qtbot: QtBot, desk: Desk) -> None:
    bar = NoticeBar(desk.notices, desk.appearance)
    qtbot.addWidget(bar)
    gone: list[bool] = []
    desk.notices.info("It has finished.", step=NextStep("Try it", lambda: gone.append(True)))
    (go,) = bar.findChildren(QPushButton)
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert (gone, bar.shown, bar.isHidden()) == ([True], [], True)


def test_the_strip_follows_a_training_from_preparing_to_its_end(
    qtbot: QtBot, watcher: RunWatcher, tmp_path: Path
) -> None:
    strip = JobStrip(watcher)
    qtbot.addWidget(strip)
    strip.show()
    assert strip._state.text() == "No training is running."
    folder = working_run(tmp_path / "runs", name="My parts")
    write_events(folder, Status(status="preparing"), Phase(name="loading the model"))
    qtbot.waitUntil(lambda: strip._state.text() == "Loading the model …")
    assert (strip._name.text(), strip._bar.maximum()) == ("My parts", 0)
    write_events(folder, Status(status="running"), step(1), step(50))
    qtbot.waitUntil(lambda: strip._state.text().startswith("step 50 of 200 · about"))
    assert (strip._bar.value(), strip._bar.maximum()) == (250, 1000)
    with qtbot.waitSignal(strip.stop_wanted) as asked:
        qtbot.mouseClick(strip._stop, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0].path == folder.path
    write_events(folder, Status(status="succeeded"))
    qtbot.waitUntil(lambda: strip._state.text() == "No training is running.")
    assert not strip._stop.isVisible()


def test_an_ending_is_told_once_with_what_can_be_done(
    qtbot: QtBot, watcher: RunWatcher, tmp_path: Path
) -> None:
    notices = Notices()
    posted: list[Notice] = []
    notices.posted.connect(posted.append)
    tried: list[RunFolder] = []
    endings = Endings(watcher, notices, lambda folder: None, tried.append)
    old, good, bad = (working_run(tmp_path / "runs", id=name, name=name) for name in ("old", "good", "bad"))
    write_events(old, Status(status="succeeded"))
    for folder in (good, bad):
        write_events(folder, Status(status="running"))
    qtbot.waitUntil(lambda: sum(state.active for state in watcher.states) == 2)
    rates = dict.fromkeys(("parses", "matches_schema", "builds", "correct", "mean_iou", "cad_score"), 0.9)
    write_events(good, ScoreEvent(step=1, n=9, **rates), Status(status="succeeded"))
    write_events(bad, Error_(message="The disk is full.", hint="Free some space."), Status(status="failed"))
    qtbot.waitUntil(lambda: len(posted) == 2)
    assert endings is not None
    assert {notice.level: notice.message for notice in posted} == {
        "info": "“good” has finished.",
        "error": "“bad” has failed. The disk is full.",
    }
    for notice in posted:
        if notice.step:
            notice.step.go()
    assert [folder.path.name for folder in tried] == ["good"]
    outdated: list[Path] = []
    notices.outdated.connect(outdated.append)
    write_events(bad, Status(status="running"))
    qtbot.waitUntil(lambda: bad.path in outdated)
    assert next(notice for notice in posted if notice.level == "error").about == bad.path


def test_steps_are_ticked_and_the_next_one_stands_out(qtbot: QtBot, appearance: Appearance) -> None:
    steps = FirstSteps(appearance)
    qtbot.addWidget(steps)

    def state() -> list[tuple[str, str]]:
        return [(step.accessibleName(), step.property("kind")) for step in steps._steps]

    assert state()[0] == ("1. See the data (to do)", "primary")
    steps.set_done(seen=True, trained=False, asked=False)
    assert state() == [
        ("1. See the data (done)", "quiet"),
        ("2. Train the starter model (to do)", "primary"),
        ("3. Ask for a part (to do)", "quiet"),
    ]
    with qtbot.waitSignal(steps.train_wanted):
        qtbot.mouseClick(steps._steps[1], Qt.MouseButton.LeftButton)


def test_settings_hold_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = SettingsDialog(Settings(), is_training=False)
    qtbot.addWidget(dialog)
    chosen: list[Settings] = []
    dialog.chosen.connect(chosen.append)
    colours, size = dialog.findChildren(QComboBox)
    colours.setCurrentIndex(colours.findText("Dark"))
    size.setCurrentIndex(size.findText("130 %"))
    assert chosen == [Settings("dark"), Settings("dark", 130)]


def test_a_folder_for_runs_must_be_writable_and_can_be_given_up(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = SettingsDialog(Settings(), is_training=False)
    qtbot.addWidget(dialog)
    chosen: list[Settings] = []
    dialog.chosen.connect(chosen.append)
    answers = iter([str(tmp_path / "is not there"), str(tmp_path)])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: next(answers))
    dialog._choose_runs()
    assert chosen == []
    assert "Runs cannot be kept in" in dialog._later.text()
    dialog._choose_runs()
    assert chosen == [Settings(runs_folder=tmp_path)]
    qtbot.mouseClick(dialog._usual, Qt.MouseButton.LeftButton)
    assert chosen[-1] == Settings()


def test_the_folder_of_runs_stays_while_a_training_runs(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(), is_training=True)
    qtbot.addWidget(dialog)
    (change,) = (found for found in dialog.findChildren(QPushButton) if found.text() == "Change …")
    assert not change.isEnabled()
    assert "while a training runs" in change.toolTip()


def test_light_and_dark_can_be_read_at_every_size(qapp: QApplication, appearance: Appearance) -> None:
    usual = qapp.font().pointSizeF()
    appearance.choose("dark", 150)
    assert qapp.palette().window().color().name() == DARK.window
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * usual)
    appearance.choose("light", 100)
    assert qapp.font().pointSizeF() == pytest.approx(usual)
    for colours in (LIGHT, DARK):
        for text in (colours.text, colours.muted, colours.good, colours.warning, colours.bad, colours.accent):
            for behind in (colours.card, colours.window):
                assert contrast(text, behind) >= 4.5, (text, behind)
        assert contrast(colours.text, colours.selection) >= 4.5
        assert contrast(colours.text, colours.notice) >= 4.5
        assert contrast(colours.on_accent, colours.accent) >= 4.5
        assert contrast(colours.field_line, colours.card) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_that_is_not_taken_is_seen(qtbot: QtBot, appearance: Appearance, theme: Theme) -> None:
    appearance.choose(theme, 100)
    choice = QRadioButton()
    qtbot.addWidget(choice)
    choice.ensurePolished()
    choice.resize(choice.sizeHint())
    picture = choice.grab().toImage()
    window = appearance.colours.window
    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    # A thin ring is drawn paler than its colour is.
    assert max(contrast(colour, window) for colour in seen) >= 2.5


def test_the_settings_say_what_goes_to_the_internet(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(), is_training=False)
    qtbot.addWidget(dialog)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "A data set from Hugging Face" in said
    assert "huggingface.co" in said


@pytest.mark.parametrize(
    ("answer", "closes", "request_made"),
    [("background", True, None), ("keep", False, "stop"), (None, False, None)],
)
def test_closing_while_a_training_runs_asks(
    qtbot: QtBot,
    desk: Desk,
    watcher: RunWatcher,
    tmp_path: Path,
    answer: str | None,
    closes: bool,
    request_made: str | None,
) -> None:
    shown, _ = window(desk.appearance, tmp_path / "window.ini")
    qtbot.addWidget(shown)
    closing = Closing(desk, watcher, Supervisor(tmp_path / "runs", {}), shown)
    shown.closing.connect(closing.ask)
    folder = working_run(tmp_path / "runs", name="My parts")
    write_events(folder, Status(status="running"), step(1))
    qtbot.waitUntil(lambda: any(state.active for state in watcher.states))
    shown.show()

    def decide() -> None:
        (dialog,) = (found for found in QApplication.topLevelWidgets() if isinstance(found, ClosingDialog))
        words = {
            "background": "Keep training in the background",
            "keep": "Stop and keep the result",
            None: "Do not close",
        }
        chosen = next(found for found in dialog.findChildren(QPushButton) if found.text() == words[answer])
        qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)

    QTimer.singleShot(100, decide)
    assert shown.close() == closes
    if request_made is not None:
        # As the trainer does: it takes the request and ends; then the window closes.
        qtbot.waitUntil(folder.control_json.exists)
        request = folder.take_request()
        assert request is not None
        assert request.request == request_made
        write_events(folder, Status(status="stopped"))
        qtbot.waitUntil(lambda: not shown.isVisible(), timeout=10_000)
    elif not closes:
        assert shown.isVisible()
        shown.closing.disconnect()
