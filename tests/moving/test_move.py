"""A move against a real server on this machine: what is asked, what it may cost, and what comes of it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.chat.hosted import HostedModel
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.synthesis import generate_list
from geoft_gui.errors import UserError
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import provider
from geoft_gui.moving.move import Move
from geoft_gui.moving.questions import Questions, questions_of
from geoft_gui.moving.report import Report, Standing
from tests.hosted_server import Fault, FaultSchedule, HostedServer

KEY = "a-key-of-no-known-shape-1234"
MODEL = "gpt-4o-mini-2024-07-18"


@pytest.fixture
def questions() -> Questions:
    return questions_of(generate_list(30, 1))


@pytest.fixture
def server(own_home: Path, questions: Questions) -> Iterator[HostedServer]:
    """A provider whose model knows every answer."""
    known = {row.prompt: row.answer for row in generate_list(30, 1)}

    def answer(messages: list[dict[str, Any]], model: str) -> str:
        return known[messages[-1]["content"]]

    with HostedServer(key=KEY, answer=answer) as running:
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{running.url}"\n', encoding="utf-8")
        yield running


def _model() -> HostedModel:
    return HostedModel(provider("openai"), MODEL)


def _run(move: Move, budget: float | None = 1.0, **more: Any) -> Report:
    with move.model.client(KEY) as client:
        return move.run(client, budget, **more)


def _asked(server: HostedServer) -> list[str]:
    return [request.body["messages"][-1]["content"] for request in server.requests if request.status == 200]


def test_every_prompt_is_asked_once_and_the_answers_are_rows(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    move = Move(_model(), questions, tmp_path / "moved.jsonl", "You make parts.")
    outlook = move.outlook()
    assert (outlook.left, outlook.answered, outlook.spent_usd) == (30, 0, 0)
    assert outlook.cost is not None and outlook.most_usd is not None
    told: list[Standing] = []
    report = _run(move, outlook.most_usd, tell=told.append)
    assert (report.answered, report.kept, report.reasons, report.ended) == (30, 30, {}, "")
    assert report.spent_usd is not None and 0 < report.spent_usd <= outlook.cost.high_usd
    assert (told[-1].answered, told[-1].kept, len(told)) == (30, 30, 30)
    rows = [row for row in read_rows(tmp_path / "moved.jsonl") if isinstance(row, Row)]
    assert [row.prompt for row in rows] == [question.turns[-1].content for question in questions.asked]
    assert sorted(_asked(server)) == sorted(row.prompt for row in rows)
    assert server.requests[0].body["messages"][0] == {"role": "system", "content": "You make parts."}
    assert server.requests[0].body["temperature"] == 0
    assert KEY not in (tmp_path / "moved.jsonl.answers").read_text()


def test_a_model_that_makes_no_parts_is_asked_no_more(
    own_home: Path, questions: Questions, tmp_path: Path
) -> None:
    with HostedServer(key=KEY, answer=lambda messages, model: "I am a language model.") as server:
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{server.url}"\n', encoding="utf-8")
        report = _run(Move(_model(), questions, tmp_path / "moved.jsonl"))
        assert len(_asked(server)) == 5
    assert (report.answered, report.kept, report.out) == (5, 0, None)
    assert "no more was asked" in report.ended and "25 questions were not asked" in report.sentences[-1]


def test_it_ends_at_the_budget_and_goes_on_where_it_ended(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    move = Move(_model(), questions, tmp_path / "moved.jsonl", answer_tokens=(10, 150))
    outlook = move.outlook()
    assert outlook.cost is not None
    budget = outlook.cost.high_usd / 6
    first = _run(move, budget)
    assert first.ended == "The budget of less than $0.01 has no room for more."
    assert 0 < first.answered < 30 and first.spent_usd is not None and first.spent_usd <= budget
    assert "do the same again" in first.sentences[-1]

    again = Move(_model(), questions, tmp_path / "moved.jsonl")
    assert again.outlook().spent_usd == pytest.approx(first.spent_usd)
    second = _run(again, 1.0)
    assert (second.answered, second.kept, second.ended) == (30, 30, "")
    assert len(_asked(server)) == 30
    assert Move(_model(), questions, tmp_path / "moved.jsonl").outlook().cost is None


def test_who_stops_it_keeps_what_was_answered(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    stop = threading.Event()
    move = Move(_model(), questions, tmp_path / "moved.jsonl")
    report = _run(move, stop=stop, tell=lambda standing: stop.set() if standing.answered == 5 else None)
    assert report.ended == "The asking was stopped." and 5 <= report.answered < 30
    assert len(list(read_rows(tmp_path / "moved.jsonl"))) == report.kept == report.answered
    assert _run(move).answered == len(_asked(server)) == 30


def test_trouble_of_the_provider_is_waited_out_and_a_refusal_ends_it(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    server.faults = FaultSchedule.planned({("POST", "/chat/completions"): [Fault.RESET_BEFORE]})
    move = Move(_model(), questions, tmp_path / "moved.jsonl")
    with move.model.client("wrong") as client, pytest.raises(HostedError, match="refuses the key"):
        move.run(client, 1.0)
    assert not (tmp_path / "moved.jsonl").exists()

    def revoke(standing: Standing) -> None:
        if standing.answered == 6:
            server.platform.key = "another"

    report = _run(move, tell=revoke)
    assert report.error is not None and "refuses the key" in report.ended
    assert 6 <= report.kept < 30 and (tmp_path / "moved.jsonl").exists()


CHAT = ("POST", "/chat/completions")


def test_a_try_that_got_lost_is_counted_in_full_before_the_question_is_asked_again(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    one = Questions(questions.asked[:1])
    server.faults = FaultSchedule.planned({CHAT: [Fault.GATEWAY_TIMEOUT] * 8})
    move = Move(_model(), one, tmp_path / "moved.jsonl")
    cost = move.outlook().cost
    assert cost is not None
    with pytest.raises(HostedError, match="trouble"):
        _run(move, cost.high_usd)
    assert len(server.requests) == 1, "one answer was agreed to, and one may have been given"

    again = Move(_model(), one, tmp_path / "moved.jsonl")
    spent = again.outlook().spent_usd
    assert spent == pytest.approx(cost.high_usd)
    server.faults = FaultSchedule.planned({CHAT: [Fault.GATEWAY_TIMEOUT]})
    report = _run(again, 1.0)
    assert (report.kept, report.lost, len(server.requests)) == (1, 2, 3)
    assert report.spent_usd is not None and report.spent_usd > 2 * spent
    assert "2 tries got lost" in "".join(report.sentences)
    later = Move(_model(), one, tmp_path / "moved.jsonl").outlook()
    assert later.spent_usd == pytest.approx(report.spent_usd)


def test_rows_that_lie_there_are_not_lost(server: HostedServer, questions: Questions, tmp_path: Path) -> None:
    out = tmp_path / "moved.jsonl"
    first, second = Questions(questions.asked[:3]), Questions(questions.asked[3:5])
    _run(Move(_model(), first, out))
    report = _run(Move(_model(), second, out))
    assert (report.kept, report.earlier_rows, len(list(read_rows(out)))) == (2, 3, 5)
    assert report.sentences[1] == "3 rows of other prompts stay in it."
    assert _run(Move(_model(), questions, out)).earlier_rows == 0 and len(list(read_rows(out))) == 30
    with pytest.raises(UserError, match="as an earlier move of this model left it"):
        Move(HostedModel(provider("openai"), "gpt-4o-2024-08-06"), first, out)
    out.write_text(out.read_text().replace("moved-", "mine-"), encoding="utf-8")
    with pytest.raises(UserError, match="as an earlier move of this model left it"):
        Move(_model(), questions, out)
    assert "mine-" in out.read_text()


def test_a_file_that_is_something_else_is_not_written_over(
    server: HostedServer, questions: Questions, tmp_path: Path
) -> None:
    (tmp_path / "mine.jsonl").write_text("{}\n")
    with pytest.raises(UserError, match="is there already"):
        Move(_model(), questions, tmp_path / "mine.jsonl")
    with pytest.raises(UserError, match="cannot write"):
        Move(_model(), questions, tmp_path / "rows.docx")
