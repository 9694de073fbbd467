import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.data.splitting.patterns import hold_out, skeleton
from geoft_gui.errors import UserError

SHAPES = ("cube", "sphere", "cone", "torus", "prism", "plate", "ring", "bracket")
VERBS = ("Create", "Make", "Design", "Draw", "Model")


def prompts(count: int) -> list[tuple[int, str]]:
    """Rows 1..count in 40 sentence patterns with ever different sizes."""
    patterns = [f"{verb} a {{}}mm {shape}" for verb in VERBS for shape in SHAPES]
    return [(number, patterns[number % len(patterns)].format(number)) for number in range(1, count + 1)]


def test_sizes_do_not_make_another_sentence() -> None:
    same = ["a 20mm cube", "A 3.5 mm  cube", "a 1/2mm cube", "a 3,5mm cube"]
    assert len({skeleton(prompt) for prompt in same}) == 1
    assert skeleton("a 20mm cube") != skeleton("a 20mm cone")
    assert skeleton("20x30x5") == skeleton("1 x 2 x 3")


def test_about_a_tenth_is_held_out_and_no_sentence_is_on_both_sides() -> None:
    rows = prompts(1000)
    split = hold_out(rows, seed=0)
    texts = dict(rows)
    assert 50 <= len(split.validation) <= 100
    assert sorted(split.train + split.validation) == list(range(1, 1001))
    train = {skeleton(texts[number]) for number in split.train}
    assert train.isdisjoint(skeleton(texts[number]) for number in split.validation)


def test_never_more_than_five_hundred_are_held_out() -> None:
    assert len(hold_out(prompts(20_000), seed=0).validation) <= 500


def test_the_seed_decides() -> None:
    rows = prompts(1000)
    assert hold_out(rows, seed=1) == hold_out(rows, seed=1)
    assert hold_out(rows, seed=1) != hold_out(rows, seed=2)


@pytest.mark.parametrize("rows", [[], [(1, "a 1mm cube")], [(n, f"a {n}mm cube") for n in range(1, 50)]])
def test_rows_that_cannot_be_divided_are_told(rows: list[tuple[int, str]]) -> None:
    with pytest.raises(UserError, match=r"too few sentence patterns|only one prompt|no prompts"):
        hold_out(rows, seed=0)


@given(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=60), st.integers(0, 5))
def test_a_split_is_whole_and_clean_or_refused(shapes: list[str], seed: int) -> None:
    rows = [(number, f"a {number}mm {shape}") for number, shape in enumerate(shapes, start=1)]
    try:
        split = hold_out(rows, seed)
    except UserError:
        return
    assert sorted(split.train + split.validation) == [number for number, _ in rows]
    assert split.train and split.validation
    assert {shapes[n - 1] for n in split.train}.isdisjoint(shapes[n - 1] for n in split.validation)
