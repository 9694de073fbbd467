"""A model's folder becomes a model that can be asked. Nothing is downloaded, and no foreign code is run."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from geoft_gui.bases.places import folder_of
from geoft_gui.bases.weights import require_weights
from geoft_gui.errors import UserError
from geoft_gui.inference.bitsandbytes_alone import import_bitsandbytes
from geoft_gui.inference.decoding import GREEDY, Sampling
from geoft_gui.inference.generation import (
    MAX_NEW_TOKENS,
    Answer,
    AnswerStream,
    Conversation,
    generate,
    with_system_prompt,
)
from geoft_gui.inference.memory import is_out_of_memory

_ONE_THREAD_BELOW = 30_000_000
"""Parameters. In a smaller model, sharing the work of one token among threads costs more than the work."""
_FEW = 128
"""Tokens: a part with a handful of features."""
_ROOM_FOR_FLOAT32 = 0.6
"""Share of the free memory. Weights that would take more of it stay in the smaller type they are saved in."""


@dataclass(frozen=True)
class LocalModel:
    """A model in memory, with the system prompt that it was trained with.

    `learnt_tokens` are those of the longest example that it may have learnt from: its run's, else as many as
    it can take; 0 of a model that GeoFT did not train.
    """

    name: str
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    system_prompt: str | None
    learnt_tokens: int = 0

    def answer(
        self,
        conversations: Sequence[Conversation],
        max_new_tokens: int = MAX_NEW_TOKENS,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> list[str]:
        """The texts of :meth:`answers`, in the order asked."""
        answers = self.answers(conversations, max_new_tokens, Sampling(temperature, seed))
        return [answer.text for answer in answers]

    def answers(
        self,
        conversations: Sequence[Conversation],
        max_new_tokens: int = MAX_NEW_TOKENS,
        sampling: Sampling = GREEDY,
        on_answer: Callable[[int], None] | None = None,
    ) -> list[Answer]:
        """Answer conversations in batches, adding the model's system prompt where one has none.

        Raises:
            UserError: as :func:`geoft_gui.inference.generation.generate`.
        """
        asked = [with_system_prompt(conversation, self.system_prompt) for conversation in conversations]
        return generate(
            self.model, self.tokenizer, asked, max_new_tokens, sampling=sampling, on_answer=on_answer
        )

    def stream(
        self,
        conversation: Conversation,
        max_new_tokens: int = MAX_NEW_TOKENS,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AnswerStream:
        """One answer as it grows, with the model's system prompt where the conversation has none.

        Raises:
            UserError: as :func:`geoft_gui.inference.generation.generate`, before the first piece.
        """
        asked = with_system_prompt(conversation, self.system_prompt)
        return AnswerStream(self.model, self.tokenizer, asked, max_new_tokens, Sampling(temperature, seed))

    def room_for(self, answers: Sequence[str]) -> int:
        """How many new tokens are enough for answers like these: twice the longest, and never few.

        What goes on for longer is not one of these parts, and a model that never ends costs the most. But
        one that has learnt to say parts in more words than these can say them to the end.
        """
        longest = max((len(self.tokenizer(answer)["input_ids"]) for answer in answers), default=0)
        return max(_FEW, 2 * longest, self.learnt_tokens)

    def use_sensible_threads(self) -> None:
        """Let this process compute with one thread when the model is small; a setting of the whole process.

        A rule rather than a measurement: sums come out the same each time, so answers do, too.
        """
        if self.model.device.type == "cpu" and self.model.num_parameters() < _ONE_THREAD_BELOW:
            torch.set_num_threads(1)


def load(path: Path | str) -> LocalModel:
    """Load a model or an adapter from a folder on this computer.

    An adapter's base is the one named in ``geoft.json`` ("starter", a folder, or a Hugging Face id that has
    been downloaded before), else the one in ``adapter_config.json``; the two are merged.

    Raises:
        UserError: the folder holds no model, its weights are pickled or incomplete, it needs code of its own,
            its base is missing, or it does not fit into memory.
    """
    folder = Path(path)
    is_adapter = (folder / "adapter_config.json").is_file()
    if not is_adapter and not (folder / "config.json").is_file():
        raise UserError(f"{folder} holds no model.", "Choose a folder that has a config.json in it.")
    require_weights(folder, str(folder))
    settings = _object(folder / "geoft.json") if (folder / "geoft.json").is_file() else {}
    transformers_logging.disable_progress_bar()
    try:
        model = _with_adapter(folder, settings) if is_adapter else _weights(str(folder))
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except UserError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError, MemoryError, ImportError, SafetensorError) as error:
        if is_out_of_memory(error):
            raise UserError(
                f"There is not enough memory to load the model in {folder}.",
                "Close other programs, or choose a smaller model.",
                f"{type(error).__name__}: {error}",
            ) from error
        raise UserError(
            f"The model in {folder} cannot be loaded.", _advice(error), f"{type(error).__name__}: {error}"
        ) from error
    system_prompt = settings.get("system_prompt")
    return LocalModel(
        name=_name(folder),
        model=model.eval(),
        tokenizer=tokenizer,
        system_prompt=system_prompt if isinstance(system_prompt, str) else None,
        learnt_tokens=_learnt_tokens(folder.resolve(), model),
    )


def _weights(reference: str) -> PreTrainedModel:
    """Load weights from a folder, or from the download cache by their Hugging Face id."""
    device = _device()
    model, report = AutoModelForCausalLM.from_pretrained(
        reference,
        dtype=_dtype(reference, device),
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        output_loading_info=True,
    )
    # What a file lacks is otherwise filled with random numbers.
    lacking = sorted(report["missing_keys"]) + sorted(str(key) for key in report["mismatched_keys"])
    if lacking:
        raise UserError(
            f"The weights in {reference} are incomplete.",
            "Copy or download the model again.",
            ", ".join(lacking),
        )
    loaded: PreTrainedModel = model.to(device)
    return loaded


def _with_adapter(folder: Path, settings: dict[str, object]) -> PreTrainedModel:
    config = _object(folder / "adapter_config.json")
    base = settings.get("base") or config.get("base_model_name_or_path")
    if not isinstance(base, str):
        raise UserError(f"The adapter in {folder} does not say which model it belongs to.")
    commit = settings.get("base_commit")
    commit = commit if isinstance(commit, str) else None
    lies = folder_of(base, commit)
    if lies is None or not lies.is_dir():
        state = f"{base}@{commit}" if commit else base
        raise UserError(
            f"The adapter in {folder} needs its base model {base}, which is not on this computer"
            f"{f' as it was at {commit[:7]}' if commit else ''}.",
            f"Put the base model back; or download it in Train, or with: geoft models download {state}"
            if lies is None
            else "Put the base model back.",
        )
    require_weights(lies, base)
    model = _weights(str(lies))
    import_bitsandbytes()
    # Adapters are few, and importing peft takes longer than loading most models.
    from peft import PeftModel  # noqa: PLC0415

    adapted = PeftModel.from_pretrained(model, str(folder), local_files_only=True)
    merged: PreTrainedModel = adapted.merge_and_unload()
    return merged


def _learnt_tokens(folder: Path, model: PreTrainedModel) -> int:
    """How long an answer may have been that a model was trained on; see `LocalModel`."""
    if not (folder / "geoft.json").is_file():
        return 0
    counts = folder.parent / "data" / "tokens.json"
    longest = _object(counts).get("longest") if folder.name == "model" and counts.is_file() else None
    if isinstance(longest, int) and longest > 0:
        return longest
    return getattr(model.config.get_text_config(), "max_position_embeddings", None) or 0


def _device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _dtype(reference: str, device: torch.device) -> torch.dtype:
    """float32 on a processor, the type that all of them compute fast, where memory allows; else as saved."""
    config = AutoConfig.from_pretrained(reference, local_files_only=True, trust_remote_code=False)
    saved = config.get_text_config().dtype or torch.float32
    if device.type != "cpu":
        return saved
    on_disk = sum(file.stat().st_size for file in Path(reference).glob("*.safetensors"))
    as_float32 = on_disk * torch.float32.itemsize / saved.itemsize
    fits = as_float32 < _ROOM_FOR_FLOAT32 * psutil.virtual_memory().available
    return torch.float32 if fits else saved


def _object(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read.", "Copy the model again.", str(error)) from error
    if not isinstance(content, dict):
        raise UserError(f"{path} is not what belongs there.", "Copy the model again.")
    return content


def _advice(error: Exception) -> str:
    if "trust_remote_code" in str(error):
        return "It needs program code of its own, which GeoFT never runs: choose another model."
    return "Copy or download the model again."


def _name(folder: Path) -> str:
    """A run keeps its result in ``model``; the run's own name says more."""
    folder = folder.resolve()
    return folder.parent.name if folder.name == "model" else folder.name
