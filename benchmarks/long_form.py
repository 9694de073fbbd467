"""Rows in the long form that existing data uses, made from short ones: what the guide's reader trains on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from geoft_gui.data.rows import Message, Row, read_rows, write_rows

SIZES: Final = ("length", "width", "height", "radius", "diameter", "thickness", "depth", "angle", "unit")
SINGLE: Final = ("cube", "cylinder", "sphere", "cone", "pyramid", "prism")


def single_parts(path: Path) -> Iterator[Row]:
    """The rows whose answer is one body; the two forms differ in more than noise where there are several."""
    for row in read_rows(path):
        if isinstance(row, Row) and json.loads(row.answer)["type"] in SINGLE:
            yield row


def write_long(rows: list[Row], target: Path, seed: int = 0) -> None:
    """Write the same prompts with answers in the long form, a fresh id and time in each."""
    random = np.random.default_rng(seed)
    write_rows(
        (
            Row(row.number, (Message("user", row.prompt), Message("assistant", _long(row.answer, random))))
            for row in rows
        ),
        target,
    )


def _long(answer: str, random: np.random.Generator) -> str:
    document: dict[str, Any] = json.loads(answer)
    given = document.pop("dimensions")
    unit = given.pop("unit", document.pop("unit", "mm"))
    sizes = {name: given.pop(name, None) for name in SIZES[:-1]}
    features = document.pop("features", [])
    written = {
        "id": _uuid(random),
        "type": document.pop("type"),
        "dimensions": {**sizes, **given, "unit": unit},
        **document,
        "features": [{"id": _uuid(random), **feature} for feature in features],
        "metadata": {
            "generated": True,
            "confidence": round(float(random.uniform(0.8, 1)), 4),
            "timestamp": f"2025-{random.integers(1, 13):02}-{random.integers(1, 29):02}"
            f"T{random.integers(24):02}:{random.integers(60):02}:{random.integers(60):02}Z",
        },
    }
    return json.dumps(written, indent=2)


def _uuid(random: np.random.Generator) -> str:
    digits = random.bytes(16).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
