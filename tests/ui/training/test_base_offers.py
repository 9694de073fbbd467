"""What is known of the models that a training can start from."""

from pathlib import Path

import pytest

from geoft_gui.runs.models import STARTER
from geoft_gui.ui.training import base_offers
from geoft_gui.ui.training.base_offers import METHODS, OwnModel, offer_folder, read_offers
from tests.backends.faked import MACHINE


@pytest.fixture(autouse=True)
def small_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a graphics card and without downloaded models."""
    monkeypatch.setattr("geoft_gui.engine.machine.describe", lambda: MACHINE)
    monkeypatch.setattr(base_offers, "cached", lambda model: None)
    monkeypatch.setattr(base_offers, "all_cached", lambda: ())


def test_the_catalogue_says_what_each_model_takes() -> None:
    offers = read_offers((), ())
    assert offers[0].reference == STARTER
    assert offers[0].is_here
    assert sum(offer.is_recommended for offer in offers) == 1
    assert {method for offer in offers for method in offer.fits} == set(METHODS)
    assert not any(offer.is_here for offer in offers[1:])
    largest = max(offers, key=lambda offer: offer.parameters or 0)
    assert largest.fits["all_weights"].fit == "too_large"
    assert all(offer.advice and offer.licence and offer.bytes for offer in offers)


def test_ones_own_adapter_is_listed_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(
        '{"base_model_name_or_path": "Qwen/Qwen3-0.6B"}', encoding="utf-8"
    )
    *_, own = read_offers([OwnModel(tmp_path, "Mine", tmp_path)], ())
    assert own.kind == "run"
    assert own.name == "Mine"
    assert own.refusal is not None
    assert "Qwen/Qwen3-0.6B" in own.refusal.hint


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    refusal = offer_folder(tmp_path).refusal
    assert refusal is not None
    assert "There is no model" in refusal.message
