"""A data set as a folder: rows to learn from and to measure with, in every published layout."""

from collections.abc import Sequence
from pathlib import Path

from geoft_gui.data.json_file import write_json
from geoft_gui.data.row import Row
from geoft_gui.data.row_writing import write_rows
from geoft_gui.data.rows import read_rows
from geoft_gui.data.splitting.file import TRAIN_FILE, VALIDATION_FILE
from geoft_gui.data.statistics import dataset_statistics, split_statistics

LAYOUTS = (".json", ".csv")
"""Beside JSONL, from which they are made."""
STATISTICS_FILE = "dataset_statistics.json"
FILES = (
    *(
        Path(name).with_suffix(layout).name
        for name in (TRAIN_FILE, VALIDATION_FILE)
        for layout in (".jsonl", *LAYOUTS)
    ),
    STATISTICS_FILE,
)
"""All that is written into the folder."""


def write_dataset(train: Sequence[Row], validation: Sequence[Row], folder: Path) -> dict[str, object]:
    """Write ``train_dataset.*``, ``validation_dataset.*`` and ``dataset_statistics.json``; return the last.

    The same rows always make the same bytes.

    Raises:
        UserError: the folder cannot be written.
    """
    write_rows(train, folder / TRAIN_FILE)
    write_rows(validation, folder / VALIDATION_FILE)
    return complete_dataset(folder)


def complete_dataset(folder: Path) -> dict[str, object]:
    """Write what is missing beside the two JSONL files of a folder: the other layouts, and the statistics.

    Raises:
        UserError: the folder cannot be written.
    """
    sides = []
    for name in (TRAIN_FILE, VALIDATION_FILE):
        path = folder / name
        for layout in LAYOUTS:
            write_rows((row for row in read_rows(path) if isinstance(row, Row)), path.with_suffix(layout))
        sides.append(split_statistics(read_rows(path)))
    statistics = dataset_statistics(*sides)
    write_json(statistics, folder / STATISTICS_FILE)
    return statistics
