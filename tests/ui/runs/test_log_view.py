from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from geoft_gui.ui.desk import Desk
from geoft_gui.ui.runs.log_view import LogView


@pytest.fixture
def view(qtbot: QtBot, desk: Desk) -> LogView:
    made = LogView(desk)
    qtbot.addWidget(made, before_close_func=lambda _: desk.background.close())
    made.resize(500, 300)
    return made


def test_the_log_is_followed_to_its_end_unless_the_user_looks_elsewhere(
    qtbot: QtBot, tmp_path: Path, view: LogView
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("".join(f"line {number}\n" for number in range(200)), encoding="utf-8")
    view.show_log(path)
    view.show()
    bar = view.text.verticalScrollBar()
    qtbot.waitUntil(lambda: "line 199" in view.text.toPlainText())
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    bar.setValue(0)
    with path.open("a", encoding="utf-8") as log:
        log.write("the end\n")
    qtbot.waitUntil(lambda: "the end" in view.text.toPlainText())
    assert bar.value() == 0


def test_without_a_log_it_says_so_and_with_one_opens_it(
    qtbot: QtBot, tmp_path: Path, view: LogView, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    view.show_log(path)
    view.show()
    assert not view.open_button.isEnabled()
    assert view.open_button.toolTip() == "There is no log yet."
    path.write_text("hello\n", encoding="utf-8")
    qtbot.waitUntil(view.open_button.isEnabled)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    view.open_button.click()
    assert [Path(url.toLocalFile()) for url in opened] == [path]
