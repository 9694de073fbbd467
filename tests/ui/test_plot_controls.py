from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from geoft_gui.ui.widgets.plot_controls import PlotControls


def test_each_control_says_what_the_user_wants(qtbot: QtBot) -> None:
    controls = PlotControls()
    qtbot.addWidget(controls)
    slider = controls.findChild(QSlider)
    with qtbot.waitSignal(controls.smoothing_chosen) as smoothing:
        qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert smoothing.args == [0.0]
    with qtbot.waitSignal(controls.log_scale_chosen) as scale:
        controls.findChild(QCheckBox).click()
    assert scale.args == [True]


def test_the_way_back_is_open_while_a_part_is_looked_at(qtbot: QtBot) -> None:
    controls = PlotControls()
    qtbot.addWidget(controls)
    whole = controls.findChild(QPushButton)
    assert not whole.isEnabled()
    assert "All steps are in view" in whole.toolTip()
    controls.show_zoomed(True)
    with qtbot.waitSignal(controls.whole_run_wanted):
        whole.click()
