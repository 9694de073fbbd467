"""What is right in a prompt stays, and what is wrong is corrected only where it is certain what it means."""

import json
import random
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from geoft_gui.data.asked import asked_features
from geoft_gui.data.asked.spans import number_spans
from geoft_gui.data.examination import examine
from geoft_gui.data.fixes import Fixer, Mended, SetAside
from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.data.row import Message, Row
from geoft_gui.data.rows import read_rows
from geoft_gui.geometry.document import Group
from tests.data.fixes.published_rows import row

BUNDLED = Path(__file__).parents[3] / "fine_tuning_datasets" / "train_dataset.jsonl"
PLANTED = 400


def part(kind: str, *features: dict[str, object], **sizes: object) -> str:
    made: dict[str, object] = {"type": kind, "dimensions": sizes}
    return json.dumps(made | ({"features": list(features)} if features else {}))


def cube(side: float, *features: dict[str, object]) -> str:
    return part("cube", *features, length=side, width=side, height=side)


SLOT = {"type": "slot", "length": 2, "width": 1}
CORNERS = {"type": "hole", "diameter": 2.7, "pattern": {"type": "corners", "inset": 4}}


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        # Sizes of features are none of the body's, and no feature is asked for twice.
        ("4mm cube, add one slot, 5.84mm long by 1mm wide", cube(4, SLOT)),
        ("a 27 millimeter cube, four 6.8 millimeter through holes at the corners", cube(27, CORNERS)),
        ("a plate with a slot, 40 x 30 x 5 mm", part("cube", SLOT, length=40, width=30, height=5)),
        (
            "a spacer, 91 mm in diameter, 26 mm long, 91 mm inner diameter",
            part("cylinder", {"type": "hole", "diameter": 41.1}, diameter=91, height=26),
        ),
        # One number of two that say the same size.
        (
            "a pyramid with a square base 153.12 mms high on a base of 205 mms",
            part("pyramid", length=205, width=205, height=109.5),
        ),
        ('a ball 6 58" in diameter', part("sphere", diameter=6.625, unit="inch")),
        # What the part is for.
        ("a 20 mm cube for a 25 mm drawer", cube(20)),
        # A word that cannot be read.
        ("a 5.84 mm thck round blank", part("cylinder", diameter=5, height=2)),
        # A number that the answer has for something else.
        ("a 40 x 20 mm cylinder", part("cylinder", diameter=40, height=50)),
    ],
)
def test_a_number_that_may_mean_anything_sets_its_row_aside(prompt: str, answer: str) -> None:
    outcome = Fixer().take(row(prompt, answer))
    assert isinstance(outcome, SetAside) and outcome.code == "rewrite_prompt", outcome


@pytest.mark.parametrize(
    "written",
    [
        "a 25 mm cube, order number is 4711",
        "a 25 mm cube for a 608 bearing",
        "a 25 mm cube from 2024",
        "a 25 mm cube, part no. 77-1234",
        "a 25 mm cube by 5 pm, quantity 300",
        "a 25 mm cube, 0.2 layer, 210 C nozzle",
        "a 25 mm cube, 60 HRC",
    ],
)
def test_a_number_that_is_no_size_is_never_written_over(written: str) -> None:
    outcome = Fixer().take(row(written, cube(25)))
    assert isinstance(outcome, SetAside) or outcome.row.prompt == written


@pytest.mark.parametrize(
    ("prompt", "answer", "mended"),
    [
        (
            "a cone from 32mm diameter at the bottom to 13.38mm diameter at the top, 40 mm high",
            part("cone", diameter=32, top_diameter=7.5, height=40),
            "a cone from 32mm diameter at the bottom to 7.5mm diameter at the top, 40 mm high",
        ),
        (
            "a block 10 mm long 20 mm wide 30 mm high",
            part("cube", length=30, width=10, height=20),
            "a block 30 mm long 10 mm wide 20 mm high",
        ),
        (
            "a ring, outer diameter 50 mm, 4 mm thick",
            part("torus", radius=18, thickness=4),
            "a ring, major diameter 36 mm, 4 mm thick",
        ),
        (
            "a block 1/4 inch long, 1 inch wide and 2 inch high",
            part("cube", length=0.25, width=1, height=3, unit="inch"),
            "a block 1/4 inch long, 1 inch wide and 3 inch high",
        ),
        (
            "an 11 mm cube",
            part("cube", length=5, width=6, height=7),
            "a cube, length 5 mm, width 6 mm and height 7 mm",
        ),
    ],
)
def test_only_what_is_wrong_is_corrected(prompt: str, answer: str, mended: str) -> None:
    outcome = Fixer().take(row(prompt, answer))
    assert isinstance(outcome, Mended) and outcome.row.prompt == mended


@pytest.mark.parametrize(
    "prompt", ["a ring 40 mm outer diameter 4 mm thick", "a ring, inner diameter 32 mm, outer diameter 40 mm"]
)
def test_the_outside_and_the_inside_of_a_ring_measure_it(prompt: str) -> None:
    outcome = Fixer().take(row(prompt, part("torus", radius=18, minor_radius=2)))
    assert isinstance(outcome, Mended) and outcome.row.prompt.startswith(prompt)


@pytest.mark.parametrize(
    "prompt", ["a pin 5 mm in a 6 mm hole block of 20 mm", "a rod in a cube", "a cube and a peg that fits it"]
)
def test_what_belongs_inside_is_not_stacked(prompt: str) -> None:
    rod, block = json.loads(part("cylinder", diameter=5, height=20)), json.loads(cube(20))
    answer = json.dumps({"type": "assembly", "components": [rod, block]})
    outcome = Fixer({"place_parts"}).take(row(prompt, answer))
    assert isinstance(outcome, Mended) and outcome.changes == ()


def test_the_same_part_in_other_words_is_a_repetition() -> None:
    answers = [
        part("cylinder", diameter=25.4, height=50.8),
        part("cylinder", radius=12.7, height=50.8),
        part("cylinder", diameter=1, height=2, unit="inch"),
        part("cylinder", diameter=2, height=2, unit="inch"),
    ]
    prompt = "a rod, 1 inch or 2 inches in diameter, 2 inches high"
    chosen = Fixer({"drop_duplicates", "drop_contradictions"})
    outcomes = [chosen.take(row(prompt, answer, place)) for place, answer in enumerate(answers, 1)]
    codes = [outcome.code if isinstance(outcome, SetAside) else "" for outcome in outcomes]
    assert codes == ["", "drop_duplicates", "drop_duplicates", "drop_contradictions"]


@pytest.mark.parametrize("seed", range(2))
def test_a_wrong_number_is_corrected_alone_or_sets_its_row_aside(seed: int) -> None:
    dice = random.Random(seed)
    fixer = Fixer(judge=False)
    rows = [one for one in islice(read_rows(BUNDLED), seed, None, 10) if isinstance(one, Row)]
    corrected = 0
    for one in rows[:PLANTED]:
        spans = [span for span in number_spans(one.prompt) if span.role == "size"]
        if not spans:
            continue
        wrong = dice.choice(spans)
        slip = f"{dice.uniform(0.5, 2) * min(wrong.readings) + 0.01:.2f}"
        prompt = one.prompt[: wrong.start] + slip + one.prompt[wrong.end :]
        planted = replace(one, messages=(Message("user", prompt), one.messages[-1]))
        outcome = fixer.take(planted)
        if isinstance(outcome, SetAside):
            continue
        corrected += 1
        after = outcome.row.prompt
        document = examine(outcome.row).document
        assert document is not None
        assert unstated_numbers(after, document) == [], after
        others = _numbers(prompt)
        others[slip] -= 1
        assert not +others - _numbers(after), (one.prompt, prompt, after)
        asked, before = _features(after), _features(one.prompt)
        present: Counter[str] = Counter()
        if not isinstance(document, Group):
            present.update(feature.type for feature in document.features)
        for kind, count in asked.items():
            assert count <= max(before[kind], present[kind]), (one.prompt, prompt, after)
    assert corrected > PLANTED / 3


def _numbers(prompt: str) -> Counter[str]:
    return Counter(prompt[span.start : span.end] for span in number_spans(prompt))


def _features(prompt: str) -> Counter[str]:
    return Counter(one.kind for one in asked_features(prompt))
