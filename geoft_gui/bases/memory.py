"""How much memory a training takes, from the shape of its model and its settings."""

from typing import Final

from geoft_gui.bases.facts import ModelFacts
from geoft_gui.runs.spec import Method, TrainingSettings

BARE_PROCESS_BYTES: Final = 700_000_000
"""What the training libraries take before the model is loaded (measured: 0.6 to 0.7 GB)."""
FOUR_BIT_BYTES: Final = 0.5 + (8 / 64 + 32 / (64 * 256)) / 8
"""Bytes of a weight in NF4: 4 bits, and the scale of each 64 of them, itself rounded to 8 bits.

Dettmers et al. 2023, "QLoRA", section 3, double quantization."""
PIECE_ON_A_PROCESSOR: Final = range(8, 3, -1)
"""Rows worked on at once, the best first: with more, padding and memory grow; with fewer, overhead."""


def run_memory(settings: TrainingSettings, facts: ModelFacts, row_tokens: int, *, on_gpu: bool) -> int:
    """Bytes at the peak: libraries, weights, gradients and Adam's moments of what is trained, one batch."""
    if settings.trains_adapter:
        # Seven matrices in each layer, each with a narrow one on both sides; in 32 bits.
        trained = 7 * 2 * settings.lora_rank * facts.width * facts.layers
    else:
        trained = facts.parameters
    rows = rows_at_once(settings, on_gpu=on_gpu)
    batch = rows * activation_bytes(facts, row_tokens, on_gpu=on_gpu)
    weights = weight_bytes(facts, on_gpu=on_gpu, method=settings.method)
    return BARE_PROCESS_BYTES + weights + 12 * trained + batch


def weight_bytes(facts: ModelFacts, *, on_gpu: bool, method: Method = "lora") -> int:
    """Bytes of the weights in memory.

    4 for each on a processor and wherever all of them are trained, 2 on a graphics card (16 bits). With 4-bit
    LoRA the embeddings stay as they are, and the largest matrices are widened again while they are used.
    """
    whole = 2 if on_gpu and method != "all_weights" else 4
    if method != "lora_4bit":
        return facts.parameters * whole
    embeddings = min(facts.parameters, facts.vocabulary * facts.width)
    rounded = facts.parameters - embeddings
    # A layer's largest matrix is about a quarter of the layer.
    widened = rounded * whole // (4 * max(facts.layers, 1))
    return embeddings * whole + int(rounded * FOUR_BIT_BYTES) + widened


def activation_bytes(facts: ModelFacts, tokens: int, *, on_gpu: bool) -> int:
    """Bytes that one row of `tokens` tokens needs on its way forward and back.

    About 34 bytes for each token, layer and width in 16 bits (Korthikanti et al. 2022, "Reducing Activation
    Recomputation", equation 2, without the attention matrix), twice that in 32, and three copies of the
    logits in 32 bits.
    """
    layers = 34 * tokens * facts.layers * facts.width * (1 if on_gpu else 2)
    return layers + 3 * 4 * tokens * facts.vocabulary


def rows_at_once(settings: TrainingSettings, *, on_gpu: bool) -> int:
    """How many rows of a batch are worked on at the same time.

    A processor gains nothing from many, so there a step is cut into smaller pieces than the settings allow.
    It learns the same.
    """
    if on_gpu:
        return settings.batch_size
    rows = settings.batch_size * settings.gradient_accumulation
    fitting = (size for size in PIECE_ON_A_PROCESSOR if size <= settings.batch_size and rows % size == 0)
    return next(fitting, settings.batch_size)
