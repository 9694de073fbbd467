"""Checkpoints that are whole or not there: sealed with a manifest, published by a rename."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from geoft_gui.runs.writing import write_json
from geoft_gui.trainer.folders import move, remove

MANIFEST: Final = "manifest.json"
UNFINISHED: Final = ".unfinished"
"""Below the folder of checkpoints: one is written in it and leaves it when it is complete."""


@dataclass(frozen=True)
class Verdict:
    """How good the model of a checkpoint is; None where it was not judged so."""

    correct: float | None = None
    cad_score: float | None = None
    loss: float | None = None

    @property
    def rank(self) -> tuple[float, float, float]:
        """Larger is better: parts right, then how near the others come, then the validation loss."""
        worst = float("-inf")
        return (
            worst if self.correct is None else self.correct,
            worst if self.cad_score is None else self.cad_score,
            worst if self.loss is None else -self.loss,
        )


@dataclass(frozen=True)
class Saved:
    """A complete checkpoint on disk."""

    path: Path
    step: int
    verdict: Verdict


class CheckpointStore:
    """The checkpoints of one run. Opening it clears away what a killed process left unfinished."""

    def __init__(self, folder: Path, kept: int) -> None:
        """`kept`: how many of the newest stay, beside the best."""
        self._folder = folder
        self._kept = kept
        self._saved: list[Saved] = []
        self.damaged: list[str] = []
        """Names of checkpoints that were found incomplete or changed; they are never used."""
        self.unfinished = folder / UNFINISHED

    def open(self) -> None:
        """Look through what is there, checking every byte."""
        self._folder.mkdir(parents=True, exist_ok=True)
        remove(self.unfinished)
        for path in sorted(self._folder.glob("step-*")):
            saved = verified(path)
            if saved is None:
                self.damaged.append(path.name)
            else:
                self._saved.append(saved)
        self._saved.sort(key=lambda saved: saved.step)

    def clear(self) -> None:
        """Delete all checkpoints: the run starts anew."""
        remove(self._folder)
        self._folder.mkdir()
        self._saved.clear()
        self.damaged.clear()

    @property
    def newest(self) -> Saved | None:
        """The one to go on from."""
        return self._saved[-1] if self._saved else None

    @property
    def best(self) -> Saved | None:
        """The one that becomes the model: most parts right, of equals the earliest; unjudged, the newest."""
        judged = [saved for saved in self._saved if saved.verdict != Verdict()]
        return max(judged, key=lambda saved: (saved.verdict.rank, -saved.step), default=self.newest)

    def publish(self, written: Path, step: int, verdict: Verdict) -> Saved:
        """Seal a folder that has been written completely, and give it its name."""
        seal(written, step, verdict)
        path = self._folder / f"step-{step:06d}"
        # One that does not verify may stand where the new one goes.
        self._remove(path)
        move(written, path)
        saved = Saved(path, step, verdict)
        self._saved = [*(other for other in self._saved if other.step != step), saved]
        return saved

    def prune(self) -> None:
        """Delete all but the newest few and the best."""
        best = self.best
        for saved in self._saved[: -self._kept]:
            if saved is not best:
                self._remove(saved.path)
        self._saved = [saved for saved in self._saved if saved.path.exists()]

    def close(self) -> None:
        """Leave nothing behind but checkpoints."""
        remove(self.unfinished)

    def _remove(self, path: Path) -> None:
        # Moved out of sight first: one that is half deleted must not look like a damaged one.
        if path.exists():
            self.unfinished.mkdir(exist_ok=True)
            doomed = self.unfinished / path.name
            move(path, doomed)
            remove(doomed)


def seal(folder: Path, step: int, verdict: Verdict) -> None:
    """Write the manifest: every file with its size and sha256."""
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in _files(folder)
    }
    write_json(folder / MANIFEST, {"step": step, "verdict": asdict(verdict), "files": files})


def verified(folder: Path) -> Saved | None:
    """The checkpoint in a folder; None when its manifest is missing or a file is not what it says."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        present = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
        if present.keys() == files.keys() and all(
            path.stat().st_size == files[name]["bytes"] and _sha256(path) == files[name]["sha256"]
            for name, path in present.items()
        ):
            return Saved(folder, int(manifest["step"]), Verdict(**manifest["verdict"]))
    return None


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
