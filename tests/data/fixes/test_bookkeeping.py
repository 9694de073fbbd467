"""Rows in the short form that some program gave ids, times or nulls: nothing but these is taken out."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from geoft_gui import paths
from geoft_gui.data.fixes import Fixer, Mended, fix_file
from geoft_gui.data.row import Message, Row
from geoft_gui.data.rows import read_rows
from geoft_gui.errors import UserError
from tests.data.fixes.published_rows import row

PLANTED: dict[str, object] = {
    "id": "1c5f6e22-b1ae-4da1-a214-b557726270a6",
    "timestamp": "2025-10-08T16:14:51.206792",
    "metadata": {"confidence": 0.77, "generated": True},
    "description": "a part",
    "manufacturing": None,
}


def parts_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [document, *(found for child in document.get("components", ()) for found in parts_of(child))]


def planted(text: str, place: int) -> str:
    """The same with one thing more; every third time in each part of a group."""
    key = list(PLANTED)[place % len(PLANTED)]
    document = json.loads(text)
    for part in parts_of(document) if place % 3 == 0 else [document]:
        part.setdefault(key, PLANTED[key])
    return json.dumps(document, indent=2)


def test_bundled_rows_come_out_as_they_were() -> None:
    fixer = Fixer()
    file = paths.bundled_data() / "train_dataset.jsonl"
    for place, right in enumerate(islice(read_rows(file), 0, None, 13)):
        assert isinstance(right, Row)
        question, answer = right.messages
        outcome = fixer.take(
            replace(right, messages=(question, Message("assistant", planted(answer.content, place))))
        )
        assert isinstance(outcome, Mended), (right.prompt, outcome)
        assert (outcome.row.prompt, outcome.row.answer) == (right.prompt, right.answer)


def test_a_ring_s_tube_is_as_thick_as_it_was() -> None:
    prompt = "A ring of radius 10.5 mm with a tube diameter of 2 mm"
    ring = {"type": "torus", "dimensions": {"radius": 10.5, "thickness": 2}}
    outcome = Fixer().take(row(prompt, json.dumps(ring | {"id": "abc"})))
    assert isinstance(outcome, Mended)
    assert (outcome.row.prompt, json.loads(outcome.row.answer)) == (prompt, ring)


def test_a_file_is_never_mended_into_itself_or_into_its_folder(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text('{"prompt": "a", "completion": "b"}\n', encoding="utf-8")
    before = source.read_bytes()
    for read, target in ((source, source), (tmp_path, source), (tmp_path, tmp_path / "new.jsonl")):
        with pytest.raises(UserError, match="never changed"):
            fix_file(read, target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_a_row_that_is_not_to_be_mended_goes_on_as_it_is_and_counts() -> None:
    fixer = Fixer()
    cube = json.dumps({"type": "cube", "dimensions": {"length": 5, "width": 5, "height": 5}}, indent=2)
    first, second = row("a 5 mm cube", cube, 1), row("a 5 mm cube", cube, 2)
    assert fixer.pass_on(first) == Mended(first)
    outcome = fixer.take(second)
    assert not isinstance(outcome, Mended)
    assert outcome.code == "drop_duplicates"
    report = fixer.report()
    assert (report.rows, report.kept, report.changed) == (2, 1, 0)
