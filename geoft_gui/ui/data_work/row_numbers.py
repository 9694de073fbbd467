"""The numbers of many rows, as a sentence can bear them."""

from typing import Final

_MOST: Final = 8


def shortened(ranges: str) -> str:
    """Row numbers such as `1-3,7`, of which the first are said."""
    shown = ranges.split(",", _MOST)
    return ", ".join(shown[:_MOST]) + (" …" if len(shown) > _MOST else "")
