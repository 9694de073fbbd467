import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import trimesh

from geoft_gui import paths
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.cli import main
from geoft_gui.commands import demo, scoring
from geoft_gui.data.rows import Row, read_rows
from tests.backends.small_rows import write_small_rows
from tests.commands.fake_terminal import start_geoft, wait_for_last_step

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


class FakeAnswer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.cut = False


class FakeModel:
    """Knows every answer of the held-out rows, or nothing at all."""

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known

    def room_for(self, answers: Sequence[str]) -> int:
        return 100

    def answers(
        self, conversations: Sequence[list[dict[str, str]]], limit: int, on_answer: Callable[[int], None]
    ) -> list[FakeAnswer]:
        return [FakeAnswer(text) for text in self.answer(conversations)]

    def answer(
        self, conversations: Sequence[list[dict[str, str]]], temperature: float = 0, seed: int = 0
    ) -> list[str]:
        return [self._known.get(turns[-1]["content"], "no idea") for turns in conversations]


@pytest.fixture
def bundled(tmp_path: Path, supervise: Callable[[str], Supervisor], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small bundled rows, a trainer that learns nothing, and models that know everything or nothing."""
    supervise("succeed")
    data = tmp_path / "fine_tuning_datasets"
    data.mkdir()
    write_small_rows(data / "train_dataset.jsonl")
    held_out = write_small_rows(data / "validation_dataset.jsonl", 30)
    known = {row.prompt: row.answer for row in read_rows(held_out) if isinstance(row, Row)}
    monkeypatch.setattr(paths, "bundled_data", lambda: data)

    def load(model: Path, terminal: object) -> Any:
        return FakeModel({demo.PROMPT: CUBE, **known} if model.name == "model" else {})

    monkeypatch.setattr(scoring, "load_model", load)
    return data


def test_the_story_ends_with_scores_and_a_part(
    bundled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / "runs"), "--json"]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert set(told) == {"run", "scores", "untouched", "seconds", "cpu_seconds", "part"}
    assert (told["scores"]["n"], told["scores"]["correct"], told["untouched"]["correct"]) == (30, 1, 0)
    assert told["seconds"] > 0
    assert told["cpu_seconds"] > 0
    assert Path(told["run"]).parent == tmp_path / "runs"
    cube = trimesh.load(told["part"]["file"])
    assert cube.is_watertight
    assert cube.volume == pytest.approx(8000)
    chapters = [line[0] for line in printed.err.splitlines() if " of 4 · " in line]
    assert chapters == ["1", "2", "3", "4"]


def test_the_story_is_told_to_people_with_what_to_do_next(
    bundled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--out", str(tmp_path / "runs")]) == 0
    printed = capsys.readouterr().out
    assert "all parts right (100.0%)" in printed
    assert "geoft ask --model" in printed


def test_a_failed_training_ends_the_story_with_its_sentence(
    bundled: Path, tmp_path: Path, supervise: Callable[[str], Supervisor], capsys: pytest.CaptureFixture[str]
) -> None:
    supervise("fail")
    assert main(["demo", "--out", str(tmp_path / "runs"), "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1] == "The disk is full. Free some space."


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal to send")
def test_ctrl_c_asks_nothing_and_keeps_what_was_learnt(
    bundled: Path, tmp_path: Path, starter: Path, supervise: Callable[[str], Supervisor]
) -> None:
    supervise("wait")
    root = tmp_path / "runs"
    with start_geoft(starter, "demo", "--json", "--out", str(root), data=bundled) as geoft:
        folder = wait_for_last_step(root)
        geoft.send_signal(signal.SIGINT)
        printed, said = geoft.communicate(timeout=60)
    assert geoft.returncode == 130, said
    told = json.loads(printed)
    assert (told["run"], told["scores"]) == (str(folder.path), None)
    assert "keeping what was learnt" in said
    assert folder.model_dir.is_dir()
