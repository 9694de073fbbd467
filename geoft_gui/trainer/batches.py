"""Which examples come together in a batch, and how they become tensors."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch.utils.data import Sampler

from geoft_gui.trainer.examples import IGNORED

ROUND: Final = 4
"""Batches are padded to a multiple of so many tokens. oneDNN prepares a kernel for each shape it meets and
keeps about a thousand: where shapes come again, steps are a fifth faster, and memory does not creep up."""
_BATCHES_SORTED_TOGETHER: Final = 16
"""Examples of so many batches are drawn at random and sorted by length: little padding, still a good mix."""


class LengthGrouped(Sampler[int]):
    """Examples in random order, those of like length together.

    The order depends on the seed and the epoch alone, not on the state of any random generator: a run that is
    resumed in the middle of an epoch goes on with the batches that were to come.
    """

    def __init__(self, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self._lengths = np.asarray(lengths)
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def set_epoch(self, epoch: int) -> None:
        """Choose the pass over the data; each has an order of its own."""
        self._epoch = epoch

    def __iter__(self) -> Iterator[int]:
        size = self._batch_size
        random = np.random.default_rng([self._seed, self._epoch])
        shuffled = random.permutation(len(self._lengths))
        window = size * _BATCHES_SORTED_TOGETHER
        batches: list[np.ndarray] = []
        for start in range(0, len(shuffled), window):
            drawn = shuffled[start : start + window]
            by_length = drawn[np.argsort(self._lengths[drawn], kind="stable")]
            batches += [by_length[place : place + size] for place in range(0, len(by_length), size)]
        # Batches are cut off one after the other, so a smaller one has to be the last.
        smaller = batches.pop() if len(batches[-1]) < size else None
        for place in random.permutation(len(batches)):
            yield from batches[place].tolist()
        if smaller is not None:
            yield from smaller.tolist()


def collate(examples: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """Pad `input_ids` and `labels` of examples on the right.

    Returns `input_ids`, `labels` and `attention_mask`, each (examples, tokens), int64. Padding is masked and
    IGNORED, so its token does not matter.
    """
    longest = max(len(example["input_ids"]) for example in examples)
    longest += -longest % ROUND
    tokens = np.zeros((len(examples), longest), dtype=np.int64)
    labels = np.full_like(tokens, IGNORED)
    mask = np.zeros_like(tokens)
    for place, example in enumerate(examples):
        length = len(example["input_ids"])
        tokens[place, :length] = example["input_ids"]
        labels[place, :length] = example["labels"]
        mask[place, :length] = 1
    return {
        "input_ids": torch.from_numpy(tokens),
        "labels": torch.from_numpy(labels),
        "attention_mask": torch.from_numpy(mask),
    }
