"""The file in which a provider gives the numbers of all steps: CSV, in some cases in base64."""

import base64
import binascii
import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass

_ACCURACY = ("train_accuracy", "train_mean_token_accuracy")
_HELD_OUT = ("full_valid_loss", "full_validation_loss", "valid_loss", "validation_loss")
_HELD_OUT_ACCURACY = (
    "full_valid_mean_token_accuracy",
    "full_validation_mean_token_accuracy",
    "valid_mean_token_accuracy",
    "validation_mean_token_accuracy",
    "valid_accuracy",
)


@dataclass(frozen=True)
class ResultRow:
    """What the file says of one step; None where it says nothing."""

    step: int
    loss: float | None
    token_accuracy: float | None
    held_out_loss: float | None
    held_out_accuracy: float | None


def read_results(content: bytes) -> tuple[ResultRow, ...]:
    """The steps of a result file, in their order; none where it is no such file."""
    for text in (content, _decoded(content)):
        if text is None:
            continue
        table = csv.DictReader(io.StringIO(text.decode("utf-8-sig", "replace")))
        if "step" not in (table.fieldnames or ()):
            continue
        rows = {row.step: row for raw in table if (row := _row(raw)) is not None}
        return tuple(rows[step] for step in sorted(rows))
    return ()


def _row(raw: Mapping[str, str | None]) -> ResultRow | None:
    step = _first(raw, "step")
    if step is None or step < 1:
        return None
    return ResultRow(
        step=int(step),
        loss=_first(raw, "train_loss"),
        token_accuracy=_first(raw, *_ACCURACY),
        held_out_loss=_first(raw, *_HELD_OUT),
        held_out_accuracy=_first(raw, *_HELD_OUT_ACCURACY),
    )


def _first(raw: Mapping[str, str | None], *names: str) -> float | None:
    for name in names:
        try:
            value = float(raw.get(name) or "")
        except ValueError:
            continue
        # -1 stands where there is no number.
        if math.isfinite(value) and value >= 0:
            return value
    return None


def _decoded(content: bytes) -> bytes | None:
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
