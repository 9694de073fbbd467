import pytest

from geoft_gui.data.examination import examine
from geoft_gui.data.place_words import place_in_words
from geoft_gui.data.row import Message, Row


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("", ""),
        ("/dimensions/top_radius", "dimensions, top radius"),
        ("/components/1/features/0/diameter", "component 2, feature 1, diameter"),
        ("/features", "features"),
        ("/0", "0"),
        ("/a~1b~01/components/x", "a/b~1, components, x"),
    ],
)
def test_places_are_said_in_words(pointer: str, words: str) -> None:
    assert place_in_words(pointer) == words


def test_two_materials_are_said_of_the_part_that_has_them() -> None:
    plain = '{"type":"cube","parent_id":null,"dimensions":{"length":20,"width":20,"height":20}'
    twice = f'{plain},"material":"steel","manufacturing":{{"material":"wood"}}}}'
    group = f'{{"type":"assembly","components":[{plain}}},{twice}]}}'
    said = []
    for answer in (twice, group):
        found = examine(Row(1, (Message("user", "a steel cube"), Message("assistant", answer)))).findings
        said += [finding.detail for finding in found if finding.code == "materials_differ"]
    sentence = "Two materials are named; the part's own (steel) counts."
    assert said == [sentence, f"Component 2: {sentence}"]
