"""What a server says when it starts, read from its log."""

from pathlib import Path

import pytest

from geoft_gui.chat.child import Announcement, ended_early, ended_meanwhile, read_announcement
from geoft_gui.errors import UserError


def test_a_server_has_said_nothing_until_its_line_is_whole(tmp_path: Path) -> None:
    log = tmp_path / "log"
    line = '{"url": "http://127.0.0.1:5000", "model": "mine"}'
    log.write_text("some library's warning\n" + line[:30], encoding="utf-8")
    assert read_announcement(log) is None
    log.write_text("some library's warning\n[1]\n" + line + "\nanother\n", encoding="utf-8")
    assert read_announcement(log) == Announcement("http://127.0.0.1:5000", "mine")


def test_what_a_server_cannot_do_is_passed_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('{"error": {"message": "No.", "hint": "Do that.", "details": "x"}}\n', encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_announcement(log)
    assert (caught.value.message, caught.value.hint, caught.value.details) == ("No.", "Do that.", "x")


def test_the_last_words_of_a_server_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("Traceback\nMemoryError\n", encoding="utf-8")
    assert "Its last words: MemoryError" in ended_early(log).message
    log.write_text("", encoding="utf-8")
    assert ended_early(log).message == "The model's server ended before it could be asked."


def test_a_server_that_ended_while_it_was_needed_leaves_its_last_words_for_the_details(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    log.write_text("Killed\n", encoding="utf-8")
    error = ended_meanwhile(log)
    assert "has ended by itself" in error.message
    assert error.details == "Killed"
