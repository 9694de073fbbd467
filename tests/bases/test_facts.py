import shutil
from pathlib import Path

import pytest

from geoft_gui.bases.facts import read_facts


def test_a_model_is_measured_without_loading_it(starter: Path) -> None:
    facts = read_facts(starter)
    assert facts is not None
    assert (facts.parameters, facts.layers, facts.width, facts.vocabulary) == (1000, 2, 8, 50)
    assert facts.bytes == (starter / "model.safetensors").stat().st_size


def test_weights_that_are_there_twice_count_once(starter: Path) -> None:
    facts = read_facts(starter)
    shutil.copy(starter / "model.safetensors", starter / "consolidated.safetensors")
    assert read_facts(starter) == facts


@pytest.mark.parametrize("damage", [b"", b"\xff" * 8, b"\x05\0\0\0\0\0\0\0oh no"])
def test_a_damaged_model_has_no_facts(starter: Path, damage: bytes) -> None:
    (starter / "model.safetensors").write_bytes(damage)
    assert read_facts(starter) is None


def test_a_model_that_is_not_there_has_no_facts(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "owner" / "name") is None
