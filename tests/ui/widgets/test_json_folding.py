"""What is inside brackets can be hidden and shown again."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.json_folding import JsonFolding
from geoft_gui.ui.widgets.json_view import JsonView

NESTED = json.dumps({"type": "assembly", "components": [{"type": "cube", "position": {"x": 1}}], "name": "a"})


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> JsonView:
    made = JsonView(appearance)
    qtbot.addWidget(made)
    made.resize(500, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.show_text(NESTED)
    return made


def lines(view: JsonView) -> list[str]:
    blocks = (view.document().findBlockByNumber(number) for number in range(view.blockCount()))
    return [block.text().strip() for block in blocks if block.isVisible()]


def margin(view: JsonView) -> JsonFolding:
    (found,) = view.findChildren(JsonFolding)
    return found


def click_mark(qtbot: QtBot, view: JsonView, line: int) -> None:
    block = view.document().findBlockByNumber(line)
    top = view.blockBoundingGeometry(block).translated(view.contentOffset()).top()
    qtbot.mouseClick(margin(view), Qt.MouseButton.LeftButton, pos=QPoint(4, round(top) + 4))


def test_a_click_hides_what_is_inside_and_another_shows_it(qtbot: QtBot, view: JsonView) -> None:
    everything = lines(view)
    assert everything[2] == '"components": ['
    click_mark(qtbot, view, 2)
    assert lines(view) == ["{", '"type": "assembly",', '"components": [', '"name": "a"', "}"]
    click_mark(qtbot, view, 2)
    assert lines(view) == everything


def test_what_was_folded_inside_stays_folded(qtbot: QtBot, view: JsonView) -> None:
    click_mark(qtbot, view, 5)
    within = lines(view)
    assert '"x": 1' not in within and '"position": {' in within
    click_mark(qtbot, view, 2)
    click_mark(qtbot, view, 2)
    assert lines(view) == within


def test_keys_fold_everything_and_unfold_it(qtbot: QtBot, view: JsonView) -> None:
    everything = lines(view)
    qtbot.keyClick(view, "-")
    assert lines(view) == ["{", '"type": "assembly",', '"components": [', '"name": "a"', "}"]
    qtbot.keyClick(view, "+")
    assert lines(view) == everything


def test_another_text_is_shown_whole(qtbot: QtBot, view: JsonView) -> None:
    qtbot.keyClick(view, "-")
    view.show_text(NESTED.replace("cube", "cone"))
    assert '"type": "cone",' in lines(view)
    view.show_text("no JSON")
    assert not margin(view).isVisible()
