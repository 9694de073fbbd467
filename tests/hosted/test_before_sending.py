"""What is known before anything is sent: prices, dates, the provider's own rules, and earlier refusals."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.hosted.cost import Cost, answers_cost, dollars, job_cost
from geoft_gui.hosted.notices import can_train, lifetime, wind_down
from geoft_gui.hosted.providers import TrainableModel, provider
from geoft_gui.hosted.refused import forget, is_refused, remember_refusal, who
from geoft_gui.hosted.rules import Line, RowsCheck, check_rows, sent_line

_MINI = "gpt-4.1-mini-2025-04-14"
_NOVEMBER = date(2026, 11, 22)


def test_a_training_costs_tokens_times_epochs_times_the_price() -> None:
    cost = job_cost((400_000, 500_000), 3, provider("openai").model(_MINI))
    assert cost is not None
    assert (cost.low_usd, cost.high_usd, cost.price) == pytest.approx((6.0, 7.5, 5.0))
    assert cost.words == (
        "$6.00 to $7.50 for 400,000 to 500,000 tokens, 3 times, by the prices of 22 November 2026. "
        "GeoFT estimates the tokens; the provider counts them."
    )
    assert job_cost((1, 2), 3, TrainableModel("unknown")) is None
    assert job_cost((1, 2), 3, None) is None


@pytest.mark.parametrize(
    ("amount", "said"), [(0, "$0"), (0.004, "less than $0.01"), (0.25, "$0.25"), (1234.4, "$1,234")]
)
def test_dollars_in_words(amount: float, said: str) -> None:
    assert dollars(amount) == said


@pytest.mark.parametrize(
    ("amount", "said"), [(100.49, "$101"), (0.251, "$0.26"), (0.25, "$0.25"), (100, "$100")]
)
def test_the_most_in_words_is_never_less_than_the_most(amount: float, said: str) -> None:
    assert dollars(amount, at_most=True) == said
    assert Cost(0.1, amount, 1, 2, 1, 5.0, _NOVEMBER).amount == f"$0.10 to {said}"


def test_an_amount_is_one_number_where_both_ends_are_the_same() -> None:
    assert Cost(0.001, 0.002, 1, 2, 1, 5.0, _NOVEMBER).amount == "less than $0.01"


def test_answers_cost_what_is_read_and_what_is_written() -> None:
    asked = [[{"role": "user", "content": "Create a 20mm cube"}]] * 1000
    cost = answers_cost(asked, (50_000, 100_000), provider("openai"), f"ft:{_MINI}:org::abc")
    assert cost is not None and 0.16 < cost.low_usd < cost.high_usd
    assert cost.high_usd == pytest.approx(((cost.tokens_high - 100_000) * 0.8 + 100_000 * 3.2) / 1e6)
    assert answers_cost(asked, (1, 2), provider("nebius"), "Qwen/Qwen3-8B") is None


def test_the_wind_down_is_said_by_the_date() -> None:
    openai = provider("openai")
    now = wind_down(openai, _MINI, _NOVEMBER)
    assert now[0] == "From 6 January 2027 nobody can start a training at OpenAI."
    assert now[1] == "A model trained today can be asked for 53 days, until 14 January 2027."
    assert "7 May 2026" in now[2] and "60 days" in now[3]
    closed = wind_down(openai, _MINI, date(2027, 1, 6))
    assert closed == (
        "Since 6 January 2027, OpenAI starts no training any more, for nobody.",
        "Every model made from GPT-4.1 mini can be asked for 8 days more, until 14 January 2027.",
    )
    assert "was shut down on 14 January 2027" in wind_down(openai, _MINI, date(2027, 1, 14))[1]
    assert wind_down(provider("nebius"), "Qwen/Qwen3-8B", _NOVEMBER) == ()
    assert "October 2027" in wind_down(provider("azure"), None, _NOVEMBER)[0]
    assert wind_down(provider("azure"), None, date(2027, 11, 1)) == ()


def test_whether_a_model_can_still_be_trained_and_how_long_it_answers() -> None:
    openai = provider("openai")
    # On 6 January it is still the 5th in California, so nobody is turned away here.
    assert can_train(openai, _MINI, date(2027, 1, 6)) and not can_train(openai, _MINI, date(2027, 1, 7))
    old = replace(openai, trains_until=None)
    assert can_train(old, _MINI, date(2027, 1, 14)) and not can_train(old, _MINI, date(2027, 1, 15))
    assert not can_train(old, "gpt-4.1-mini", date(2027, 1, 15))
    said = lifetime(openai, f"ft:{_MINI}:org::abc", date(2027, 1, 13))
    assert said == "Models made from GPT-4.1 mini can be asked for 1 day more, until 14 January 2027."
    assert lifetime(provider("nebius"), "anything", _NOVEMBER) == ""


def _row(
    answer: str = '{"type":"cube"}', question: str = "Create a cube", **more: Any
) -> list[dict[str, Any]]:
    return [
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer, **more},
    ]


def _check(
    lines: list[Line], provider_id: str = "openai", training: RowsCheck | None = None
) -> tuple[RowsCheck, dict[int, str]]:
    check = check_rows(lines, provider(provider_id), _MINI, training)
    return check, {fault.number: fault.message for fault in check.row_faults}


def test_rows_that_are_in_order_pass() -> None:
    lines = [(n, _row(question=f"Create a {n}mm cube")) for n in range(1, 11)]
    check, faults = _check(lines)
    assert check.passes and not faults and not check.file_faults
    assert check.rows == 10 and check.size == sum(len(sent_line(messages)) for _, messages in lines)
    assert 10 * 12 < check.tokens[0] < check.tokens[1] < 10 * 80


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([], "no messages"),
        ([{"role": "human", "content": "x"}, {"role": "assistant", "content": "y"}], "“human”"),
        (_row(answer="  "), "Message 2, of the assistant, is empty"),
        ([{"role": "assistant", "content": None}], "is empty"),
        (_row()[::-1], "does not end with an answer"),
        ([{"role": "assistant", "content": "x"}], "Nobody asks"),
        (_row(weight=2), "only 0 and 1"),
        (_row(weight=0), "nothing to learn"),
    ],
)
def test_rows_that_a_provider_would_refuse(messages: list[dict[str, Any]], said: str) -> None:
    check, faults = _check([(7, messages)])
    assert said in faults[7] and not check.passes


def test_too_few_rows_are_said_and_only_of_those_to_train_on() -> None:
    check, _ = _check([(1, _row())])
    assert [fault.message for fault in check.file_faults] == ["There is 1 row; OpenAI trains on 10 or more."]
    assert not _check([(1, _row())], "nebius")[0].file_faults
    assert not _check([(2, _row(question="other"))], training=check)[0].file_faults
    assert _check([])[0].file_faults[0].message == "There are no rows."


def test_a_row_too_long_loses_its_end_or_stops_the_training() -> None:
    long = _row(answer="[" + "123, " * 12_000 + "1]")
    check, faults = _check([(3, long)], "nebius")
    assert "Nebius Token Factory takes 8,192, so the end of its answer is cut off" in faults[3]
    assert not check.passes
    near = _row(answer="[" + "123, " * 2_000 + "1]")
    check, faults = _check([(3, near)], "nebius")
    assert "could be cut off" in faults[3] and check.passes
    assert not _check([(3, near)], "openai")[1]


def test_rows_that_stand_twice_and_rows_that_measure_nothing() -> None:
    training, faults = _check([(1, _row()), (2, _row(question="b")), (9, _row())])
    assert faults == {9: "It is the same as row 1."}
    assert [fault.severity for fault in training.row_faults] == ["warning"]
    check, faults = _check([(4, _row(question="b")), (5, _row(question="c"))], training=training)
    assert faults == {4: "It is also row 2 of the data to train on, so it measures nothing."}
    assert not check.passes


def test_who_was_refused_is_known_until_the_key_changes(tmp_path: Path) -> None:
    there = "https://api.example.com/v1"
    me = who("org-1", "a-key-1234", there)
    assert me == "org-1/1234@https://api.example.com/v1" == who("org-1", "a-key-1234", there + "/")
    assert is_refused("openai", me, tmp_path) is None
    remember_refusal("openai", me, _NOVEMBER, tmp_path)
    remember_refusal("azure", me, _NOVEMBER, tmp_path)
    assert is_refused("openai", me, tmp_path, today=_NOVEMBER) == _NOVEMBER
    assert is_refused("openai", who("org-2", "a-key-1234", there), tmp_path) is None
    assert is_refused("openai", who("org-1", "a-key-1234", "http://127.0.0.1:9"), tmp_path) is None
    later = _NOVEMBER + timedelta(8)
    assert is_refused("openai", me, tmp_path, today=later) is None, "it may have changed its mind"
    assert "a-key" not in (tmp_path / "refusals.json").read_text(encoding="utf-8")
    forget("openai", tmp_path)
    assert is_refused("openai", me, tmp_path, today=_NOVEMBER) is None
    assert is_refused("azure", me, tmp_path, today=_NOVEMBER) == _NOVEMBER
    (tmp_path / "refusals.json").write_text("[", encoding="utf-8")
    assert is_refused("azure", me, tmp_path) is None
    remember_refusal("openai", me, _NOVEMBER, tmp_path)
    assert is_refused("openai", me, tmp_path, today=_NOVEMBER) == _NOVEMBER
