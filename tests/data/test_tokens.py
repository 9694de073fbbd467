"""Estimates of tokens against counts by real tokenizers, and counters."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.rows import Message, Row
from geoft_gui.data.tokens import ESTIMATE, counter_for, estimate_tokens
from geoft_gui.errors import UserError
from geoft_gui.paths import starter_model


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


def test_the_starter_counts_with_its_own_tokenizer_and_says_what_it_can_take() -> None:
    counter = counter_for("starter")
    assert (counter.name, counter.exact, counter.limit) == ("starter", True, 1024)
    assert counter.count('{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}') == 22
    assert counter.count("") == 0
    row = Row(1, (Message("user", "a cube"), Message("assistant", "{}")))
    assert counter.count_row(row) == counter.count("a cube") + counter.count("{}")


def test_half_a_character_can_be_counted_while_one_types() -> None:
    assert counter_for("starter").count("a \ud83d") > 0
    assert ESTIMATE.count("a \ud83d") > 0


def test_a_model_folder_counts_like_the_model_that_was_copied(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_bytes((starter_model() / "tokenizer.json").read_bytes())
    config = {"text_config": {"max_position_embeddings": 4096}}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    counter = counter_for(str(tmp_path))
    assert (counter.exact, counter.limit) == (True, 4096)
    assert counter.count("Create a 20mm cube") == counter_for("starter").count("Create a 20mm cube")


def test_a_model_without_its_tokenizer_at_hand_is_estimated_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    for model in ("someone/a-model", str(tmp_path)):
        counter = counter_for(model)
        assert (counter.exact, counter.limit) == (False, None)
        assert counter.count("Create a 20mm cube") == estimate_tokens("Create a 20mm cube")


def test_what_is_no_model_or_a_damaged_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no model 'nothing'"):
        counter_for("nothing")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        counter_for(str(tmp_path))
