"""Attention in float32 inside a bfloat16 training on a processor.

torch's bfloat16 attention on processors is several times slower backwards than its float32 one, while the
matrix products around it are several times faster in bfloat16: each gets the format that suits it.
"""

from typing import Any, Final

import torch
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

NAME: Final = "sdpa_float32"


def use(model: PreTrainedModel) -> None:
    """Let a model that attends with torch's `sdpa` do so in float32, whatever autocast says.

    https://huggingface.co/docs/transformers/attention_interface describes how an attention is registered.
    """
    if model.config._attn_implementation == "sdpa":
        AttentionInterface.register(NAME, _attend)
        AttentionMaskInterface.register(NAME, sdpa_mask)
        model.set_attn_implementation(NAME)


def _attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    with torch.autocast(query.device.type, enabled=False):
        attended, weights = sdpa_attention_forward(
            module, query.float(), key.float(), value.float(), mask, **options
        )
    return attended, weights
