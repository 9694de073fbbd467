"""The loss of a batch, on its answers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch.nn import functional

from geoft_gui.trainer.examples import IGNORED

_ROUND: Final = 64
"""Answer tokens are projected in multiples of this: see `batches.ROUND`."""


@dataclass(frozen=True)
class AnswerLogits:
    """What a model expects at the answer tokens of a batch.

    `logits` (n, vocabulary) and the right `tokens` (n,); a few of these are IGNORED, `count` are not.
    """

    logits: torch.Tensor
    tokens: torch.Tensor
    count: int

    def loss_sum(self) -> torch.Tensor:
        """The sum of the cross-entropies over the answer tokens, in nats, computed in float32."""
        return functional.cross_entropy(
            self.logits.float(), self.tokens, ignore_index=IGNORED, reduction="sum"
        )

    def correct(self) -> torch.Tensor:
        """How many answer tokens are the model's most likely next token."""
        # In bfloat16, argmax takes five times as long on a processor.
        return (self.logits.float().argmax(dim=-1) == self.tokens).sum()


def answer_logits(model: torch.nn.Module, batch: Mapping[str, torch.Tensor]) -> AnswerLogits:
    """Run a model over a batch and project only the places from which an answer token is predicted.

    `batch` holds `input_ids` and `labels`, each (rows, tokens), padded on the right: no token looks ahead, so
    none sees the padding, and a mask would only cost time. The boolean form of `logits_to_keep` is that of
    transformers' `slice_logits_to_keep`.
    """
    next_tokens = functional.pad(batch["labels"][:, 1:], (0, 1), value=IGNORED)
    places = next_tokens != IGNORED
    count = int(places.sum())
    spare = (~places).flatten().nonzero().flatten()[: -count % _ROUND]
    places.view(-1)[spare] = True
    logits = model(input_ids=batch["input_ids"], use_cache=False, logits_to_keep=places).logits
    return AnswerLogits(logits, next_tokens[places], count)
