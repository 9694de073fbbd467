"""The tokenizer and the architecture of the starter model, and the model that ships."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer

from geoft_gui import paths

MOST_BYTES = 12_000_000


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(paths.starter_model(), local_files_only=True)


def test_every_digit_is_a_token(tokenizer):
    pieces = tokenizer.tokenize('plate 1280x33.75mm {"length":1280,"width":33.75}')
    assert [piece for piece in pieces if any(c.isdigit() for c in piece)] == list("1280337512803375")


@given(text=st.text(max_size=60))
def test_any_text_survives_the_tokenizer(tokenizer, text):
    if "<|" not in text:
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False)["input_ids"]) == text


def test_a_prompt_is_the_beginning_of_its_conversation(tokenizer):
    asked = [{"role": "system", "content": "Answer."}, {"role": "user", "content": "Create a 20mm cube"}]
    prompt = tokenizer.apply_chat_template(asked, add_generation_prompt=True, tokenize=False)
    whole = tokenizer.apply_chat_template([*asked, {"role": "assistant", "content": "{}"}], tokenize=False)
    assert whole == prompt + "{}" + tokenizer.eos_token


def test_it_ships_in_at_most_twelve_megabytes_of_safetensors():
    files = [file for file in paths.starter_model().rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    assert {file.suffix for file in files} <= {".safetensors", ".json", ".jinja", ".md"}


def test_it_is_a_standard_architecture_of_a_few_million_parameters():
    config = json.loads((paths.starter_model() / "config.json").read_text(encoding="utf-8"))
    assert config["architectures"] == ["LlamaForCausalLM"]
    model = AutoModelForCausalLM.from_pretrained(paths.starter_model(), local_files_only=True)
    assert 2_000_000 < model.num_parameters() < 6_000_000
