"""Answers that were paid for stay, whatever happens."""

from pathlib import Path

import pytest

from geoft_gui.chat.client import Reply, Usage
from geoft_gui.errors import UserError
from geoft_gui.moving.answers import Answered, AnswerFile


def test_answers_come_back_each_to_the_model_that_gave_it(tmp_path: Path) -> None:
    mine, other = (AnswerFile(tmp_path / "rows.jsonl", model) for model in ("openai:a", "openai:b"))
    for file, text in ((mine, "one\n½ \ud83d"), (other, "two")):
        with file.writing() as writer:
            writer.write("[]", Reply(text, cut=False, usage=Usage(3, 4)))
    assert mine.read() == {"[]": Answered("one\n½ \ud83d", False, Usage(3, 4))}
    assert other.read()["[]"].text == "two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.jsonl.answers"]


def test_a_torn_line_is_no_answer_and_spoils_none_behind_it(tmp_path: Path) -> None:
    file = AnswerFile(tmp_path / "rows.jsonl", "openai:a")
    with file.writing() as writer:
        writer.write("1", Reply("kept", cut=False))
        writer.write("2", Reply("torn", cut=True))
    whole = file.path.read_bytes()
    for end in range(len(whole.splitlines(keepends=True)[0]), len(whole) - 1):
        file.path.write_bytes(whole[:end])
        assert list(file.read()) == ["1"]
    with file.writing() as writer:
        writer.write("3", Reply("after", cut=False))
    assert list(file.read()) == ["1", "3"]


def test_two_processes_do_not_pay_for_the_same_answers(tmp_path: Path) -> None:
    file = AnswerFile(tmp_path / "rows.jsonl", "openai:a")
    again = AnswerFile(tmp_path / "rows.jsonl", "openai:a")
    with file.writing(), pytest.raises(UserError, match="Another process"), again.writing():
        pass
    with again.writing():
        pass
