"""What is asked before a training, and how it gets into the plan."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import RunSpec
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.run_watcher import RunWatcher
from geoft_gui.ui.train_tab import TrainTab
from geoft_gui.ui.training.form import TrainForm
from tests.backends.faked import starter, supervise
from tests.ui.test_train_tab import Made, Supervise, made

__all__ = ["made", "starter", "supervise"]


def planned_by(qtbot: QtBot, tab: TrainTab) -> RunSpec:
    qtbot.waitUntil(lambda: tab._planned is not None, timeout=20_000)
    assert tab._planned is not None
    return tab._planned.spec


def test_what_is_set_by_hand_is_planned_and_stays_with_another_preset(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    chosen = planned_by(qtbot, tab).settings
    fields = tab._form._settings.fields
    assert fields["epochs"].editor.value == chosen.epochs
    tab._form.set_by_hand({"batch_size": 4})
    assert planned_by(qtbot, tab).settings == chosen.model_copy(update={"batch_size": 4})
    qtbot.mouseClick(tab._form._presets.button(2), Qt.MouseButton.LeftButton)
    best = planned_by(qtbot, tab)
    assert (best.preset, best.settings.batch_size) == ("best", 4)
    assert tab._form._settings.kept.text() == "Another preset: what you set stays: Rows at a time 4."
    tab._form._settings.reset()
    assert planned_by(qtbot, tab).settings.batch_size == chosen.batch_size


def test_another_method_is_planned_with_what_suits_it(qtbot: QtBot, made: Made) -> None:
    tab, _ = made("succeed")
    whole = planned_by(qtbot, tab).settings
    tab._form.set_by_hand({"method": "lora"})
    adapter = planned_by(qtbot, tab).settings
    assert adapter.learning_rate > whole.learning_rate
    assert tab._form._settings.fields["learning_rate"].editor.value == adapter.learning_rate


def test_the_model_that_is_chosen_is_asked_for(
    qtbot: QtBot, desk: Desk, supervise: Supervise, tmp_path: Path
) -> None:
    form = TrainForm(desk, RunWatcher(supervise("succeed")))
    qtbot.addWidget(form)
    assert form.asked.model == STARTER
    assert form._model.text() == "The starter model"
    with qtbot.waitSignal(form.changed):
        form._model.choose(str(tmp_path), "A&B", "One of your own.")
    assert form.asked.model == str(tmp_path)
    assert form._model.text() == "A&&B"
    assert form._advice.text() == "One of your own."
