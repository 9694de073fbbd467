"""Batches: every example once in a pass, of like length together, the same order for the same seed."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.trainer.batches import LengthGrouped, collate
from geoft_gui.trainer.examples import IGNORED

LENGTHS = np.random.default_rng(3).integers(20, 200, 1000).tolist()


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 99), min_size=1, max_size=200), size=st.integers(1, 9))
def test_a_pass_has_every_example_once(lengths: list[int], size: int) -> None:
    order = LengthGrouped(lengths, size, seed=1)
    assert sorted(order) == list(range(len(lengths)))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    first, second = LengthGrouped(LENGTHS, 32, seed=5), LengthGrouped(LENGTHS, 32, seed=5)
    first.set_epoch(3)
    torch.rand(7)
    np.random.random(7)
    second.set_epoch(3)
    assert list(first) == list(second)
    second.set_epoch(4)
    assert list(first) != list(second)
    assert list(LengthGrouped(LENGTHS, 32, seed=6)) != list(LengthGrouped(LENGTHS, 32, seed=5))


def test_little_of_a_batch_is_padding() -> None:
    def padded(order: list[int]) -> int:
        batches = [order[start : start + 32] for start in range(0, len(order), 32)]
        return sum(max(LENGTHS[i] for i in batch) * len(batch) for batch in batches)

    shuffled = np.random.default_rng(0).permutation(len(LENGTHS)).tolist()
    assert padded(list(LengthGrouped(LENGTHS, 32, seed=0))) < 1.1 * sum(LENGTHS)
    assert padded(shuffled) > 1.6 * sum(LENGTHS)


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
