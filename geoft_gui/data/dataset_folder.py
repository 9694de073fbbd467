"""A data set as a folder: rows to learn from and to measure with, in every published layout."""

from collections.abc import Sequence
from pathlib import Path

from geoft_gui.data.json_file import write_json
from geoft_gui.data.row import Row
from geoft_gui.data.row_writing import write_rows
from geoft_gui.data.statistics import dataset_statistics, split_statistics

LAYOUTS = (".jsonl", ".json", ".csv")


def write_dataset(train: Sequence[Row], validation: Sequence[Row], folder: Path) -> dict[str, object]:
    """Write ``train_dataset.*``, ``validation_dataset.*`` and ``dataset_statistics.json``; return the last.

    The same rows always make the same bytes.

    Raises:
        UserError: the folder cannot be written.
    """
    for name, rows in (("train_dataset", train), ("validation_dataset", validation)):
        for layout in LAYOUTS:
            write_rows(rows, folder / f"{name}{layout}")
    statistics = dataset_statistics(split_statistics(train), split_statistics(validation))
    write_json(statistics, folder / "dataset_statistics.json")
    return statistics
