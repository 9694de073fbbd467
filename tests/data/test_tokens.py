"""Estimates of tokens against counts by real tokenizers."""

import pytest

from geoft_gui.data.tokens import estimate_tokens


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ('{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}', 22),
        ('{"type":"sphere","dimensions":{"diameter":45.5},"material":"brass","color":"blue"}', 24),
        ('{"type":"cylinder","dimensions":{"diameter":0.5,"height":6,"unit":"inch"},"material":"steel"}', 27),
        ('{"type":"torus","dimensions":{"radius":30,"minor_radius":4}}', 18),
    ],
)
def test_documents_are_estimated_as_single_digit_tokenizers_count_them(text: str, counted: int) -> None:
    assert estimate_tokens(text) == pytest.approx(counted, rel=0.15)


def test_white_space_and_ids_cost_and_nothing_costs_nothing() -> None:
    assert estimate_tokens("") == 0
    assert estimate_tokens('{\n    "type": "cube"\n}') > estimate_tokens('{"type": "cube"}')
    assert estimate_tokens("de03d606-9657-4d5e-94a6-f25c86a0ba86") > 20
