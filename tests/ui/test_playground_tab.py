"""The Playground as a user meets it: real models, small enough to answer within seconds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import trimesh
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.data.row import Message, Row
from geoft_gui.geometry.check import check
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.look import Look
from geoft_gui.ui.notices import Notice
from geoft_gui.ui.playground.answer import Answer
from geoft_gui.ui.playground.answer_panel import AnswerPanel
from geoft_gui.ui.playground.history import History
from geoft_gui.ui.playground.model_choice import ModelChoice
from geoft_gui.ui.playground.prompt_field import PromptField
from geoft_gui.ui.playground.respondent import Respondent
from geoft_gui.ui.playground_tab import PlaygroundTab
from geoft_gui.ui.run_watcher import RunWatcher
from tests.runs.sample_runs import sample_run
from tests.small_models import BALL, BALL_PROMPT, CUBE, CUBE_PROMPT, save_small_model

ANSWERS = 60_000
RING_PROMPT = "Make a ring that cannot be"
RING = '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}'


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lessons = [(CUBE_PROMPT, CUBE), (BALL_PROMPT, BALL), (RING_PROMPT, RING)]
    return save_small_model(tmp_path_factory.mktemp("models") / "taught", lessons=lessons)


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_small_model(tmp_path_factory.mktemp("models") / "base", lessons=[(CUBE_PROMPT, "no idea")])


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


@pytest.fixture
def make_run(runs: Path, taught: Path) -> Callable[..., RunFolder]:
    """A finished run with a model in it and one held-out row."""

    def make(**changes: object) -> RunFolder:
        folder = sample_run(runs, **changes)
        folder.model_dir.symlink_to(taught)
        row = {"prompt": BALL_PROMPT, "completion": CUBE}
        folder.validation_data.write_text(json.dumps(row) + "\n", encoding="utf-8")
        with folder.writer() as writer:
            writer.write(Status(status="succeeded"))
        return folder

    return make


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, runs: Path) -> Iterator[PlaygroundTab]:
    watcher = RunWatcher(Supervisor(runs, {}))
    watcher.start()
    made = PlaygroundTab(desk, watcher)
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    yield made
    made.close()
    watcher.close()
    assert not [child for child in psutil.Process().children() if "geoft_gui.chat.server" in child.cmdline()]


def press(tab: QWidget, text: str) -> None:
    button(tab, text).click()


def button(tab: QWidget, text: str) -> QPushButton:
    """The one that can be seen."""
    (found,) = [each for each in tab.findChildren(QPushButton) if each.text() == text and each.isVisible()]
    return found


def sees(tab: QWidget, text: str) -> bool:
    labels = tab.findChildren(QLabel)
    return any(text in label.text() for label in labels if label.isVisible())


def write(tab: QWidget, prompt: str) -> None:
    tab.findChild(PromptField).setPlainText(prompt)


def panels(tab: QWidget) -> tuple[AnswerPanel, AnswerPanel]:
    answer, beside = tab.findChildren(AnswerPanel)
    return answer, beside


def combo(tab: QWidget, first: str) -> QComboBox:
    (found,) = [each for each in tab.findChildren(QComboBox) if each.itemText(0) == first]
    return found


def test_a_run_is_tried_its_part_shown_saved_and_compared_with_what_was_expected(
    qtbot: QtBot,
    desk: Desk,
    tab: PlaygroundTab,
    make_run: Callable[..., RunFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tab.use_run(make_run())
    assert tab.findChild(PromptField).prompt == "Create a 20mm cube"
    qtbot.waitUntil(lambda: "starter on rows.jsonl" in tab.findChild(ModelChoice).currentText())
    answer, beside = panels(tab)
    with qtbot.waitSignal(tab.asked, timeout=ANSWERS):
        qtbot.keyClick(tab.findChild(PromptField), Qt.Key.Key_Return)
        assert sees(tab, "Loading the model")
        assert not button(tab, "Save part…").isEnabled()
    assert sees(tab, "It builds: cube, 20 × 20 × 20 mm, 8,000 mm³, watertight.")
    assert answer.document.source == CUBE

    out = tmp_path / "parts" / "cube.stl"
    out.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QFileDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(out)])
    with qtbot.waitSignal(desk.notices.posted) as posted:
        press(tab, "Save part…")
    assert posted.args == [Notice("info", "Saved cube.stl.", f"It is in {out.parent}.")]
    assert trimesh.load_mesh(out).volume == pytest.approx(8000, rel=1e-4)

    press(tab, "Random held-out prompt")
    qtbot.waitUntil(lambda: tab.findChild(PromptField).prompt == BALL_PROMPT)
    press(tab, "Ask")
    assert beside.document.source == ""
    qtbot.waitUntil(lambda: sees(tab, "The answer is another part."), timeout=ANSWERS)
    assert sees(tab, "It is of another kind: sphere instead of cube.")
    assert (answer.document.source, beside.document.source) == (BALL, CUBE)

    write(tab, RING_PROMPT)
    press(tab, "Ask")
    qtbot.waitUntil(lambda: sees(tab, "but no part can be built from it"), timeout=ANSWERS)
    (save,) = [each for each in answer.findChildren(QPushButton) if each.text() == "Save part…"]
    assert not save.isEnabled()
    assert "builds no part" in save.toolTip()
    assert sees(tab, "Nothing is expected here")

    history = tab.findChild(History)
    asked = [history.item(row).text() for row in range(history.count())]
    assert asked == [RING_PROMPT, BALL_PROMPT, CUBE_PROMPT]
    history.setCurrentRow(1)
    assert (answer.document.source, beside.document.source) == (BALL, CUBE)
    press(tab, "Ask again differently")
    assert history.item(0).text() == f"{BALL_PROMPT} (answer 2)"
    press(tab, "Stop")
    assert sees(tab, "Stopped.")


def test_a_run_is_compared_with_its_untouched_model(
    qtbot: QtBot, tab: PlaygroundTab, make_run: Callable[..., RunFolder], untaught: Path
) -> None:
    run = make_run(model=str(untaught))
    qtbot.waitUntil(lambda: sees(tab, "Ask for a part"))
    tab.compare_run(run)
    # Both are asked at once: that is what was wanted.
    answer, beside = panels(tab)
    qtbot.waitUntil(lambda: sees(answer, "It builds: cube"), timeout=ANSWERS)
    qtbot.waitUntil(lambda: sees(beside, "It is not JSON."), timeout=ANSWERS)
    assert beside.document.source == "no idea"
    assert sees(beside, "The untouched model")


def test_a_model_that_cannot_be_loaded_is_told_where_its_answer_should_be(
    qtbot: QtBot, tab: PlaygroundTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"torn")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *of: str(tmp_path))
    choice = tab.findChild(ModelChoice)
    choice.setCurrentIndex(choice.count() - 1)
    choice.activated.emit(choice.count() - 1)
    assert choice.currentText() == str(tmp_path)
    write(tab, CUBE_PROMPT)
    press(tab, "Ask")
    qtbot.waitUntil(lambda: sees(tab, "are incomplete"), timeout=ANSWERS)
    press(tab, "Copy details")
    assert "are incomplete" in QGuiApplication.clipboard().text()
    assert combo(tab, "Nothing").model().item(2).isEnabled() is False
    assert "not known" in button(tab, "Random example prompt").toolTip()


@dataclass
class Put:
    """What a model was asked."""

    folder: Path
    answer: Answer
    seed: int

    def reply(self, text: str) -> None:
        self.answer.finish(text, is_cut=False)
        self.answer.judge(Look(text, check(text), None))


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[Put]:
    """What models are asked, in the place of models that answer."""
    asked: list[Put] = []

    def ask(respondent: Respondent, folder: Path, answer: Answer, seed: int = 0) -> None:
        asked.append(Put(folder, answer, seed))

    monkeypatch.setattr(Respondent, "ask", ask)
    monkeypatch.setattr(Respondent, "prepare", lambda respondent, folder: None)
    return asked


def test_asking_again_asks_the_model_that_is_shown_for_an_answer_that_it_has_not_given(
    qtbot: QtBot, tab: PlaygroundTab, make_run: Callable[..., RunFolder], put: list[Put]
) -> None:
    run, choice, history = make_run(), tab.findChild(ModelChoice), tab.findChild(History)
    tab.use_run(run)
    qtbot.waitUntil(lambda: choice.currentText().startswith("starter on rows"))
    press(tab, "Ask")
    put[-1].reply("no idea")
    press(tab, "Ask again differently")
    put[-1].reply("no idea")
    history.setCurrentRow(1)
    choice.activated.emit(1)
    assert choice.currentText() == "The untouched starter"
    press(tab, "Ask again differently")
    assert [each.seed for each in put] == [0, 1, 2]
    assert {each.folder for each in put} == {run.model_dir}
    put[-1].reply("no idea")
    press(tab, "Ask")
    assert (put[-1].seed, put[-1].folder == run.model_dir) == (0, False)
    put[-1].reply("no idea")
    press(tab, "Ask again differently")
    assert put[-1].seed == 1


def test_while_a_part_is_built_there_is_nothing_to_stop_and_one_can_ask_on(
    qtbot: QtBot, tab: PlaygroundTab, make_run: Callable[..., RunFolder], put: list[Put]
) -> None:
    tab.use_run(make_run())
    qtbot.waitUntil(lambda: sees(tab, "Ask for a part"))
    field = tab.findChild(PromptField)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(put) == 1
    assert button(tab, "Stop").isVisible()
    put[0].answer.finish(CUBE, is_cut=False)
    assert sees(tab, "Building the part")
    assert [each.text() for each in tab.findChildren(QPushButton) if each.isVisible()].count("Stop") == 0
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(put) == 2
    assert sees(tab, "Loading the model")


def test_a_random_prompt_that_comes_late_does_not_overwrite_what_was_typed(
    qtbot: QtBot, desk: Desk, tab: PlaygroundTab, make_run: Callable[..., RunFolder], put: list[Put]
) -> None:
    tab.use_run(make_run())
    qtbot.waitUntil(lambda: sees(tab, "Ask for a part"))
    drawn: list[Callable[[Row], None]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.background, "run", lambda work, done: drawn.append(done))
        press(tab, "Random held-out prompt")
    write(tab, "my own words")
    drawn[0](Row(1, (Message("user", BALL_PROMPT), Message("assistant", BALL))))
    assert tab.findChild(PromptField).prompt == "my own words"
    press(tab, "Random held-out prompt")
    qtbot.waitUntil(lambda: tab.findChild(PromptField).prompt == BALL_PROMPT)


def test_without_a_model_of_ones_own_the_way_to_one_is_shown(
    qtbot: QtBot, tab: PlaygroundTab, make_run: Callable[..., RunFolder]
) -> None:
    with qtbot.waitSignal(tab.train_wanted):
        press(tab, "Train a model")
    assert tab.findChild(ModelChoice).currentText() == "The untouched starter"
    assert not button(tab, "Write a prompt first").isEnabled()
    make_run()
    qtbot.waitUntil(lambda: sees(tab, "Ask for a part"))
    assert "starter on rows.jsonl" in tab.findChild(ModelChoice).currentText()


def test_a_chosen_model_stays_chosen_when_another_run_ends(
    qtbot: QtBot, tab: PlaygroundTab, make_run: Callable[..., RunFolder]
) -> None:
    choice = tab.findChild(ModelChoice)
    tab.use_run(make_run(name="first"))
    qtbot.waitUntil(lambda: choice.currentText().startswith("first"))
    make_run(name="second", id="20261123-000000-second")
    qtbot.waitUntil(lambda: choice.itemText(0).startswith("second"))
    assert choice.currentText().startswith("first")


def test_a_folder_without_a_model_is_refused(
    qtbot: QtBot, desk: Desk, tab: PlaygroundTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *of: str(tmp_path))
    choice = tab.findChild(ModelChoice)
    with qtbot.waitSignal(desk.notices.posted) as posted:
        choice.activated.emit(choice.count() - 1)
    assert "holds no model" in posted.args[0].message
    assert choice.currentText() == "The untouched starter"
