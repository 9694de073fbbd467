"""How the card at the top of a run makes room for what can be done."""

from pathlib import Path

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.events import Status
from tests.runs.sample_runs import write_events
from tests.ui.runs.opened_tab import RUNNING, Opened, offered, opened, started, with_model

__all__ = ["opened"]


def test_many_buttons_do_not_squeeze_the_name(qtbot: QtBot, tmp_path: Path, opened: Opened) -> None:
    folder = with_model(started(tmp_path, *RUNNING, name="Llama 3.2 1B on My brackets"))
    tab = opened(Supervisor(tmp_path, {}))
    tab.resize(1300, 700)
    header = tab.page.header
    name, buttons = header._name, header._buttons
    tab.show_run(folder)
    qtbot.waitUntil(lambda: "Pause" in offered(tab))
    qtbot.waitUntil(lambda: buttons.mapTo(header, QPoint()).y() < name.geometry().bottom())
    write_events(folder, Status(status="stopped"))
    qtbot.waitUntil(lambda: "Try it" in offered(tab))
    qtbot.waitUntil(lambda: buttons.mapTo(header, QPoint()).y() > name.geometry().bottom())
    qtbot.waitUntil(lambda: name.height() < 2 * name.fontMetrics().lineSpacing())
