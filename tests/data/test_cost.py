from datetime import date

import pytest

from geoft_gui.data.cost import training_cost


@pytest.mark.parametrize(
    ("tokens", "amount"),
    [
        (44_000, "about $0.22"),
        (10, "less than $0.01"),
        (50_000_000, "about $250"),
        (500_000_000, "about $2,500"),
    ],
)
def test_tokens_cost_dollars(tokens: int, amount: str) -> None:
    cost = training_cost(tokens, date(2026, 11, 25))
    assert cost.amount == amount
    assert (
        cost.sentence == f"{amount} an epoch with gpt-4.1-mini at OpenAI, by its prices of 22 November 2026"
    )


def test_a_provider_that_takes_no_more_trainings_is_not_reckoned_with() -> None:
    assert training_cost(10**6, date(2027, 1, 5)).provider == "OpenAI"
    later = training_cost(10**6, date(2027, 1, 6))
    assert later.provider == "Nebius Token Factory"
    assert "open model" in later.sentence
