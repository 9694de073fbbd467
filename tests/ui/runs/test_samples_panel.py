from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider
from pytestqt.qtbot import QtBot

from geoft_gui.runs.events import Sample
from geoft_gui.ui.desk import Desk
from geoft_gui.ui.runs.run_story import SampleHistory
from geoft_gui.ui.runs.samples_panel import SamplesPanel

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BLOCK = '{"type":"cube","dimensions":{"length":20,"width":20,"height":5}}'


def sample(
    step: int, prompt: str, answer: str, verdict: Literal["correct", "another_part", "not_a_document"]
) -> Sample:
    return Sample(step=step, prompt=prompt, expected=CUBE, answer=answer, verdict=verdict)


@pytest.fixture
def history() -> SampleHistory:
    made = SampleHistory()
    for taken in (
        sample(100, "Create a cube", BLOCK, "another_part"),
        sample(100, "Make a dice", "nonsense", "not_a_document"),
        sample(200, "Create a cube", CUBE, "correct"),
        sample(200, "Make a dice", BLOCK, "another_part"),
    ):
        made.take(taken)
    return made


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> SamplesPanel:
    made = SamplesPanel(desk)
    qtbot.addWidget(made, before_close_func=lambda _: desk.workbench.close())
    made.resize(600, 500)
    made.show()
    return made


def read(panel: SamplesPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def documents(panel: SamplesPanel) -> tuple[str, str]:
    return panel._expected_text.source, panel._came_text.source


def test_the_newest_judging_is_shown_with_its_verdict(panel: SamplesPanel, history: SampleHistory) -> None:
    panel.show_history(history)
    assert "Asked for “Create a cube”" in read(panel)
    assert "It makes the right part." in read(panel)
    assert "After step 200" in read(panel)
    assert documents(panel) == (CUBE, CUBE)


def test_one_prompt_is_followed_through_time(
    qtbot: QtBot, panel: SamplesPanel, history: SampleHistory
) -> None:
    panel.show_history(history)
    panel.next_button.click()
    assert "Make a dice" in read(panel)
    qtbot.keyClick(panel.findChild(QSlider), Qt.Key.Key_Left)
    assert "After step 100" in read(panel)
    assert "It writes something that is no geometry document." in read(panel)
    assert documents(panel) == (CUBE, "nonsense")
    panel.next_button.click()
    assert "Create a cube" in read(panel)
    panel.previous_button.click()
    assert "Make a dice" in read(panel)


def test_what_comes_is_shown_unless_the_user_looks_back(
    panel: SamplesPanel, history: SampleHistory
) -> None:
    panel.show_history(history)
    history.take(sample(300, "Create a cube", BLOCK, "another_part"))
    panel.refresh()
    assert "After step 300" in read(panel)
    panel.findChild(QSlider).setValue(0)
    history.take(sample(400, "Create a cube", CUBE, "correct"))
    panel.refresh()
    assert "After step 100" in read(panel)


def test_the_parts_are_drawn_and_their_documents_shown_on_demand(
    qtbot: QtBot, panel: SamplesPanel, history: SampleHistory
) -> None:
    panel.show_history(history)
    qtbot.waitUntil(lambda: " ".join(read(panel).split()).count("20 × 20 × 20 mm") == 2, timeout=20_000)
    assert not panel._came_text.isVisible()
    panel.documents_button.click()
    assert panel._came_text.isVisible()
    assert '"length": 20' in panel._came_text.toPlainText()


def test_an_empty_place_says_why(panel: SamplesPanel) -> None:
    panel.say_why_empty("Nothing was judged yet.")
    panel.show_history(SampleHistory())
    assert read(panel) == "Nothing was judged yet."


def test_a_long_prompt_leaves_the_parts_their_room(panel: SamplesPanel) -> None:
    prompt = 300 * "a long hole"
    history = SampleHistory()
    history.take(sample(100, prompt, CUBE, "correct"))
    panel.show_history(history)
    asked = next(label for label in panel.findChildren(QLabel) if label.text().startswith("Asked for “"))
    assert asked.text().count("\n") == 2
    assert asked.text().endswith("…")
    assert asked.sizeHint().height() <= 3 * asked.fontMetrics().lineSpacing()
    assert prompt in asked.toolTip()
