"""What the settings of a training say and keep."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel
from pytestqt.qtbot import QtBot

from geoft_gui.runs.spec import TrainingSettings, with_settings
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.training.setting_texts import SIMPLE
from geoft_gui.ui.training.settings_panel import SettingsPanel

CHOSEN = TrainingSettings(epochs=8, learning_rate=8e-4, batch_size=16, method="all_weights")


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> SettingsPanel:
    made = SettingsPanel(appearance)
    qtbot.addWidget(made)
    made.show_chosen(CHOSEN)
    made.show()
    return made


def fill_in(qtbot: QtBot, panel: SettingsPanel, name: str, text: str) -> None:
    widget = panel.fields[name].editor.widget
    assert isinstance(widget, QAbstractSpinBox)
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_simple_shows_five_settings_and_advanced_all_of_them(panel: SettingsPanel) -> None:
    def seen() -> set[str]:
        return {name for name, field in panel.fields.items() if field.editor.widget.isVisible()}

    assert seen() == set(SIMPLE)
    panel.show_all(advanced=True)
    assert seen() == set(TrainingSettings.model_fields)


def test_what_is_filled_in_differs_from_the_preset_until_it_is_reset(
    qtbot: QtBot, panel: SettingsPanel
) -> None:
    assert panel.counter.text() == "All as the preset chose."
    with qtbot.waitSignal(panel.changed):
        fill_in(qtbot, panel, "epochs", "3")
    fill_in(qtbot, panel, "learning_rate", "2e-5")
    assert panel.counter.text() == "2 differ from the preset."
    assert with_settings(CHOSEN, panel.assignments) == CHOSEN.model_copy(
        update={"epochs": 3.0, "learning_rate": 2e-5}
    )
    fill_in(qtbot, panel, "epochs", "8")
    assert list(panel.assignments) == ["learning_rate=2e-05"], "8 is what the preset chose"
    qtbot.mouseClick(panel.fields["learning_rate"].reset, Qt.MouseButton.LeftButton)
    assert not panel.assignments
    assert panel.fields["learning_rate"].editor.value == 8e-4


def test_another_preset_keeps_what_was_set_by_hand_and_says_so(qtbot: QtBot, panel: SettingsPanel) -> None:
    fill_in(qtbot, panel, "batch_size", "4")
    panel.choose_anew("Another preset")
    panel.show_chosen(TrainingSettings(epochs=15, batch_size=4))
    assert panel.kept.text() == "Another preset: what you set stays: Rows at a time 4."
    assert panel.kept.isVisible()
    assert list(panel.assignments) == ["batch_size=4"]
    assert panel.fields["epochs"].editor.value == 15
    qtbot.mouseClick(panel.reset_all, Qt.MouseButton.LeftButton)
    assert not panel.assignments
    assert not panel.kept.isVisible()


def test_none_can_be_filled_in_where_there_may_be_none(qtbot: QtBot, panel: SettingsPanel) -> None:
    panel.show_chosen(TrainingSettings(early_stopping=3))
    fill_in(qtbot, panel, "early_stopping", "0")
    assert panel.fields["early_stopping"].editor.value is None
    assert with_settings(TrainingSettings(early_stopping=3), panel.assignments).early_stopping is None


def test_the_way_out_of_an_error_is_set_like_what_is_filled_in(qtbot: QtBot, panel: SettingsPanel) -> None:
    with qtbot.waitSignal(panel.changed):
        panel.set_by_hand({"batch_size": 4, "method": "lora_4bit"})
    assert panel.assignments == ("batch_size=4", "method=lora_4bit")
    assert panel.method_by_hand == "lora_4bit"


def test_the_method_of_the_preset_is_no_difference(panel: SettingsPanel) -> None:
    panel.set_by_hand({"method": "lora"})
    panel.set_by_hand({"method": "all_weights"})
    assert panel.counter.text() == "All as the preset chose."


def test_there_is_no_adapter_to_set_where_all_of_the_model_learns(panel: SettingsPanel) -> None:
    rank = panel.fields["lora_rank"].editor.widget
    assert not rank.isEnabled()
    assert "there is no adapter" in rank.toolTip()
    panel.show_chosen(TrainingSettings(method="lora"))
    assert rank.isEnabled()


def test_every_setting_is_explained(panel: SettingsPanel) -> None:
    panel.show_chosen(TrainingSettings(method="lora"))
    for name, field in TrainingSettings.model_fields.items():
        widget = panel.fields[name].editor.widget
        assert field.description
        assert widget.accessibleDescription() == field.description
        assert f"--set {name}=" in widget.toolTip()


def test_the_field_that_is_used_says_what_it_is_for(qtbot: QtBot, panel: SettingsPanel) -> None:
    panel.activateWindow()
    panel.fields["epochs"].editor.widget.setFocus()
    description = TrainingSettings.model_fields["epochs"].description
    qtbot.waitUntil(lambda: any(label.text() == description for label in panel.findChildren(QLabel)))


def test_every_value_that_can_be_set_is_one_that_the_trainer_takes(panel: SettingsPanel) -> None:
    for name, field in panel.fields.items():
        value = field.editor.value
        field.editor.show(value)
        TrainingSettings.model_validate({name: field.editor.value})
    panel.set_by_hand({name: getattr(TrainingSettings(), name) for name in TrainingSettings.model_fields})
    assert with_settings(CHOSEN, panel.assignments) == TrainingSettings()
