"""What a training starts from: found on this computer or fetched, and read without running foreign code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transformers import (
    AutoConfig,
    AutoTokenizer,
    GenerationConfig,
    PretrainedConfig,
    PreTrainedTokenizerBase,
)

from geoft_gui.bases.hub import fetch
from geoft_gui.bases.pinning import pin, pinned
from geoft_gui.bases.places import folder_of, is_from_hub
from geoft_gui.bases.refusal import refuse_unusable
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder


@dataclass(frozen=True)
class BaseModel:
    """A model to start from: its name as in a RunSpec and `geoft.json`, and the folder with its files."""

    name: str
    folder: Path

    @property
    def reference(self) -> str:
        """How an adapter refers to it: its id on the hub, or else its folder."""
        return self.name if is_from_hub(self.name) else str(self.folder)


@dataclass(frozen=True)
class Reading:
    """How a model reads and writes.

    `ends` are the ids of the tokens that end an answer; `context` is how many tokens the model can look at,
    None where it names no limit.
    """

    tokenizer: PreTrainedTokenizerBase
    ends: frozenset[int]
    context: int | None


def find(
    run: RunFolder,
    *,
    weights: bool,
    tell: Callable[[int, int], None] = lambda done, total: None,
    token: str | None = None,
) -> BaseModel:
    """The model that a run starts from. One on the hub is downloaded, its weights when asked for.

    One that lies here is taken as it is, and nobody is asked whether there is a newer one. The first time,
    the state that it is in is noted in the run, which keeps to it from then on. `tell` hears how many bytes
    of a download are here, and of how many. `token` is as in `bases.listing.look`.

    Raises:
        UserError: it cannot be found, reached or used for training.
    """
    model = run.spec.model
    commit = pinned(run)
    folder = folder_of(model, commit)
    if folder is None:
        folder = _fetched(model, commit, tell, token, weights=weights)
    refuse_unusable(folder, model, weights=weights)
    if commit is None and is_from_hub(model):
        pin(run, folder.name)
    return BaseModel(model, folder)


def _fetched(
    model: str,
    commit: str | None,
    tell: Callable[[int, int], None],
    token: str | None,
    *,
    weights: bool,
) -> Path:
    try:
        return fetch(model, tell, weights=weights, commit=commit, token=token)
    except UserError as error:
        if commit is None:
            raise
        raise UserError(
            f"The run began with {model} as it was at {commit[:7]}, which is not on this computer. "
            f"{error.message}",
            error.hint,
            error.details,
        ) from error


def read(base: BaseModel) -> Reading:
    """Load the tokenizer, and what the configuration says of it.

    Raises:
        UserError: a file is missing or damaged, or no token ends an answer.
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
