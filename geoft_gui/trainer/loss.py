"""The loss of a batch, on its answers only."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch.nn import functional

from geoft_gui.trainer.examples import IGNORED


@dataclass(frozen=True)
class AnswerLogits:
    """What a model expects at the answer tokens of a batch: logits (n, vocabulary) and the tokens (n,)."""

    logits: torch.Tensor
    tokens: torch.Tensor

    def loss_sum(self) -> torch.Tensor:
        """The sum of the cross-entropies over the answer tokens, in nats, computed in float32."""
        return functional.cross_entropy(self.logits.float(), self.tokens, reduction="sum")

    def correct(self) -> torch.Tensor:
        """How many answer tokens are the model's most likely next token."""
        return (self.logits.argmax(dim=-1) == self.tokens).sum()


def answer_logits(model: torch.nn.Module, batch: Mapping[str, torch.Tensor]) -> AnswerLogits:
    """Run a model over a batch and project only the places from which an answer token is predicted.

    `batch` holds `input_ids`, `attention_mask` and `labels`, each (rows, tokens). The boolean form of
    `logits_to_keep` is that of transformers' `slice_logits_to_keep`.
    """
    learnt = batch["labels"][:, 1:] != IGNORED
    places = functional.pad(learnt, (0, 1), value=False)
    logits = model(
        input_ids=batch["input_ids"],
        attention_mask=batch["attention_mask"],
        use_cache=False,
        logits_to_keep=places,
    ).logits
    return AnswerLogits(logits, batch["labels"][:, 1:][learnt])
