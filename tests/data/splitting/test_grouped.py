"""Dividing rows: what is alike stays together, every kind is on both sides."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.data.rows import Message, Row, UnreadableRow
from geoft_gui.data.splitting.grouped import Division, make_split, split_by_file
from geoft_gui.data.splitting.patterns import skeleton
from geoft_gui.data.synthesis import generate
from geoft_gui.errors import UserError

MADE = generate(400, seed=5)
ROWS = [row for number, row in enumerate(MADE.train, start=1) if row.number == number]
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


def row(number: int, prompt: str, answer: str = CUBE) -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", answer)))


def cube(side: int) -> str:
    return CUBE.replace("20", str(side))


def whole(division: Division, count: int) -> bool:
    return sorted(division.train + division.validation) == list(range(1, count + 1))


def test_about_the_fraction_of_every_kind_is_held_out() -> None:
    division = make_split(ROWS, 0.2, seed=1)
    assert whole(division, len(ROWS))
    assert len(division.validation) == pytest.approx(0.2 * len(ROWS), abs=1)
    for kind, (train, validation) in division.kinds.items():
        assert validation == pytest.approx(0.2 * (train + validation), abs=1.01), kind


def test_the_seed_decides_and_the_order_of_the_rows_does_not() -> None:
    division = make_split(ROWS, 0.1, seed=1)
    assert make_split(ROWS, 0.1, seed=1) == division
    assert make_split(ROWS, 0.1, seed=2) != division
    shuffled = random.Random(0).sample(ROWS, len(ROWS))
    assert make_split(shuffled, 0.1, seed=1).validation == division.validation


def test_near_duplicates_and_sentences_with_other_numbers_stay_together() -> None:
    alike = [
        row(1, "Create a 20mm cube"),
        row(2, "Please make a cube, 20 mm"),
        row(3, "CREATE A 35MM CUBE", cube(35)),
        row(4, "create a 20mm  cube", cube(21)),
    ]
    shapes = ("box", "block", "brick", "die", "cuboid", "slab", "plate", "tile", "bar", "beam")
    others = [
        row(5 + place, f"{shape} of side {place}", cube(place + 1)) for place, shape in enumerate(shapes)
    ]
    for seed in range(20):
        division = make_split([*alike, *others], 0.4, seed)
        assert division.groups == 11
        held_out = {1, 2, 3, 4} & set(division.validation)
        assert held_out in (set(), {1, 2, 3, 4})


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 3)), min_size=1, max_size=40),
    st.floats(0.05, 0.95),
    st.integers(0, 3),
)
def test_a_split_is_whole_and_clean_or_refused(
    asked: list[tuple[str, int]], fraction: float, seed: int
) -> None:
    rows = [row(number, f"a {side} mm {word}", cube(side)) for number, (word, side) in enumerate(asked, 1)]
    try:
        division = make_split(rows, fraction, seed)
    except UserError as refused:
        few = "There is only one row" if len(rows) == 1 else "too much alike"
        assert few in refused.message
        return
    assert whole(division, len(rows))
    assert division.train and division.validation
    patterns = [
        {skeleton(rows[number - 1].prompt) for number in side}
        for side in (division.train, division.validation)
    ]
    assert patterns[0].isdisjoint(patterns[1])


def test_of_a_few_large_groups_the_smallest_is_held_out_and_one_group_is_refused() -> None:
    sentences = ["Create a {} mm cube"] * 50 + ["A cube with sides of {} mm"] * 20
    rows = [row(number, said.format(number), cube(number)) for number, said in enumerate(sentences, start=1)]
    assert make_split(rows, 0.1, seed=0).validation == tuple(range(51, 71))
    with pytest.raises(UserError, match="fall into 1 group that must not be divided"):
        make_split(rows[:50], 0.1, seed=0)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "There is no row with both a prompt and a part to divide."),
        ([UnreadableRow(1, "No.")], "There is no row with both a prompt and a part to divide."),
        ([row(1, "a cube of 2")], "There is only one row with both a prompt and a part"),
    ],
    ids=["none", "none that can be read", "one"],
)
def test_too_few_rows_are_told_as_what_they_are(rows: list[Row | UnreadableRow], said: str) -> None:
    with pytest.raises(UserError, match=said):
        make_split(rows, 0.1, seed=0)


def test_what_cannot_be_learnt_is_on_neither_side() -> None:
    bad = [UnreadableRow(6, "No."), Row(7, (Message("user", "a"),)), row(8, "  "), row(9, "sorry", " ")]
    good = [
        row(number, f"{word} of 2", CUBE)
        for number, word in enumerate(["one", "two", "six", "ten", "zero"], 1)
    ]
    division = make_split([*good, *bad], 0.2, seed=0)
    assert division.unusable == (6, 7, 8, 9)
    assert whole(division, 5)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -1.0, 7.0])
def test_a_fraction_that_leaves_nothing_is_told(fraction: float) -> None:
    with pytest.raises(UserError, match="leaves nothing on one side"):
        make_split(ROWS, fraction)


def test_what_a_validation_file_measures_leaves_training_and_is_counted() -> None:
    rows = [
        row(1, "Create a 20mm cube"),
        row(2, "Make me a 20mm cube please"),
        row(3, "Create a 35mm cube", cube(35)),
        row(4, "A block of 8", cube(8)),
        UnreadableRow(5, "No."),
    ]
    held_out = [row(1, "create a 20mm cube"), row(2, "A die of 7 mm", cube(7))]
    division = split_by_file(rows, held_out)
    assert division.shared == (1, 2)
    assert division.same_pattern == (3,)
    assert division.train == (3, 4)
    assert division.validation == (1, 2)
    assert division.unusable == (5,)
    assert division.kinds == {"cube": (2, 2)}


def test_a_validation_file_that_leaves_nothing_is_told() -> None:
    same = [row(1, "Create a 20mm cube")]
    with pytest.raises(UserError, match="nothing is left to learn from"):
        split_by_file(same, same)
    with pytest.raises(UserError, match="no row with both"):
        split_by_file(same, [UnreadableRow(1, "No.")])
