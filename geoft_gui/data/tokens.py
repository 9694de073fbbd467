"""How many tokens a text is: counted by a model's own tokenizer, or estimated before there is one."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from geoft_gui.data.row import Row
from geoft_gui.errors import UserError
from geoft_gui.paths import starter_model

STARTER = "starter"

_PIECES = re.compile(r"\d|[^\W\d_]+|[^\w\s]+|_+|\n\s*|[^\S\n]{2,}")
_LETTERS_A_TOKEN = 10
"""Words of the trade are single tokens; only longer letter runs, such as parts of ids, are split."""
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text in the tokenizers of today's open models; say that it is an estimate.

    One for each digit, word, run of punctuation and line break: what tokenizers with single digits (Qwen,
    Gemma, the starter) come to on documents of parts, within about a seventh.
    """
    pieces = _PIECES.findall(text)
    long = (len(piece) for piece in pieces if len(piece) > _LETTERS_A_TOKEN)
    return len(pieces) + sum((length - 1) // _LETTERS_A_TOKEN for length in long)


@dataclass(frozen=True)
class TokenCounter:
    """Counts the tokens of texts.

    Attributes:
        name: whose tokens they are, such as `starter`; `estimate` where nobody's.
        exact: whether a tokenizer counts; else a report must say that its numbers are estimates.
        limit: the tokens of a whole row that the model can take; None where nobody knows.
    """

    name: str
    exact: bool
    limit: int | None
    _count: Callable[[str], int] = field(repr=False, compare=False)

    def count(self, text: str) -> int:
        """The tokens of a text, without those that a chat template puts around it."""
        return self._count(text)

    def count_row(self, row: Row) -> int:
        """The tokens of all turns of a row together."""
        return sum(self._count(message.content) for message in row.messages)


ESTIMATE = TokenCounter("estimate", exact=False, limit=None, _count=estimate_tokens)
"""Counts without a model."""


def counter_for(model: str) -> TokenCounter:
    """The counter of `starter`, a model folder, or a model of the Hugging Face hub that is on this computer.

    Where the tokenizer is not at hand (a model that was not downloaded yet, a folder without
    `tokenizer.json`, an installation without the library), the counter estimates; its `exact` says so.

    Raises:
        UserError: there is no such model, or its tokenizer is damaged.
    """
    folder = _folder(model)
    if folder is None:
        return TokenCounter(model, exact=False, limit=None, _count=estimate_tokens)
    limit = _limit(folder)
    file = folder / "tokenizer.json"
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - a third of a second that a window's start has not
    except ImportError:
        return TokenCounter(model, exact=False, limit=limit, _count=estimate_tokens)
    if not file.is_file():
        return TokenCounter(model, exact=False, limit=limit, _count=estimate_tokens)
    try:
        tokenizer = Tokenizer.from_str(file.read_text(encoding="utf-8"))
    except Exception as error:  # the library raises bare Exceptions
        raise UserError(
            f"The tokenizer of {model} cannot be read.", "Download the model again.", str(error)
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        # The library refuses half of a surrogate pair, which a text field can hold while one types.
        whole = text.encode("utf-8", "replace").decode("utf-8")
        return len(tokenizer.encode(whole, add_special_tokens=False))

    return TokenCounter(model, exact=True, limit=limit, _count=count)


def _folder(model: str) -> Path | None:
    """Where the model's files are; None for one of the hub that is not on this computer."""
    if model == STARTER:
        return starter_model()
    folder = Path(model)
    if folder.is_dir():
        return folder
    if not _HUB_ID.fullmatch(model):
        raise UserError(
            f"There is no model '{model}'.", "Choose 'starter', one of your runs, or the folder of a model."
        )
    return _downloaded(model)


def _downloaded(hub_id: str) -> Path | None:
    try:
        from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - slow to import
    except ImportError:
        return None
    found = try_to_load_from_cache(hub_id, "tokenizer.json")
    return Path(found).parent if isinstance(found, str) else None


def _limit(folder: Path) -> int | None:
    """The longest row that a model can take, as its configuration says it."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        longest = config.get("text_config", config)["max_position_embeddings"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return longest if isinstance(longest, int) and longest > 0 else None
