"""How much memory a training takes, from the shape of its model and its settings."""

from typing import Final

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.runs.spec import TrainingSettings

BARE_PROCESS_BYTES: Final = 700_000_000
"""What the training libraries take before the model is loaded (measured: 0.6 to 0.7 GB)."""


def run_memory(settings: TrainingSettings, facts: ModelFacts, row_tokens: int, *, on_gpu: bool) -> int:
    """Bytes at the peak: libraries, weights, gradients and Adam's moments of what is trained, one batch."""
    if settings.method == "lora":
        # Seven matrices in each layer, each with a narrow one on both sides.
        trained = 7 * 2 * settings.lora_rank * facts.width * facts.layers
    else:
        trained = facts.parameters
    batch = settings.batch_size * activation_bytes(facts, row_tokens, on_gpu=on_gpu)
    return BARE_PROCESS_BYTES + weight_bytes(facts, on_gpu=on_gpu) + 12 * trained + batch


def weight_bytes(facts: ModelFacts, *, on_gpu: bool) -> int:
    """Bytes of the weights in memory: 2 for each on a graphics card (bfloat16), 4 on a processor."""
    return facts.parameters * (2 if on_gpu else 4)


def activation_bytes(facts: ModelFacts, tokens: int, *, on_gpu: bool) -> int:
    """Bytes that one row of `tokens` tokens needs on its way forward and back.

    About 34 bytes for each token, layer and width in 16 bits (Korthikanti et al. 2022, "Reducing Activation
    Recomputation", equation 2, without the attention matrix), twice that in 32, and three copies of the
    logits in 32 bits.
    """
    layers = 34 * tokens * facts.layers * facts.width * (1 if on_gpu else 2)
    return layers + 3 * 4 * tokens * facts.vocabulary
