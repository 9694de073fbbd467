from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.row_ranges import row_ranges, rows_in


@given(st.sets(st.integers(min_value=1, max_value=300)))
def test_row_numbers_survive_their_short_form(numbers: set[int]) -> None:
    assert rows_in(row_ranges(numbers)) == sorted(numbers)


def test_row_numbers_are_written_as_people_write_pages() -> None:
    assert row_ranges([5, 1, 2, 3, 9]) == "1-3,5,9"
