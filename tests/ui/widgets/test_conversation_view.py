"""A conversation is shown as it was said."""

import pytest
from pytestqt.qtbot import QtBot

from geoft_gui.data.row import Message
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.widgets.conversation_view import LONGEST_TURN, MOST_TURNS, ConversationView


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> ConversationView:
    made = ConversationView(appearance)
    qtbot.addWidget(made)
    return made


def test_turns_and_remarks_are_shown_in_their_order(view: ConversationView) -> None:
    turns = (Message("system", "Answer in JSON."), Message("user", "A cube"), Message("assistant", "{}", 0))
    view.show_turns(turns, ["This row repeats an earlier one."])
    text = view.toPlainText()
    said = ("repeats", "Instruction", "Answer in JSON.", "Asked", "A cube", "not to learn", "{}")
    assert sorted(said, key=text.index) == list(said)


def test_markup_in_a_row_is_text(view: ConversationView) -> None:
    view.show_turns([Message("user", "<b>bold</b> & <img src='x'>")])
    assert "<b>bold</b> & <img src='x'>" in view.toPlainText()


def test_colours_follow_the_theme_and_the_words_stay(view: ConversationView, appearance: Appearance) -> None:
    view.show_turns([Message("user", "A cube")])
    before = view.toPlainText()
    appearance.choose("dark", 120)
    assert view.toPlainText() == before


def test_endless_rows_are_cut_and_say_so(view: ConversationView) -> None:
    view.show_turns(
        [Message("user", "x" * (LONGEST_TURN + 7))] + [Message("user", "more")] * (MOST_TURNS + 1)
    )
    assert "… 7 more characters" in view.toPlainText()
    assert "… and 2 more turns." in view.toPlainText()
