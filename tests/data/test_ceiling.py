"""How many rows any model could get right."""

import json

from geoft_gui.data.ceiling import Ceiling
from geoft_gui.data.examination import examine
from geoft_gui.data.row import Message, Row, UnreadableRow


def cube(side: float) -> dict[str, object]:
    return {"type": "cube", "dimensions": {"length": side, "width": side, "height": side}}


def ceiling(*rows: tuple[str, object]) -> Ceiling:
    made = Ceiling()
    for number, (prompt, answer) in enumerate(rows, start=1):
        text = answer if isinstance(answer, str) else json.dumps(answer)
        row = Row(number, (Message("user", prompt), Message("assistant", text)))
        made.take(row, examine(row))
    return made


def reasons(made: Ceiling) -> dict[str, int]:
    return {reason.code: reason.count for reason in made.reasons()}


def test_without_rows_there_is_nothing_to_reach() -> None:
    assert (Ceiling().value(), Ceiling().reasons()) == (0.0, ())


def test_what_the_prompt_states_can_be_got_right() -> None:
    made = ceiling(("a 20mm cube", cube(20)), ("a 3 cm cube", cube(30)))
    assert (made.value(), made.reasons()) == (1.0, ())


def test_what_it_does_not_state_can_only_be_guessed() -> None:
    made = ceiling(("a 20mm cube", cube(20)), ("a cube", cube(31.7)), ("some cube", cube(74.2)))
    assert (made.value(), reasons(made)) == (1 / 3, {"unstated_numbers": 2})
    (reason,) = made.reasons()
    assert reason.sentence.startswith("2 answers have numbers that their prompts do not state")


def test_what_the_other_rows_always_have_can_be_learnt() -> None:
    made = ceiling(*((f"a {colour} cube", cube(10)) for colour in ("red", "blue", "green")))
    assert made.value() == 1.0


def test_a_row_does_not_tell_its_own_number() -> None:
    assert ceiling(("a cube", cube(31.7))).value() == 0.0
    assert ceiling(("a cube", cube(31.7)), ("the cube", cube(44.4))).value() == 0.0


def test_what_most_rows_have_is_learnt_and_the_rest_is_lost() -> None:
    sides = (10, 10, 10, 12, 17)
    made = ceiling(*((f"a cube for box {'abcde'[place]}", cube(side)) for place, side in enumerate(sides)))
    assert made.value() == 3 / 5


def test_rows_of_one_sentence_tell_more_than_all_rows() -> None:
    small = [(f"a small cube, number {number} of my list", cube(5)) for number in range(101, 105)]
    words = ("today", "now", "then", "soon", "once", "more")
    large = [(f"one large cube {word}", cube(90)) for word in words]
    assert ceiling(*large, *small).value() == 1.0


def test_a_part_is_the_same_by_its_radius_or_its_diameter() -> None:
    by_radius = {"type": "sphere", "dimensions": {"radius": 10}}
    by_diameter = {"type": "sphere", "dimensions": {"diameter": 20}}
    assert ceiling(("a ball", by_radius), ("one ball", by_diameter), ("the ball", by_radius)).value() == 1.0


def test_of_different_parts_for_one_prompt_the_most_frequent_can_be_got_right() -> None:
    ball = {"type": "sphere", "dimensions": {"diameter": 20}}
    rod = {"type": "cylinder", "dimensions": {"diameter": 20, "height": 20}}
    made = ceiling(("20mm", cube(20)), ("20MM", cube(20)), ("20mm ", ball), ("20mm", rod))
    assert (made.value(), reasons(made)) == (0.5, {"contradiction": 2})


def test_materials_and_wording_do_not_count() -> None:
    steel = {**cube(20), "material": "steel"}
    assert ceiling(("a 20mm cube", cube(20)), ("a 20mm cube", json.dumps(steel, indent=2))).value() == 1.0


def test_parts_are_told_apart_by_all_of_their_numbers() -> None:
    # -1.0 and -2.0 have the same hash in Python.
    made = ceiling(*(("a ball at x -1, or -2", ball(x)) for x in (-1.0, -2.0)))
    assert (made.value(), reasons(made)) == (1 / 2, {"contradiction": 1})


def ball(x: float) -> dict[str, object]:
    return {"type": "sphere", "dimensions": {"radius": 2}, "position": {"x": x}}


def test_rows_without_a_part_or_a_prompt_cannot_be_got_right() -> None:
    made = ceiling(("a 20mm cube", cube(20)), ("a 21mm cube", "No."), (" ", cube(20)))
    made.take(UnreadableRow(4, "The line is not JSON."), None)
    assert (made.value(), reasons(made)) == (1 / 4, {"no_part": 3})


def assembly(first: dict[str, object], second: dict[str, object], x: float = 10) -> dict[str, object]:
    """Two parts in the long form, which is centred: reading it computes their lowest points."""
    place = {"x": 0, "y": 0, "z": 0}
    return {
        "id": "a",
        "type": "assembly",
        "components": [{**first, "position": place}, {**second, "position": {**place, "x": x}}],
    }


def test_positions_that_only_reading_computes_are_not_lost() -> None:
    rows = [
        (f"two cubes, {side} mm and {side + 7} mm", assembly(cube(side), cube(side + 7)))
        for side in (31, 52, 67)
    ]
    assert ceiling(*rows).value() == 1.0


def test_a_position_that_is_different_each_time_is_lost() -> None:
    rows = [
        (f"two cubes, {side} mm and {side + 7} mm", assembly(cube(side), cube(side + 7), x))
        for side, x in ((31, 171.3), (52, 222.9), (67, 333.1))
    ]
    assert ceiling(*rows).value() == 0.0


def test_copies_of_a_row_do_not_tell_its_numbers() -> None:
    rows = [("a cube", cube(31.7)), ("the cube", cube(44.4)), ("some cube", cube(58.1))]
    assert ceiling(*rows, *rows, *rows).value() == 0.0
