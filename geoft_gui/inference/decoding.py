"""The loop that lets a causal language model write: token after token, for a batch of prompts at once.

Own loop rather than ``transformers.generate``: sampling draws from its own generator, so the same question
and seed give the same answer whatever else is in the batch; rows that are done leave the batch; and whoever
iterates can stop at any token.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from transformers import DynamicCache, PreTrainedModel

_SHRINK_AT = 0.75
"""Share of a batch still being written below which the finished rows' keys and values are copied away."""


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen: the likeliest at temperature 0, else drawn at random from ``seed``."""

    temperature: float = 0.0
    seed: int = 0


GREEDY = Sampling()


@dataclass(frozen=True)
class Written:
    """One more token of a row; ``last`` is "stop" if it ends the answer, "length" if the limit does."""

    row: int
    token: int
    last: str | None


def write_tokens(
    model: PreTrainedModel,
    prompts: Sequence[Sequence[int]],
    limits: Sequence[int],
    ends: frozenset[int],
    sampling: Sampling,
) -> Iterator[list[Written]]:
    """Yield, step by step, the next token of every row that is not done.

    Args:
        model: a causal language model in evaluation mode.
        prompts: token ids of each row, at least one each; they are padded on the left.
        limits: the most tokens each row may get, at least 1 each.
        ends: ids of the tokens that end an answer.
        sampling: how tokens are chosen.
    """
    device = model.device
    rows = list(range(len(prompts)))
    tokens, mask = _padded_left(prompts, device)
    # Padding has no place: every prompt counts its positions from 0 wherever it stands in the batch.
    positions = (mask.cumsum(dim=1) - 1).clamp(min=0)
    cache = DynamicCache(config=model.config)
    can_shrink = all(hasattr(layer, "batch_select_indices") for layer in cache.layers)
    done: set[int] = set()
    generator = torch.Generator().manual_seed(sampling.seed)
    step = 0
    while rows:
        with torch.inference_mode():
            logits = model(
                input_ids=tokens,
                attention_mask=mask,
                position_ids=positions,
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            ).logits[:, -1]
            chosen = _choose(logits, sampling.temperature, generator)
        step += 1
        written = []
        for row, token in zip(rows, chosen.tolist(), strict=True):
            if row not in done:
                last = "stop" if token in ends else "length" if step >= limits[row] else None
                written.append(Written(row, token, last))
                if last:
                    done.add(row)
        yield written
        kept = [place for place, row in enumerate(rows) if row not in done]
        if not kept:
            return
        if can_shrink and len(kept) <= _SHRINK_AT * len(rows):
            places = torch.tensor(kept, device=device)
            cache.batch_select_indices(places)
            rows = [rows[place] for place in kept]
            chosen, mask, positions = chosen[places], mask[places], positions[places]
        tokens = chosen[:, None]
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)
        positions = positions[:, -1:] + 1


def _padded_left(prompts: Sequence[Sequence[int]], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(len(prompt) for prompt in prompts)
    tokens = [[0] * (width - len(prompt)) + list(prompt) for prompt in prompts]
    mask = [[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts]
    return torch.tensor(tokens, device=device), torch.tensor(mask, device=device)


def _choose(logits: torch.Tensor, temperature: float, generator: torch.Generator) -> torch.Tensor:
    """Token ids, shape (rows,), from logits of shape (rows, vocabulary).

    Drawing inverts the distribution function at one uniform number that all rows share: a row's answer then
    depends on nothing but its prompt and the seed.
    """
    if temperature <= 0:
        return logits.argmax(dim=-1)
    # On the processor: every device then draws alike, and some have no float64.
    shares = torch.softmax(logits.cpu().double() / temperature, dim=-1).cumsum(dim=-1)
    uniform = torch.rand(1, generator=generator, dtype=torch.float64)
    drawn = torch.searchsorted(shares, uniform * shares[:, -1:], right=True).squeeze(1)
    return drawn.to(logits.device)
