"""Data sets on disk and their statistics."""

import json
from pathlib import Path

from geoft_gui.data.dataset_folder import write_dataset
from geoft_gui.data.rows import Message, Row, UnreadableRow, read_rows
from geoft_gui.data.statistics import split_statistics
from geoft_gui.data.synthesis import generate

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


def row(number: int, answer: str, category: str | None, difficulty: str | None) -> Row:
    messages = (Message("user", "a"), Message("assistant", answer))
    return Row(number, messages, category=category, difficulty=difficulty)


def test_types_are_counted_from_the_answers_themselves() -> None:
    rows = [
        row(1, CUBE, "basic", "easy"),
        row(2, CUBE, "basic", "hard"),
        row(3, '{"type":"sphere","dimensions":{"radius":2}}', "features", None),
        row(4, "no document", None, "easy"),
        UnreadableRow(5, "No."),
    ]
    assert split_statistics(rows) == {
        "total_examples": 5,
        "categories": {"basic": 2, "features": 1, "unstated": 1},
        "difficulties": {"easy": 2, "hard": 1, "unstated": 1},
        "geometry_types": {"cube": 2, "unknown": 2, "sphere": 1},
    }


def test_a_data_set_lies_there_in_three_layouts_that_say_the_same_with_its_statistics(tmp_path: Path) -> None:
    made = generate(40, seed=7)
    write_dataset(made.train, made.validation, tmp_path / "a")
    names = {
        f"{side}_dataset{layout}"
        for side in ("train", "validation")
        for layout in (".jsonl", ".json", ".csv")
    }
    assert {path.name for path in (tmp_path / "a").iterdir()} == names | {"dataset_statistics.json"}
    for side, rows in (("train", made.train), ("validation", made.validation)):
        for layout in (".jsonl", ".json", ".csv"):
            assert list(read_rows(tmp_path / "a" / f"{side}_dataset{layout}")) == rows
    statistics = json.loads((tmp_path / "a" / "dataset_statistics.json").read_text(encoding="utf-8"))
    assert statistics["total_examples"] == 40
    assert statistics["splits"]["train"]["total_examples"] == 32
    assert sum(statistics["splits"]["validation"]["geometry_types"].values()) == 8
    assert "unknown" not in statistics["splits"]["train"]["geometry_types"]


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        made = generate(60, seed=3)
        write_dataset(made.train, made.validation, tmp_path / folder)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
