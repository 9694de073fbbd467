"""Sizes are said alike wherever a part is spoken of."""

from typing import Any

import pytest

from geoft_gui.geometry.check import check
from geoft_gui.geometry.size_words import sides_words, size_words, told_apart, volume_words
from geoft_gui.geometry.verdict import verdict


def report(sides: tuple[float, float, float], volume: float) -> dict[str, Any]:
    return {"bounding_box_mm": [[0, 0, 0], list(sides)], "volume_mm3": volume}


@pytest.mark.parametrize(
    ("sides", "volume", "words"),
    [
        ((20, 20, 20), 8000, "20 × 20 × 20 mm · 8,000 mm³"),
        ((0.5, 0.4, 0.3), 0.06, "0.5 × 0.4 × 0.3 mm · 0.06 mm³"),
        ((69.053, 69.053, 10), 23633.01, "69.05 × 69.05 × 10 mm · 23,633 mm³"),
        ((200.16, 120, 111.1), 2668489.12, "200.2 × 120 × 111.1 mm · 2,668 cm³"),
        ((2000, 1200, 400), 9.31726e8, "2,000 × 1,200 × 400 mm · 931,726 cm³"),
        ((2000, 2000, 2000), 8e9, "2,000 × 2,000 × 2,000 mm · 8 m³"),
    ],
)
def test_sizes_are_said_as_a_designer_would(
    sides: tuple[float, float, float], volume: float, words: str
) -> None:
    assert size_words(report(sides, volume)) == words


def test_the_verdict_and_the_label_of_a_part_say_the_same_numbers() -> None:
    found = check('{"type":"sphere","dimensions":{"diameter":172.37}}')
    said = size_words(found).split(" · ")
    assert len(said) == 2
    assert f"It builds: sphere, {', '.join(said)}, watertight." == verdict(found).sentence


def test_different_sizes_have_as_many_figures_as_it_takes() -> None:
    one, other = report((200.16, 10, 10), 2_668_489.1), report((200.24, 10, 10), 2_668_489.1)
    assert told_apart(sides_words, one, other) == ("200.16 × 10 × 10 mm", "200.24 × 10 × 10 mm")
    assert told_apart(volume_words, one, other) == ("2,668.4891 cm³", "2,668.4891 cm³")
    one, other = report((20, 20, 20), 8000), report((20, 20, 25), 10000)
    assert told_apart(volume_words, one, other) == ("8,000 mm³", "10,000 mm³")
