"""Turns that a model reads but does not learn keep their weight through every form of file."""

import json
from pathlib import Path

import pytest

from geoft_gui.data.rows import Message, Row, UnreadableRow, read_rows, write_rows

TURNS = (
    Message("user", "a cube"),
    Message("assistant", "which size?", weight=0),
    Message("user", "20 mm"),
    Message("assistant", "{}"),
)


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv"])
def test_weights_survive_writing_and_reading(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows{suffix}"
    write_rows([Row(1, TURNS), Row(2, (Message("user", "?"), Message("assistant", "!", weight=0)))], path)
    weights = [[turn.weight for turn in row.messages] for row in read_rows(path) if isinstance(row, Row)]
    assert weights == [[1, 0, 1, 1], [1, 0]]


def test_any_other_weight_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "!", "weight": 0.5}]
    path.write_text(json.dumps({"messages": turns}), encoding="utf-8")
    (row,) = read_rows(path)
    assert isinstance(row, UnreadableRow)
    assert "Turn 2" in row.message
    assert "0.5" in row.message
