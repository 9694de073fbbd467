"""What finished runs have learnt from how many rows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geoft_gui.errors import UserError
from geoft_gui.runs.events import StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import Provenance, rows_in
from geoft_gui.runs.summary import summarise

MOST_APART: Final = 1.5
"""One run may have been shown so many times as many examples as another, and they say something together."""
_KEPT: Final[frozenset[StatusName | None]] = frozenset(("succeeded", "stopped"))


@dataclass(frozen=True)
class LearningPoint:
    """One run that has a model: learnt from `rows` rows, `correct` (0…1) of `scored` held-out prompts right.

    `run` is its folder, `model` the untouched model that it began with; `held_out` tells the prompts that
    it was scored on. `shown` is how many examples it was shown: each row as often as the run went through,
    `epochs` times.
    """

    run: str
    name: str
    model: str
    held_out: str
    rows: int
    scored: int
    correct: float
    shown: float
    epochs: float
    preset: str


def learning_points(folders: Iterable[RunFolder]) -> list[LearningPoint]:
    """The points of those runs that have been scored and kept their model; others say nothing here."""
    points = []
    for folder in folders:
        try:
            point = _point(folder)
        except (UserError, OSError):
            continue  # a damaged run is told of in the list of runs
        if point is not None:
            points.append(point)
    return points


def comparable(points: Iterable[LearningPoint]) -> list[list[LearningPoint]]:
    """The points in groups that began with the same model, were scored on the same prompts and were shown
    about as many examples (`MOST_APART`): else longer training would be taken for more rows. The group with
    the most sizes comes first, and of those the one with the most rows."""
    alike: dict[tuple[str, str], list[list[LearningPoint]]] = {}
    for point in sorted(points, key=lambda point: point.shown):
        groups = alike.setdefault((point.model, point.held_out), [])
        if groups and point.shown <= MOST_APART * groups[-1][0].shown:
            groups[-1].append(point)
        else:
            groups.append([point])
    ordered = [sorted(group, key=lambda point: point.rows) for groups in alike.values() for group in groups]
    return sorted(ordered, key=lambda group: (-len({point.rows for point in group}), -group[-1].rows))


def _point(folder: RunFolder) -> LearningPoint | None:
    summary = summarise(folder.events())
    best = summary.best_scores
    if summary.status not in _KEPT or best is None:
        return None
    spec, origin = folder.spec, folder.provenance
    rows = len(rows_in(origin.train_rows))
    return LearningPoint(
        str(folder.path),
        spec.name,
        spec.model,
        _held_out(folder, origin, best.n),
        rows,
        best.n,
        best.correct,
        rows * spec.settings.epochs,
        spec.settings.epochs,
        spec.preset,
    )


def _held_out(folder: RunFolder, origin: Provenance, scored: int) -> str:
    """The rows themselves, wherever they are from: the run keeps them. Else where they were."""
    try:
        with folder.validation_data.open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()}:{scored}"
    except OSError:
        source = origin.validation or origin.data
        return f"{source.sha256}:{origin.validation_rows}:{scored}"
