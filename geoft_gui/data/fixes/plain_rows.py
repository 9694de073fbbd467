"""Short requests for simple parts, to be added to rows that have none."""

from collections.abc import Iterator
from dataclasses import replace

from geoft_gui.data.row import Row
from geoft_gui.data.synthesis import Wish, generate_list

_SHARE = 10
"""One is added for every so many rows."""
_MOST = 2000
"""More would say nothing new: what they teach is said in few words."""
_SEED = 20


def plain_rows(kept: int, first_number: int) -> Iterator[Row]:
    """Simple rows, one for every ten that are kept; the same arguments always give the same rows.

    Args:
        kept: how many rows there are.
        first_number: the number that the first of them gets.
    """
    wish = Wish(features=("none",), difficulties=("easy",), styles=("plain", "terse"))
    made = generate_list(min(_MOST, -(-kept // _SHARE)), _SEED, wish)
    for place, row in enumerate(made):
        yield replace(row, number=first_number + place)
