"""What a data set holds, counted in the published layout."""

from collections import Counter
from collections.abc import Callable, Iterable

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.geometry.reading import read_document

UNSTATED = "unstated"
UNKNOWN = "unknown"
"""The type of an answer that is no document."""

Split = dict[str, object]


class SideCount:
    """Counts one side of a data set, row after row."""

    def __init__(self) -> None:
        self._total = 0
        self._categories: Counter[str] = Counter()
        self._difficulties: Counter[str] = Counter()
        self._types: Counter[str] = Counter()

    def take(self, row: Row | UnreadableRow) -> None:
        """Count one more row. A line without an example counts as type "unknown" only."""
        self._total += 1
        if isinstance(row, UnreadableRow):
            self._types[UNKNOWN] += 1
            return
        self._categories[row.category or UNSTATED] += 1
        self._difficulties[row.difficulty or UNSTATED] += 1
        document = read_document(row.answer).document
        self._types[UNKNOWN if document is None else document.type] += 1

    def as_dict(self) -> Split:
        """``total_examples``, ``categories``, ``difficulties`` and ``geometry_types``."""
        return {
            "total_examples": self._total,
            "categories": _ordered(self._categories),
            "difficulties": _ordered(self._difficulties),
            "geometry_types": _ordered(self._types),
        }


def split_statistics(
    rows: Iterable[Row | UnreadableRow], on_row: Callable[[int], None] | None = None
) -> Split:
    """Count one side of a data set: ``total_examples``, ``categories``, ``difficulties``, ``geometry_types``.

    Types are those of the answers themselves. Lines without an example count as type "unknown" only.
    """
    side = SideCount()
    for count, row in enumerate(rows, start=1):
        side.take(row)
        if on_row is not None:
            on_row(count)
    return side.as_dict()


def dataset_statistics(train: Split, validation: Split) -> dict[str, object]:
    """The whole of ``dataset_statistics.json``.

    It bears no time, so that the same rows always have the same file.
    """
    total = sum(int(str(split["total_examples"])) for split in (train, validation))
    return {"total_examples": total, "splits": {"train": train, "validation": validation}}


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, and by name where they are equally frequent."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
