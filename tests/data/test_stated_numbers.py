"""Numbers in sentences, however people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.data.stated_numbers import LONGEST_SENTENCE, stated_numbers


@pytest.mark.parametrize(
    ("sentence", "millimetres"),
    [
        ("Create a 20mm cube", 20),
        ("a cube of 20 millimetres", 20),
        ("2 cm", 20),
        ("0.5 m long", 500),
        ("12,5 mm", 12.5),
        ("1,250 mm", 1250),
        ("1.250,5 mm", 1250.5),
        (".5 inch", 12.7),
        ("3/4 inch", 19.05),
        ('1 1/2" thick', 38.1),
        ("1-1/2 in. thick", 38.1),
        ("1½ inches", 38.1),
        ("5/16-inch bar", 7.9375),
        ("half inch diameter", 12.7),
        ("half an inch", 12.7),
        ("a quarter inch hole", 6.35),
        ("three quarters of an inch", 19.05),
        ("two and a half inches", 63.5),
        ("an inch and a half", 38.1),
        ("an inch", 25.4),
        ("twenty mm", 20),
        ("forty-five mm", 45),
        ("one hundred and twenty mm", 120),
        ("2 ft", 609.6),
        ("dia=20mm", 20),
        ("Ø45.5", 45.5),
        ("M5 screw", 5),
        ("20x30x5cm", 200),
        ("20 by 30 by 5 cm", 300),
        ("8 cnetimeter", 80),
        ("80 μm", 0.08),
        ("a slot measuring 41 by 23 in the centre", 23),
        ("5 in long", 127),
        ("eleven half inch holes", 12.7),
        ("a three quarter inch bar", 19.05),
        ("one and three quarters of an inch", 44.45),
    ],
)
def test_a_stated_length_is_found(sentence: str, millimetres: float) -> None:
    assert any(length == pytest.approx(millimetres) for length in stated_numbers(sentence).lengths)


@pytest.mark.parametrize(
    ("sentence", "millimetres"),
    [
        ("12,5 mm", 5),
        ("30inx20in", 30),
        ("20 mm", 200),
        ("3/4 inch", 3),
        ("six holes of 9mm", 54),
        ("2 cm", 2),
        ("1,250 mm", 250),
    ],
)
def test_what_is_not_stated_is_not_found(sentence: str, millimetres: float) -> None:
    assert not any(length == pytest.approx(millimetres) for length in stated_numbers(sentence).lengths)


def test_a_bare_number_may_be_in_any_unit_of_the_sentence() -> None:
    lengths = stated_numbers("20x30 mm plate, 2 inch holes").lengths
    assert {20.0, 30.0} <= lengths
    assert any(length == pytest.approx(50.8) for length in lengths)


def test_counts_and_angles_are_bare_numbers() -> None:
    assert stated_numbers("six 5mm holes, turned 22.5 degrees").numbers == {6, 5, 22.5}


@given(st.text(max_size=200))
def test_no_sentence_makes_it_fail(sentence: str) -> None:
    stated_numbers(sentence)


@given(st.integers(1, 9999), st.sampled_from([("mm", 1), (" cm", 10), (" metres", 1000), (" inches", 25.4)]))
def test_every_number_is_found_in_its_unit(number: int, unit: tuple[str, float]) -> None:
    lengths = stated_numbers(f"a cube of {number}{unit[0]}, please").lengths
    assert any(length == pytest.approx(number * unit[1]) for length in lengths)


def test_only_the_beginning_of_a_book_is_read() -> None:
    book = "20 mm " + "word " * LONGEST_SENTENCE + "31 mm"
    assert stated_numbers(book).lengths == {20.0}
