"""What tests of the Data tab share: a tab, files to open, and a way to wait until they are checked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from geoft_gui import paths
from geoft_gui.ui.data_tab import DataTab
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.opened_data import OpenedData

BUNDLED = paths.bundled_data()
GOOD_ROWS = 30
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


def line(prompt: str, answer: str) -> str:
    turns = [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
    return json.dumps({"messages": turns})


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk) -> DataTab:
    made = DataTab(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As many of the bundled rows as a test needs, in the place of all of them."""
    for name, count in (("train_dataset.jsonl", GOOD_ROWS), ("validation_dataset.jsonl", 10)):
        lines = (BUNDLED / name).read_text(encoding="utf-8").splitlines()[:count]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(paths, "bundled_data", lambda: tmp_path)
    return tmp_path / "train_dataset.jsonl"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Five rows, of which two can be learnt from."""
    path = tmp_path / "broken.jsonl"
    lines = [
        line("Create a 20mm cube", CUBE),
        '{"messages": [',
        line("A cube of 20 mm, cut off", CUBE[:-1]),
        line("create a 20MM cube", CUBE),
        line("", CUBE),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


Open = Callable[[Path], OpenedData]


@pytest.fixture
def open_file(qtbot: QtBot, tab: DataTab) -> Open:
    def opened(path: Path) -> OpenedData:
        with qtbot.waitSignal(tab.opened) as signal:
            tab.open_file(path)
        (data,) = signal.args
        return data

    return opened


def numbers(tab: DataTab) -> list[str]:
    model = tab.browser.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def visible_words(widget: QWidget) -> str:
    said = "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return said.replace("\N{NO-BREAK SPACE}", " ")


def finding(tab: DataTab, said: str) -> QPushButton:
    buttons = tab.browser.findings.findChildren(QPushButton)
    return next(button for button in buttons if button.accessibleName().startswith(said))
