"""The folder `model/`: the best checkpoint, with what is needed to ask it. It appears whole or not at all."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geoft_gui.runs.writing import write_json
from geoft_gui.trainer.checkpoints import MANIFEST
from geoft_gui.trainer.folders import move, remove

LANGUAGE: Final = "v2"
_ONLY_FOR_RESUMING: Final = (
    "optimizer.pt",
    "scheduler.pt",
    "scaler.pt",
    "rng_state*.pth",
    "trainer_state.json",
    MANIFEST,
)
_BUILDING: Final = ".model-unfinished"
_OLD: Final = ".model-replaced"


def make(checkpoint: Path, target: Path, card: str, description: Mapping[str, Any]) -> None:
    """Copy what can be asked out of a checkpoint to `target`, with the model card and `geoft.json`.

    Built beside and then renamed: a reader finds the earlier result or this one, also after a crash.
    """
    building, old = target.with_name(_BUILDING), target.with_name(_OLD)
    clear(target)
    shutil.copytree(checkpoint, building, ignore=shutil.ignore_patterns(*_ONLY_FOR_RESUMING))
    (building / "README.md").write_text(card, encoding="utf-8", newline="\n")
    write_json(building / "geoft.json", description)
    if target.exists():
        move(target, old)
    move(building, target)
    clear(target)


def clear(target: Path) -> None:
    """Delete what a killed process may have left beside `target`."""
    for name in (_BUILDING, _OLD):
        remove(target.with_name(name))
