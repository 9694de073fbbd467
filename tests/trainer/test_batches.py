"""Batches: every example once in a pass, of like length together, the same order for the same seed."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.trainer.batches import StepOrder, collate
from geoft_gui.trainer.examples import IGNORED

LENGTHS = np.random.default_rng(3).integers(20, 200, 1000).tolist()


def steps(order: StepOrder, size: int) -> list[list[int]]:
    places = list(order)
    return [places[start : start + size] for start in range(0, len(places), size)]


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 99), min_size=1, max_size=200), size=st.integers(1, 9))
def test_a_pass_has_every_example_once(lengths: list[int], size: int) -> None:
    assert sorted(StepOrder(lengths, size, seed=1)) == list(range(len(lengths)))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    first, second = StepOrder(LENGTHS, 32, seed=5), StepOrder(LENGTHS, 32, seed=5)
    first.set_epoch(3)
    torch.rand(7)
    np.random.random(7)
    second.set_epoch(3)
    assert list(first) == list(second)
    second.set_epoch(4)
    assert list(first) != list(second)
    assert list(StepOrder(LENGTHS, 32, seed=6)) != list(StepOrder(LENGTHS, 32, seed=5))


def test_each_step_is_a_random_mix_worked_through_from_the_longest() -> None:
    whole = steps(StepOrder(LENGTHS, 32, seed=0), 32)
    for step in whole:
        lengths = [LENGTHS[place] for place in step]
        assert lengths == sorted(lengths, reverse=True)
    means = [np.mean([LENGTHS[place] for place in step]) for step in whole[:-1]]
    assert np.std(means) < 2 * np.std(LENGTHS) / np.sqrt(32), "steps must not be of like lengths"


def test_pieces_of_a_step_have_little_padding() -> None:
    def padded(piece_size: int) -> int:
        pieces = steps(StepOrder(LENGTHS, 32, seed=0), piece_size)
        return sum(max(LENGTHS[place] for place in piece) * len(piece) for piece in pieces)

    assert padded(32) > 1.6 * sum(LENGTHS)
    assert padded(8) < 1.25 * sum(LENGTHS)


def test_padding_is_masked_and_never_learnt() -> None:
    batch = collate(
        [
            {"input_ids": np.array([5, 6, 7]), "labels": np.array([IGNORED, 6, 7])},
            {"input_ids": np.array([8]), "labels": np.array([8])},
        ]
    )
    assert batch["input_ids"].tolist() == [[5, 6, 7, 0], [8, 0, 0, 0]]
    assert batch["labels"].tolist() == [[IGNORED, 6, 7, IGNORED], [8, IGNORED, IGNORED, IGNORED]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 0], [1, 0, 0, 0]]
