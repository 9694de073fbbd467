"""How the window and its children talk through pipes: one line of JSON, then the bytes of arrays."""

import json
import os
import sys
from collections.abc import Mapping
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


def write_frame(stream: IO[bytes], content: Mapping[str, Any], arrays: Arrays | None = None) -> None:
    """Send `content` (JSON values) and `arrays`. Raises OSError when nobody listens any more."""
    held = {name: np.ascontiguousarray(array) for name, array in (arrays or {}).items()}
    kinds = [[name, array.dtype.str, array.shape] for name, array in held.items()]
    # Only ASCII: a text may hold lone surrogates, which UTF-8 has no bytes for.
    stream.write(json.dumps([content, kinds]).encode("ascii") + b"\n")
    for array in held.values():
        stream.write(array.tobytes())
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]] | None:
    """Wait for the next frame. None when the other side has ended, in the middle of one or not."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    content, kinds = json.loads(line)
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, shape in kinds:
        dtype = np.dtype(kind)
        size = dtype.itemsize * int(np.prod(shape))
        held = stream.read(size)
        if len(held) < size:
            return None
        arrays[name] = np.frombuffer(held, dtype).reshape(shape)
    return content, arrays


def own_output() -> BinaryIO:
    """A child's standard output for its frames alone: what a library prints goes where its complaints go."""
    frames = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return frames
