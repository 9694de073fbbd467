"""Batches: every example once in a pass, of like length together, the same order for the same seed."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.trainer.batches import PIECE_TOKENS_ON_A_CARD, ROUND, StepOrder, collate, in_pieces
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


def test_processes_get_long_and_short_examples_alike() -> None:
    for step in steps(StepOrder(LENGTHS[:960], 32, seed=0, processes=2), 32):
        first, second = (sorted(LENGTHS[place] for place in step[start : start + 16]) for start in (0, 16))
        assert all(abs(a - b) < 60 for a, b in zip(first, second, strict=True))
        assert abs(sum(first) - sum(second)) < 200
    shared = StepOrder(LENGTHS, 32, seed=0, processes=2)
    assert sorted(shared) == list(range(len(LENGTHS)))


def batch_of(lengths: list[int]) -> dict[str, torch.Tensor]:
    """Rows of so many tokens; each token is the number of its row."""
    rows = [np.full(length, number) for number, length in enumerate(lengths, start=1)]
    return collate([{"input_ids": row, "labels": row} for row in rows])


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(1, 99), min_size=1, max_size=40),
    rows=st.integers(1, 9),
    piece_tokens=st.sampled_from([0, 100, 1_000_000]),
)
def test_pieces_hold_every_token_once_and_take_no_more_room_than_allowed(
    lengths: list[int], rows: int, piece_tokens: int
) -> None:
    pieces = in_pieces(batch_of(lengths), rows, piece_tokens)
    room = rows * (max(lengths) + -max(lengths) % ROUND)
    assert all(piece["input_ids"].numel() <= room for piece in pieces)
    tokens = torch.cat([piece["input_ids"][piece["attention_mask"] == 1] for piece in pieces])
    assert tokens.bincount(minlength=len(lengths) + 1)[1:].tolist() == lengths
    for piece in pieces:
        assert ((piece["labels"] == IGNORED) == (piece["attention_mask"] == 0)).all()
        assert piece["labels"].shape == piece["input_ids"].shape


def test_pieces_have_little_padding_and_are_few() -> None:
    def padding(cut: list[dict[str, torch.Tensor]]) -> float:
        whole = sum(piece["attention_mask"].numel() for piece in cut)
        return 1 - sum(int(piece["attention_mask"].sum()) for piece in cut) / whole

    batch = batch_of(LENGTHS[:32])
    assert padding([batch]) > 0.4
    pieces = in_pieces(batch, 8)
    assert padding(pieces) < 0.15
    assert len(pieces) <= 6
    assert len(in_pieces(batch, 32, PIECE_TOKENS_ON_A_CARD)) == 1


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
