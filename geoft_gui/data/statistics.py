"""What a data set holds, counted in the published layout."""

from collections import Counter
from collections.abc import Callable, Iterable

from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.geometry.reading import read_document

UNSTATED = "unstated"
UNKNOWN = "unknown"
"""The type of an answer that is no document."""

Split = dict[str, object]


def split_statistics(
    rows: Iterable[Row | UnreadableRow], on_row: Callable[[int], None] | None = None
) -> Split:
    """Count one side of a data set: ``total_examples``, ``categories``, ``difficulties``, ``geometry_types``.

    Types are those of the answers themselves. Lines without an example count as type "unknown" only.
    """
    total = 0
    categories: Counter[str] = Counter()
    difficulties: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for row in rows:
        total += 1
        if isinstance(row, UnreadableRow):
            types[UNKNOWN] += 1
        else:
            categories[row.category or UNSTATED] += 1
            difficulties[row.difficulty or UNSTATED] += 1
            document = read_document(row.answer).document
            types[UNKNOWN if document is None else document.type] += 1
        if on_row is not None:
            on_row(total)
    return {
        "total_examples": total,
        "categories": _ordered(categories),
        "difficulties": _ordered(difficulties),
        "geometry_types": _ordered(types),
    }


def dataset_statistics(train: Split, validation: Split) -> dict[str, object]:
    """The whole of ``dataset_statistics.json``.

    It bears no time, so that the same rows always have the same file.
    """
    total = sum(int(str(split["total_examples"])) for split in (train, validation))
    return {"total_examples": total, "splits": {"train": train, "validation": validation}}


def _ordered(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, and by name where they are equally frequent."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
