"""Encoded rows, kept between the processes that need the same ones: check, rehearsal, training, resuming."""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from transformers import PreTrainedTokenizerBase

from geoft_gui import paths
from geoft_gui.data.row import Row
from geoft_gui.trainer.examples import Encoded, Example, encode

FORMAT: Final = 1
"""Raised when examples are made in another way, so that older files are not read any more."""
MOST_BYTES: Final = 500_000_000
"""Of all files together; the ones that were not used for longest go first."""
_LIBRARIES: Final = ("tokenizers", "transformers", "jinja2")


def folder() -> Path:
    """Where encoded rows are kept. It need not exist yet."""
    return paths.data_home() / "cache" / "encoded"


def encode_once(
    rows: Sequence[Row],
    tokenizer: PreTrainedTokenizerBase,
    *,
    ends: frozenset[int],
    context: int | None,
    system_prompt: str | None,
    progress: Callable[[int], None] = lambda done: None,
    where: Path | None = None,
    most_bytes: int = MOST_BYTES,
) -> Encoded:
    """As `examples.encode`, or what it made of the same before.

    What is the same is told by a hash of the rows, the tokenizer with its template, and all else that goes
    in. A file that is missing, damaged or cannot be written costs time and nothing more.

    Args:
        rows: as all up to `progress`, see `examples.encode`.
        where: the folder of kept files; None: the user's own.
        most_bytes: how large these may be together.
    """
    where = where or folder()
    told = _key(rows, tokenizer, ends, context, system_prompt)
    path = where / f"{told}.npz"
    kept = _read(path)
    if kept is not None:
        progress(len(rows))
        return kept
    encoded = encode(
        rows, tokenizer, ends=ends, context=context, system_prompt=system_prompt, progress=progress
    )
    with contextlib.suppress(OSError):
        _write(encoded, path)
        _prune(where, most_bytes, path)
    return encoded


def _key(
    rows: Sequence[Row],
    tokenizer: PreTrainedTokenizerBase,
    ends: frozenset[int],
    context: int | None,
    system_prompt: str | None,
) -> str:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    described = {
        "format": FORMAT,
        "libraries": [importlib.metadata.version(name) for name in _LIBRARIES],
        "kind": type(tokenizer).__name__,
        # Without its files a tokenizer that is no fast one is told by its words alone.
        "tokenizer": backend.to_str() if backend is not None else sorted(tokenizer.get_vocab().items()),
        "special": {name: str(value) for name, value in sorted(tokenizer.special_tokens_map.items())},
        "template": tokenizer.chat_template,
        "ends": sorted(ends),
        "context": context,
        "system_prompt": system_prompt,
    }
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    for row in rows:
        turns = [(message.role, message.content, message.weight) for message in row.messages]
        digest.update(json.dumps((row.number, turns)).encode())
    return digest.hexdigest()


def _read(path: Path) -> Encoded | None:
    try:
        # Arrays and text only: what is pickled is refused, as it can run any program.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            tokens, lengths, starts, numbers = (
                stored[name] for name in ("tokens", "lengths", "starts", "rows")
            )
            rest: dict[str, Any] = json.loads(stored["rest"].tobytes())
        ends = np.cumsum(lengths)
        if not len(lengths) == len(starts) == len(numbers) or int(lengths.sum()) != len(tokens):
            return None
        examples = [
            Example(int(row), tokens[end - length : end], int(start))
            for row, start, length, end in zip(numbers, starts, lengths, ends, strict=True)
        ]
        os.utime(path)  # It was used now: `_prune` goes by that.
        return Encoded(examples, **rest)
    # RuntimeError: a damaged archive may look like one that is encrypted or packed in an unknown way.
    except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None


def _write(encoded: Encoded, path: Path) -> None:
    """Written beside and then renamed: whoever reads finds all of it or nothing."""
    rest = {
        name: getattr(encoded, name)
        for name in ("too_long", "refused", "reason", "altered", "nothing_learnt", "without_end")
    }
    empty = np.zeros(0, dtype=np.int32)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file,
                tokens=np.concatenate([empty, *(example.tokens for example in encoded.examples)]),
                lengths=np.array([len(example) for example in encoded.examples], dtype=np.int64),
                starts=np.array([example.start for example in encoded.examples], dtype=np.int64),
                rows=np.array([example.row for example in encoded.examples], dtype=np.int64),
                rest=np.frombuffer(json.dumps(rest).encode(), dtype=np.uint8),
            )
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(where: Path, most_bytes: int, newest: Path) -> None:
    """Delete the files that were not used for longest until the rest is small enough; `newest` stays."""
    files = [(file.stat(), file) for file in where.iterdir() if file != newest]
    left = newest.stat().st_size
    for found, file in sorted(files, key=lambda entry: entry[0].st_mtime, reverse=True):
        left += found.st_size
        if left > most_bytes:
            file.unlink(missing_ok=True)
