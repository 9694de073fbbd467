"""A model to start from with its weights rounded to 4 bits, for an adapter to be trained beside them."""

from importlib.util import find_spec

import torch
from transformers import AutoModelForCausalLM, BitsAndBytesConfig, PreTrainedModel

from geoft_gui.errors import UserError
from geoft_gui.inference.bitsandbytes_alone import import_bitsandbytes
from geoft_gui.inference.memory import is_out_of_memory
from geoft_gui.trainer.base_model import BaseModel


def load(base: BaseModel) -> PreTrainedModel:
    """Load the weights of `base` in NF4 with double quantization (Dettmers et al. 2023, "QLoRA").

    Embeddings, norms and the output layer stay as they are. Products are computed in the number format that
    this machine is fast in: bfloat16 on a graphics card that has it, float16 on another, float32 elsewhere.

    Raises UserError where nothing can compute with such weights, or they cannot be loaded.
    """
    device = _device()
    computed = _computed_in(device)
    try:
        model, report = AutoModelForCausalLM.from_pretrained(
            base.folder,
            dtype=computed,
            device_map={"": device},
            quantization_config=BitsAndBytesConfig(
                load_in_4bit=True,
                bnb_4bit_quant_type="nf4",
                bnb_4bit_use_double_quant=True,
                bnb_4bit_compute_dtype=computed,
            ),
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        if is_out_of_memory(error):
            raise  # it has a way out of its own
        raise UserError(
            f"The model {base.name} cannot be loaded with weights of 4 bits.",
            "Choose the method lora instead, or another model.",
            f"{type(error).__name__}: {error}",
        ) from error
    # What a file lacks is otherwise filled with random numbers.
    lacking = sorted(str(key) for name in ("missing_keys", "mismatched_keys") for key in report[name])
    if lacking:
        raise UserError(
            f"The weights of {base.name} are incomplete.",
            "Copy or download the model again.",
            ", ".join(lacking),
        )
    _stay_differentiable(model)
    loaded: PreTrainedModel = model
    return loaded


def compute_in(model: torch.nn.Module, dtype: torch.dtype) -> torch.dtype | None:
    """Let the products with 4-bit weights be computed in `dtype`: autocast does not reach into them.

    Returns in which they were before; None of a model that has no such weights.
    """
    before = None
    for module in model.modules():
        if hasattr(module, "compute_type_is_set"):
            before = module.compute_dtype
            module.compute_dtype = dtype
    return before


def _device() -> torch.device:
    if find_spec("bitsandbytes") is None:
        raise UserError(
            "Training with weights of 4 bits needs bitsandbytes, which is not installed here.",
            'Install it with: pip install "geoft[engine]"',
        )
    import_bitsandbytes()
    if torch.cuda.is_available():
        # torchrun gives each process its card before the model is loaded.
        return torch.device("cuda", torch.cuda.current_device())
    if torch.backends.mps.is_available():
        raise UserError(
            "Training with weights of 4 bits works on processors and NVIDIA cards, not on this Mac.",
            "Choose the method lora, or a smaller model.",
        )
    return torch.device("cpu")


def _computed_in(device: torch.device) -> torch.dtype:
    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16


def _stay_differentiable(model: PreTrainedModel) -> None:
    """Keep the layers from being packed for inference when the model is judged.

    On a processor with AVX512-BF16, bitsandbytes 0.50 repacks a layer at its first use in evaluation mode.
    The kernel for packed layers gives no gradient, so after the first judgement nothing would flow back
    through them any more, without a word.
    """
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False
