"""Rows as they are wished for: what is named comes, and nothing else; without a wish, the old mixture."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from geoft_gui.data.checks import check_rows
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.synthesis import ANY, Wish, generate, generate_list
from geoft_gui.data.synthesis.dataset import prompt_key
from geoft_gui.data.synthesis.recipes import OUTCOMES, RECIPES, Recipe, never_made, outcome, still_possible
from geoft_gui.data.synthesis.voice import Voice
from geoft_gui.data.synthesis.wish import DIFFICULTIES, FEATURES, KINDS, STYLES, Outcome
from geoft_gui.errors import UserError

BUNDLED = Path(__file__).parents[3] / "fine_tuning_datasets"
ALONE = [
    *(Wish(kinds=(name,)) for name in KINDS),
    *(Wish(features=(name,)) for name in FEATURES),
    *(Wish(difficulties=(name,)) for name in DIFFICULTIES),
    *(Wish(styles=(name,)) for name in STYLES),
]


def told(row: Row) -> Outcome:
    assert row.difficulty is not None
    return outcome(json.loads(row.answer), row.difficulty)


def named(wish: Wish) -> str:
    return " ".join(name for names in wish.as_dict().values() for name in names)


def test_without_a_wish_the_rows_are_the_bundled_ones():
    # A smaller number of rows is the beginning of a larger one.
    made = generate(1000, seed=1)
    for side, name in ((made.train, "train"), (made.validation, "validation")):
        for row, bundled in zip(side, read_rows(BUNDLED / f"{name}_dataset.jsonl"), strict=False):
            assert row == bundled


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.outcomes[0].kind)
def test_a_recipe_makes_what_it_says_and_nothing_else(recipe: Recipe):
    chance = random.Random(6)
    drafts = [recipe.make(Voice(chance)) for _ in range(1500)]
    assert {outcome(draft.document, draft.difficulty) for draft in drafts} == set(recipe.outcomes)


@pytest.mark.parametrize("wish", ALONE, ids=named)
def test_every_row_is_as_wished_and_nothing_is_wrong_with_it(wish: Wish):
    rows = list(generate_list(30, 8, wish))
    assert len(rows) == 30
    assert all(wish.takes(told(row)) for row in rows)
    report = check_rows(rows)
    assert report.usable == 30
    assert [finding.message for finding in report.findings if finding.severity != "info"] == []


def test_what_is_wished_for_comes_equally_often():
    wish = Wish(kinds=("cylinder", "boolean_intersection"))
    kinds = Counter(told(row).kind for row in generate_list(200, 1, wish))
    assert all(80 <= count <= 120 for count in kinds.values())
    assert set(kinds) == set(wish.kinds)


def test_a_row_has_no_feature_but_the_wished_ones():
    features = [
        told(row).features for row in generate_list(150, 4, Wish(features=("none", "slot", "fillet")))
    ]
    assert {frozenset(), frozenset({"slot"}), frozenset({"fillet"}), frozenset({"slot", "fillet"})} == set(
        features
    )


def test_the_same_wish_and_seed_give_the_same_rows():
    wish = Wish(features=("hole",), styles=("polite", "terse"))
    assert list(generate_list(40, 3, wish)) == list(generate_list(40, 3, wish))
    assert generate(40, 3, wish=wish) == generate(40, 3, wish=wish)


@pytest.mark.parametrize(
    ("style", "is_so"),
    [
        (
            "polite",
            lambda said: any(
                word in said
                for word in ("please", "thank", "ould ", "can i", "can you", "may i", "kindly", "'d like")
            ),
        ),
        (
            "terse",
            lambda said: not any(f" {word} " in f" {said} " for word in ("please", "need", "create", "the")),
        ),
        (
            "workshop",
            lambda said: not any(word in said.split() for word in ("diameter", "thick", "with", "please")),
        ),
        ("plain", lambda said: "please" not in said and "thank" not in said and said.count(" ") >= 2),
    ],
)
def test_a_style_can_be_told_from_its_rows(style: str, is_so):
    for row in generate_list(80, 2, Wish(styles=(style,))):
        assert is_so(row.prompt.casefold()), row.prompt


@pytest.mark.parametrize(
    ("wish", "hint"),
    [
        (Wish(kinds=("torus",), features=("hole",)), "cylinder"),
        (Wish(features=("fillet",), difficulties=("hard",)), "medium"),
        (Wish(kinds=("assembly",), difficulties=("easy",)), "hard"),
    ],
)
def test_what_cannot_be_is_refused_at_once_with_a_way_out(wish: Wish, hint: str):
    for refused in (
        lambda: generate(10, 1, wish=wish),
        lambda: generate_list(10, 1, wish),
        lambda: never_made(wish),
    ):
        with pytest.raises(UserError) as error:
            refused()
        assert hint in error.value.hint


def test_names_that_nothing_comes_of_are_told():
    assert never_made(Wish(kinds=("torus", "cube"), features=("hole",))) == ("torus",)
    assert never_made(ANY) == ()


def test_what_goes_together_is_told_before_it_is_chosen():
    possible = still_possible(Wish(kinds=("torus",)))
    assert possible["features"] == {"none", "rotation", "position"}
    assert possible["difficulties"] == {"easy", "medium"}
    assert possible["kinds"] == set(KINDS)


def test_every_name_can_be_had():
    assert {told.kind for told in OUTCOMES} == set(KINDS)
    assert {name for told in OUTCOMES for name in told.features} | {"none"} == set(FEATURES)
    assert {told.difficulty for told in OUTCOMES} == set(DIFFICULTIES)


def test_names_are_read_as_they_are_typed():
    assert Wish.from_text(kinds="cube, Torus,,cube", styles="polite") == Wish(
        ("cube", "torus"), styles=("polite",)
    )
    assert Wish.from_dict(json.loads(json.dumps(Wish(features=("hole",)).as_dict()))) == Wish(
        features=("hole",)
    )
    with pytest.raises(UserError, match="“tours” is no kind of part"):
        Wish.from_text(kinds="tours")


def test_prompts_that_are_taken_do_not_come_again():
    first = list(generate_list(30, 5))
    taken = {prompt_key(row.prompt.upper()) for row in first}
    again = list(generate_list(30, 5, taken=taken))
    assert not {row.prompt for row in first} & {row.prompt for row in again}


def test_it_says_so_when_there_are_no_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geoft_gui.data.synthesis.dataset.PATIENCE", 50)
    taken = set()
    monkeypatch.setattr("geoft_gui.data.synthesis.dataset.prompt_key", lambda prompt: prompt[:1].encode())
    with pytest.raises(UserError, match="hardly any more"):
        list(generate_list(10_000, 1, Wish(kinds=("cube",)), taken))


def test_shorthand_keeps_inches_that_are_written_in():
    # "6 in diameter" is six inches.
    for row in generate_list(300, 12, Wish(kinds=("sphere", "cylinder"), styles=("workshop",))):
        if '"unit":"inch"' in row.answer:
            assert '"' in row.prompt or " in" in row.prompt, row.prompt
