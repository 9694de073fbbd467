"""Row numbers as a short text, as `run.json` and `split.json` name them."""

from collections.abc import Iterable


def row_ranges(numbers: Iterable[int]) -> str:
    """Row numbers as a short readable text: `[1, 2, 3, 7]` becomes `1-3,7`."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def rows_in(ranges: str) -> list[int]:
    """The row numbers that `row_ranges` wrote, ascending."""
    numbers: list[int] = []
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers
