import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from geoft_gui import paths
from geoft_gui.bases.catalogue import catalogue, in_catalogue
from geoft_gui.bases.facts import read_facts
from geoft_gui.bases.fit import fit, fit_words, needed, recommended, room
from geoft_gui.engine.machine import Gpu, Machine
from geoft_gui.runs.models import STARTER, is_hub_id
from geoft_gui.runs.spec import Method, TrainingSettings

LAPTOP = Machine("Linux", "a processor", 4, 16_000_000_000, 10_000_000_000, (), "3.11")


def _with_card(gigabytes: float) -> Machine:
    return replace(LAPTOP, gpus=(Gpu("a card", int(gigabytes * 1e9), "580.1", "8.9"),))


@pytest.fixture(autouse=True)
def any_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The torch of this computer says nothing about cards that it does not have."""
    monkeypatch.setattr("geoft_gui.engine.cuda.torch_version_file", lambda: None)


def test_the_catalogue_is_in_order_and_says_what_one_has_to_know() -> None:
    models = catalogue()
    assert models[0].id == STARTER
    assert len({model.id for model in models}) == len(models)
    assert [model.parameters for model in models] == sorted(model.parameters for model in models)
    for model in models[1:]:
        assert is_hub_id(model.id)
        assert model.advice.endswith(".") and model.licence_url.startswith("https://")
        # 16 bits for each number; some publish the embeddings twice, and a tokenizer comes beside it.
        assert 2 * model.parameters <= model.bytes < 2.6 * model.parameters
        assert 12 * model.layers * model.width**2 < 6 * model.parameters
        assert model.unsuitable < set(get_args(Method))


def test_the_starter_is_as_the_catalogue_says() -> None:
    folder = paths.starter_model()
    listed, facts = in_catalogue(STARTER), read_facts(folder)
    assert listed is not None and facts is not None
    shape = (listed.parameters, listed.layers, listed.width, listed.vocabulary)
    assert shape == (facts.parameters, facts.layers, facts.width, facts.vocabulary)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert listed.context == config["max_position_embeddings"]


@pytest.mark.parametrize(
    ("needs", "verdict", "said"),
    [(8.0, "fits", "Fits: it needs about 8.0 GB of 10.0 GB of free memory."),
     (8.1, "tight", "close other programs"), (10.1, "too_large", "Too large: it would need about 10.1 GB")],
)  # fmt: skip
def test_a_fifth_of_the_memory_is_left(needs: float, verdict: str, said: str) -> None:
    assert fit(int(needs * 1e9), LAPTOP) == verdict
    assert said in fit_words(int(needs * 1e9), LAPTOP)
    assert room(_with_card(24)) == 24_000_000_000


def test_memory_is_reckoned_by_the_one_formula() -> None:
    model = in_catalogue("Qwen/Qwen3-8B")
    assert model is not None
    whole, adapter, rounded = (needed(model.facts, method, _with_card(24)) for method in get_args(Method))
    assert whole > 100e9
    assert 18e9 < adapter < 25e9
    assert 6e9 < rounded < 11e9
    more = TrainingSettings(method="lora", batch_size=8)
    assert needed(model.facts, more, _with_card(24)) > adapter
    assert needed(model.facts, "lora", LAPTOP) > adapter


@pytest.mark.parametrize(
    ("machine", "model"),
    [
        (LAPTOP, "starter"),
        (_with_card(2), "starter"),
        (_with_card(6), "Qwen/Qwen3-0.6B"),
        (_with_card(8), "Qwen/Qwen3-4B-Instruct-2507"),
        (_with_card(16), "Qwen/Qwen3-4B-Instruct-2507"),
        (_with_card(40), "Qwen/Qwen3-8B"),
    ],
)
def test_each_computer_gets_a_model_that_suits_it(machine: Machine, model: str) -> None:
    assert recommended(machine).id == model


def test_a_card_that_torch_cannot_use_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = tmp_path / "version.py"
    version.write_text("cuda: Optional[str] = None\n", encoding="utf-8")
    monkeypatch.setattr("geoft_gui.engine.cuda.torch_version_file", lambda: version)
    idle = _with_card(80)
    assert room(idle) == LAPTOP.memory_available
    assert recommended(idle) == recommended(LAPTOP)
    assert "free memory" in fit_words(10, idle)
    (facts,) = (model.facts for model in catalogue() if model.id == STARTER)
    assert needed(facts, "lora", idle) == needed(facts, "lora", LAPTOP)
