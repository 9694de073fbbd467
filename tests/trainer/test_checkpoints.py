"""Checkpoints: whole or not there, told apart by every byte, the best one kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.trainer.checkpoints import MANIFEST, CheckpointStore, Verdict, seal, verified

VERDICTS = st.builds(
    Verdict,
    correct=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
    cad_score=st.none() | st.sampled_from([0.2, 0.4]),
    loss=st.none() | st.sampled_from([0.1, 0.3]),
)


def written(folder: Path, step: int) -> Path:
    """What a trainer leaves for a step."""
    path = folder / "written" / f"checkpoint-{step}"
    (path / "deeper").mkdir(parents=True)
    (path / "model.safetensors").write_bytes(bytes([step % 256]) * 1000)
    (path / "deeper" / "optimizer.pt").write_bytes(b"momentum")
    return path


def flip_a_bit(path: Path) -> None:
    content = bytearray((path / "model.safetensors").read_bytes())
    content[500] ^= 1
    (path / "model.safetensors").write_bytes(content)


def cut_short(path: Path) -> None:
    (path / "model.safetensors").write_bytes(b"half")


DAMAGES: list[Callable[[Path], object]] = [
    flip_a_bit,
    cut_short,
    lambda path: (path / "deeper" / "optimizer.pt").unlink(),
    lambda path: (path / "more.bin").write_bytes(b""),
    lambda path: (path / MANIFEST).unlink(),
    lambda path: (path / MANIFEST).write_text('{"step": 4, "fi', encoding="utf-8"),
    lambda path: (path / MANIFEST).write_text("[]", encoding="utf-8"),
]


def test_a_sealed_checkpoint_verifies_with_its_verdict(tmp_path: Path) -> None:
    path = written(tmp_path, 4)
    seal(path, 4, Verdict(correct=0.5, loss=0.25))
    saved = verified(path)
    assert saved is not None
    assert (saved.step, saved.verdict) == (4, Verdict(correct=0.5, loss=0.25))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_not_gone_on_from(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    store = CheckpointStore(tmp_path / "checkpoints", kept=2)
    store.open()
    store.publish(written(tmp_path, 2), 2, Verdict())
    later = store.publish(written(tmp_path, 4), 4, Verdict())
    damage(later.path)
    again = CheckpointStore(tmp_path / "checkpoints", kept=2)
    again.open()
    assert again.newest is not None
    assert again.newest.step == 2
    assert again.damaged == ["step-000004"]


def test_a_damaged_checkpoint_gives_way_to_a_new_one_of_its_step(tmp_path: Path) -> None:
    store = CheckpointStore(tmp_path / "checkpoints", kept=2)
    store.open()
    cut_short(store.publish(written(tmp_path, 4), 4, Verdict()).path)
    again = CheckpointStore(tmp_path / "checkpoints", kept=2)
    again.open()
    again.publish(written(tmp_path, 4), 4, Verdict(correct=1.0))
    assert verified(tmp_path / "checkpoints" / "step-000004") is not None


def test_what_a_killed_process_left_unfinished_is_cleared_away(tmp_path: Path) -> None:
    store = CheckpointStore(tmp_path / "checkpoints", kept=2)
    store.open()
    shutil.copytree(written(tmp_path, 9), store.unfinished / "checkpoint-9")
    again = CheckpointStore(tmp_path / "checkpoints", kept=2)
    again.open()
    assert again.newest is None
    assert list((tmp_path / "checkpoints").iterdir()) == []


@settings(deadline=None, max_examples=25)  # files are written
@given(verdicts=st.lists(VERDICTS, min_size=1, max_size=6), kept=st.integers(1, 3))
def test_the_newest_few_and_the_best_stay(
    tmp_path_factory: pytest.TempPathFactory, verdicts: list[Verdict], kept: int
) -> None:
    root = tmp_path_factory.mktemp("run")
    store = CheckpointStore(root / "checkpoints", kept)
    store.open()
    for step, verdict in enumerate(verdicts, start=1):
        store.publish(written(root, step), step, verdict)
        store.prune()
    steps = list(range(1, len(verdicts) + 1))
    judged = [step for step in steps if verdicts[step - 1] != Verdict()]
    best = max(judged, key=lambda step: (verdicts[step - 1].rank, -step)) if judged else steps[-1]
    assert store.best is not None
    assert store.best.step == best
    there = {int(path.name.removeprefix("step-")) for path in (root / "checkpoints").glob("step-*")}
    assert there == {best, *steps[-kept:]}


def test_more_parts_right_win_over_a_lower_loss() -> None:
    better = Verdict(correct=0.6, cad_score=0.5, loss=0.9)
    assert better.rank > Verdict(correct=0.5, cad_score=0.9, loss=0.1).rank
    assert better.rank > Verdict(correct=0.6, cad_score=0.4, loss=0.1).rank
    assert better.rank > Verdict(correct=0.6, cad_score=0.5, loss=1.0).rank
    assert better.rank > Verdict(loss=0.1).rank
