"""What a training starts from: found on this computer or fetched, and read without running foreign code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huggingface_hub import snapshot_download
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError
from transformers import (
    AutoConfig,
    AutoTokenizer,
    GenerationConfig,
    PretrainedConfig,
    PreTrainedTokenizerBase,
)

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.runs.models import STARTER, is_hub_id

_DESCRIPTION: Final = ("*.json", "*.jinja", "*.model", "*.txt")
"""Configuration and tokenizer. Pickled weights and program code are never fetched."""
_WEIGHTS: Final = "*.safetensors"


@dataclass(frozen=True)
class BaseModel:
    """A model to start from: its name as in a RunSpec and `geoft.json`, and the folder with its files."""

    name: str
    folder: Path

    @property
    def reference(self) -> str:
        """How an adapter refers to it: its id on the hub, or else its folder."""
        return self.name if is_hub_id(self.name) and not Path(self.name).exists() else str(self.folder)


@dataclass(frozen=True)
class Reading:
    """How a model reads and writes.

    `ends` are the ids of the tokens that end an answer; `context` is how many tokens the model can look at,
    None where it names no limit.
    """

    tokenizer: PreTrainedTokenizerBase
    ends: frozenset[int]
    context: int | None


def find(model: str, *, weights: bool) -> BaseModel:
    """The model that a RunSpec names. One on the Hugging Face hub is downloaded, its weights when asked for.

    Raises:
        UserError: it cannot be found, reached or used for training.
    """
    if model == STARTER:
        base = BaseModel(STARTER, paths.starter_model())
    elif is_hub_id(model) and not Path(model).exists():
        base = BaseModel(model, _download(model, weights=weights))
    else:
        base = BaseModel(model, Path(model))
    if (base.folder / "adapter_config.json").is_file():
        raise UserError(
            f"{model} is an adapter to another model, and training starts from whole models.",
            "Start from the model that it was made from, or train that one with method=all_weights first.",
        )
    if not (base.folder / "config.json").is_file():
        raise UserError(f"There is no model in {base.folder}.", "Choose another model to start from.")
    return base


def read(base: BaseModel) -> Reading:
    """Load the tokenizer, and what the configuration says of it.

    Raises:
        UserError: a file is missing or damaged, foreign code would be needed, or there is no chat template.
    """
    try:
        tokenizer = AutoTokenizer.from_pretrained(base.folder, local_files_only=True, trust_remote_code=False)
        config = AutoConfig.from_pretrained(base.folder, local_files_only=True, trust_remote_code=False)
        ends = _ends(base, tokenizer, config)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise UserError(
            f"The tokenizer of {base.name} cannot be loaded.",
            "Choose another model, or get this one again.",
            f"{type(error).__name__}: {error}",
        ) from error
    if not tokenizer.chat_template:
        raise UserError(
            f"The model {base.name} has no chat template, so it cannot learn to answer.",
            "Choose a model made for chat or instructions.",
        )
    if tokenizer.eos_token_id is None:
        raise UserError(
            f"The tokenizer of {base.name} has no token that ends an answer.",
            "Choose a model made for chat or instructions.",
        )
    return Reading(tokenizer, ends, getattr(config.get_text_config(), "max_position_embeddings", None))


def _ends(base: BaseModel, tokenizer: PreTrainedTokenizerBase, config: PretrainedConfig) -> frozenset[int]:
    """As `inference.generation.end_tokens` finds them in a loaded model, from the files alone."""
    if (base.folder / "generation_config.json").is_file():
        configured = GenerationConfig.from_pretrained(base.folder, local_files_only=True).eos_token_id
    else:
        configured = config.get_text_config().eos_token_id
    ends = {tokenizer.eos_token_id, *(configured if isinstance(configured, list) else [configured])}
    return frozenset(int(end) for end in ends if end is not None)


def _download(model: str, *, weights: bool) -> Path:
    patterns = [*_DESCRIPTION, *([_WEIGHTS] if weights else [])]
    try:
        # Folders inside a repository hold the same weights in other formats.
        return Path(snapshot_download(model, allow_patterns=patterns, ignore_patterns=["*/*"]))
    except GatedRepoError as error:
        raise UserError(
            f"The model {model} is only for people who accepted its terms.",
            f"Accept them on https://huggingface.co/{model} and set HF_TOKEN to a token of yours.",
            str(error),
        ) from error
    except RepositoryNotFoundError as error:
        raise UserError(
            f"There is no model {model} on the Hugging Face hub.",
            "Check how its name is written.",
            str(error),
        ) from error
    except (HfHubHTTPError, OSError) as error:
        raise UserError(
            f"The model {model} could not be downloaded.", "Check the network connection.", str(error)
        ) from error
