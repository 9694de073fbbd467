"""Units and articles in sentences."""

import pytest

from geoft_gui.data.synthesis.grammar import agreeing


@pytest.mark.parametrize(
    ("rough", "good"),
    [
        ("a 20 millimetres cube", "a 20 millimetre cube"),
        ("a cube of 20 millimetres", "a cube of 20 millimetres"),
        (
            "a slot 30 millimetres long and 5 millimetres wide",
            "a slot 30 millimetres long and 5 millimetres wide",
        ),
        ("a 30 millimetres long slot", "a 30 millimetre long slot"),
        ("5 millimetres thick walls", "5 millimetre thick walls"),
        ("a pin 1 inches thick", "a pin 1 inch thick"),
        ("a pin 11 inches thick", "a pin 11 inches thick"),
        ("a plate 3/4 inches thick", "a plate 3/4 inch thick"),
        ("a plate 1 3/4 inches thick", "a plate 1 3/4 inches thick"),
        ("four 2 inches holes", "four 2 inch holes"),
        ("a 3 inches through hole", "a 3 inch through hole"),
        ("a hole 3 inches through the middle", "a hole 3 inches through the middle"),
        ("a block 3 x 4 x 5 inches", "a block 3 x 4 x 5 inches"),
        ("a block 3 inches x 4 inches x 1 inches", "a block 3 inches x 4 inches x 1 inch"),
        ("a block 3 x 4 x 1 inches", "a block 3 x 4 x 1 inches"),
        ("a block 3 by 4 by 1 inches", "a block 3 by 4 by 1 inches"),
        ("a bar 3.1 inches long", "a bar 3.1 inches long"),
        ("half an inches hole", "half an inch hole"),
        ("a 8 mm hole", "an 8 mm hole"),
        ("a 80 mm hole", "an 80 mm hole"),
        ("a 11 mm hole", "an 11 mm hole"),
        ("a 110 mm hole", "a 110 mm hole"),
        ("a 18.5 mm hole", "an 18.5 mm hole"),
        ("an 28 mm hole", "a 28 mm hole"),
        ("with a Ra 3.2 finish", "with an Ra 3.2 finish"),
        ("with a anodized surface", "with an anodized surface"),
        ("an one-off", "a one-off"),
    ],
)
def test_words_agree(rough: str, good: str):
    assert agreeing(rough) == good
    assert agreeing(good) == good
