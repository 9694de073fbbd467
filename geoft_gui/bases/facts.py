"""What can be said of a model from its files alone, without loading it."""

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoft_gui.bases.weights import wanted_weights

_HEADER_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class ModelFacts:
    """Parameters, bytes of weights on disk, and the shape that decides how much memory training takes."""

    parameters: int
    bytes: int
    layers: int
    width: int
    vocabulary: int


def read_facts(model: Path) -> ModelFacts | None:
    """The facts of a model folder; None when it holds no safetensors weights or no usual `config.json`."""
    # Not every file there: some folders hold the same weights once more, as `consolidated`.
    weights = [model / name for name in wanted_weights(model)]
    try:
        config = json.loads((model / "config.json").read_text(encoding="utf-8"))
        shape = config.get("text_config", config)
        return (
            ModelFacts(
                parameters=sum(_parameters(file) for file in weights),
                bytes=sum(file.stat().st_size for file in weights),
                layers=int(shape["num_hidden_layers"]),
                width=int(shape["hidden_size"]),
                vocabulary=int(shape["vocab_size"]),
            )
            if weights
            else None
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error):
        return None


def _parameters(file: Path) -> int:
    """Numbers in a safetensors file: it begins with the length of a JSON header that gives every shape.

    https://huggingface.co/docs/safetensors/index#format
    """
    with file.open("rb") as opened:
        (length,) = _HEADER_LENGTH.unpack(opened.read(_HEADER_LENGTH.size))
        if length > file.stat().st_size:
            raise ValueError(f"{file} is not a safetensors file")
        header: dict[str, Any] = json.loads(opened.read(length))
    return sum(math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__")
