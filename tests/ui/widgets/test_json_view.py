"""A document is shown laid out and in colour, also while it grows."""

import json

import pytest
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.json_view import LONGEST_SHOWN, JsonView

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20},"material":null}'


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> JsonView:
    made = JsonView(appearance)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


def colours_of(view: JsonView, line: int) -> set[str]:
    layout: QTextLayout = view.document().findBlockByNumber(line).layout()
    return {part.format.foreground().color().name() for part in layout.formats()}


def test_json_is_laid_out_and_other_text_is_left_alone(view: JsonView) -> None:
    view.show_text(CUBE)
    assert view.toPlainText() == json.dumps(json.loads(CUBE), indent=2)
    view.show_text("I cannot do  that.\n{}")
    assert view.toPlainText() == "I cannot do  that.\n{}"
    view.show_text("")
    assert view.toPlainText() == ""


def test_a_growing_document_is_the_same_in_the_end(view: JsonView) -> None:
    for length in range(1, len(CUBE) + 1):
        view.show_text(CUBE[:length])
    assert view.toPlainText() == json.dumps(json.loads(CUBE), indent=2)
    assert view.source == CUBE


def test_growing_writes_only_what_came_new(view: JsonView) -> None:
    view.show_text(CUBE[:30])
    changes: list[tuple[int, int]] = []
    view.document().contentsChange.connect(lambda place, removed, added: changes.append((removed, added)))
    view.show_text(CUBE[:31])
    assert [removed for removed, _ in changes] == [0]
    assert sum(added for _, added in changes) <= 3


def test_strings_and_numbers_have_the_colours_of_the_theme(view: JsonView, appearance: Appearance) -> None:
    view.show_text(CUBE)
    assert appearance.colours.good in colours_of(view, 1)
    assert appearance.colours.accent in colours_of(view, 3)
    appearance.choose("dark", 100)
    assert appearance.colours.good in colours_of(view, 1)
    assert appearance.colours.accent in colours_of(view, 3)


def test_a_text_that_nobody_reads_is_cut_and_says_so(view: JsonView) -> None:
    view.show_text("x" * (LONGEST_SHOWN + 1234))
    assert view.toPlainText().endswith("… 1,234 more characters are not shown.")


@pytest.mark.parametrize("piece", ["[", '[[{"a":', "x"])
def test_what_grows_past_the_limit_is_shown_up_to_it_and_the_rest_is_counted(
    view: JsonView, piece: str
) -> None:
    text = piece * 200_000
    for length in (60_000, 120_000, 123_456):
        view.show_text(text[:length])
    shown, remark = view.toPlainText().rsplit("\n", 1)
    taken = len("".join(shown.split()))
    assert len(shown) < LONGEST_SHOWN + 100
    assert remark == f"… {123_456 - taken:,} more characters are not shown."
    assert text.startswith("".join(shown.split()))
    assert "not shown" not in shown
    view.show_text(CUBE)
    assert view.toPlainText() == json.dumps(json.loads(CUBE), indent=2)


def test_a_reader_stays_where_he_is_and_a_watcher_follows(view: JsonView) -> None:
    long = json.dumps(list(range(300)))
    view.show_text(long[:600])
    bar = view.verticalScrollBar()
    assert bar.value() == 0
    view.show_text(long[:700])
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    view.show_text(long)
    assert bar.value() == bar.maximum()
