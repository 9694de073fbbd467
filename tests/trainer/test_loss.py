"""The loss on answers, against the models' own and against TRL's."""

import pytest
import torch
from transformers import PreTrainedTokenizerFast
from trl.trainer.utils import add_fused_lm_head

from geoft_gui.trainer import attention
from geoft_gui.trainer.batches import collate
from geoft_gui.trainer.examples import encode
from geoft_gui.trainer.loss import answer_logits
from tests.small_models import ARCHITECTURES, Architecture, small_model
from tests.trainer.small_runs import TRAIN


@pytest.fixture(scope="module")
def batch(tokenizer: PreTrainedTokenizerFast) -> dict[str, torch.Tensor]:
    ends = frozenset({tokenizer.eos_token_id})
    # Answers of one and of three digits: rows of unlike length, so there is padding.
    rows = [TRAIN[0], TRAIN[-1], TRAIN[3]]
    examples = encode(rows, tokenizer, ends=ends, context=512, system_prompt=None).examples
    raw = [{"input_ids": example.tokens, "labels": example.labels} for example in examples]
    raw[0] = {name: values[:-4] for name, values in raw[0].items()}
    return collate(raw)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_it_is_the_models_own_loss(
    tokenizer: PreTrainedTokenizerFast, architecture: Architecture, batch: dict[str, torch.Tensor]
) -> None:
    model = small_model(tokenizer, architecture)
    answers = answer_logits(model, batch)
    own = model(**batch).loss
    mean = answers.loss_sum().item() / answers.count
    assert mean == pytest.approx(own.item(), rel=1e-6)
    assert answers.count == int((batch["labels"] != -100).sum())


def test_it_is_trls_loss_and_gradient(
    tokenizer: PreTrainedTokenizerFast, batch: dict[str, torch.Tensor]
) -> None:
    ours, theirs = small_model(tokenizer), small_model(tokenizer)
    answer_logits(ours, batch).loss_sum().backward()
    add_fused_lm_head(theirs, outputs=("log_probs", "is_top1"))
    fused = theirs(**batch, fused_lm_head=True)
    (-fused.log_probs.sum()).backward()
    assert int(answer_logits(ours, batch).correct()) == int(fused.is_top1.sum())
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, other.grad, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_float32_attention_is_the_same_attention(
    tokenizer: PreTrainedTokenizerFast, architecture: Architecture, batch: dict[str, torch.Tensor]
) -> None:
    model = small_model(tokenizer, architecture)
    before = answer_logits(model, batch).logits
    attention.use(model)
    assert model.config._attn_implementation == attention.NAME
    torch.testing.assert_close(answer_logits(model, batch).logits, before)


def test_float32_attention_stays_float32_under_autocast(
    tokenizer: PreTrainedTokenizerFast, batch: dict[str, torch.Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.dtype] = []
    real = torch.nn.functional.scaled_dot_product_attention

    def watched(query: torch.Tensor, *args: object, **kwargs: object) -> torch.Tensor:
        seen.append(query.dtype)
        return real(query, *args, **kwargs)

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", watched)
    model = small_model(tokenizer)
    attention.use(model)
    with torch.autocast("cpu", torch.bfloat16):
        answer_logits(model, batch).loss_sum().backward()
    assert set(seen) == {torch.float32}
