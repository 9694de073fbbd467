"""Which training to do next, so that it can be told whether more rows would help."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.learning import MOST_APART, LearningPoint

COMPARED: Final = (
    "Runs can be compared that began with the same model, were scored on the same rows, and were shown "
    f"about as many examples in all (rows × epochs, at most {MOST_APART:g} times as many): otherwise longer "
    "training would be taken for more rows."
)
_SHARES: Final = (0.5, 0.25)
_WORDS: Final = {1.0: "all", 0.5: "half", 0.25: "a quarter"}
_SIZES_WANTED: Final = 3
_FEWEST_ROWS: Final = 20
_ONE_SIZE: Final = 1.2
"""Numbers of rows that differ by less say the same."""


@dataclass(frozen=True)
class NextRun:
    """A training that can be compared with the run `beside`.

    Attributes:
        beside: the run on the most rows.
        rows_of: the run whose rows are learnt from.
        share: how much of these rows; 1 for all.
        rows: about how many that are.
        epochs: how often they are gone through, so that as many examples are shown in all.
    """

    beside: LearningPoint
    rows_of: LearningPoint
    share: float
    rows: int
    epochs: float

    @property
    def sentence(self) -> str:
        """What to do, in words."""
        times = f"{self.epochs:g} epochs instead of"
        if self.share == 1:
            return (
                f"Train again on the {self.rows:,} rows of “{self.rows_of.name}”, with {times} "
                f"{_rounded(self.rows_of.epochs):g}."
            )
        return (
            f"Train on {_WORDS[self.share]} of the rows of “{self.beside.name}” (about {self.rows:,}), with "
            f"{times} {_rounded(self.beside.epochs):g}."
        )

    @property
    def commands(self) -> tuple[str, ...]:
        """The same in the terminal."""
        run = RunFolder(Path(self.rows_of.run))
        held_out = RunFolder(Path(self.beside.run)).validation_data
        part = Path(f"{run.path.name}-{_WORDS[self.share].removeprefix('a ')}")
        train = _command(
            *("train", "--data", run.train_data if self.share == 1 else part / "train_dataset.jsonl"),
            *("--validation", held_out, "--model", self.beside.model, "--preset", self.beside.preset),
            *("--set", f"epochs={self.epochs:g}"),
        )
        if self.share == 1:
            return (train,)
        # What is held back of a split is the part that is left out.
        split = _command("data", "split", run.train_data, "--fraction", 1 - self.share, "--out", part)
        return (split, train)


def next_runs(groups: Sequence[Sequence[LearningPoint]]) -> tuple[NextRun, ...]:
    """What to train, so that there are three numbers of rows to compare, where there is a run to begin with.

    Rows of runs that were only shown too many or too few examples are learnt from again; else parts of the
    rows of the run on the most rows are.

    Args:
        groups: as `comparable` gives them.
    """
    points = [point for group in groups for point in group]
    if not points:
        return ()
    first = points[0]
    alike = [point for point in points if (point.model, point.held_out) == (first.model, first.held_out)]
    most = max(point.rows for point in alike)
    # Of the group with the most sizes, where it has so many rows.
    beside = next(point for point in alike if point.rows == most)
    sizes: list[float] = [point.rows for point in alike if _are_near(point.shown, beside.shown)]
    wanted: list[NextRun] = []

    def want(rows_of: LearningPoint, share: float) -> None:
        rows = round(share * rows_of.rows)
        if (
            len(_apart(sizes)) < _SIZES_WANTED
            and rows >= _FEWEST_ROWS
            and len(_apart([*sizes, rows])) > len(_apart(sizes))
        ):
            sizes.append(rows)
            wanted.append(NextRun(beside, rows_of, share, rows, _rounded(beside.shown / rows)))

    for point in sorted(alike, key=lambda point: -point.rows):
        want(point, 1)
    for share in _SHARES:
        want(beside, share)
    return tuple(wanted)


def advice_words(advised: Sequence[NextRun]) -> str:
    """That it cannot be told yet, why, and what to train next."""
    return "\n".join(
        (
            f"It cannot be told yet whether more rows would help. {COMPARED} Train next:",
            *(f"• {run.sentence}" for run in advised),
        )
    )


def why_apart(groups: Sequence[Sequence[LearningPoint]]) -> str:
    """What differs between groups that cannot be compared, as it goes on after "because"."""
    points = [group[-1] for group in groups]
    if len({point.model for point in points}) > 1:
        models = sorted({point.model for point in points})
        return f"they began with different models ({', '.join(models)})"
    if len({point.held_out for point in points}) > 1:
        return "they were not scored on the same rows"
    shown = sorted(point.shown for point in points)
    return (
        "they were not shown about as many examples in all (rows × epochs): "
        f"{shown[0]:,.0f} and {shown[-1]:,.0f}"
    )


def _are_near(one: float, other: float) -> bool:
    return max(one, other) <= MOST_APART * min(one, other)


def _apart(sizes: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for size in sorted(sizes):
        if not kept or size >= _ONE_SIZE * kept[-1]:
            kept.append(size)
    return kept


def _rounded(epochs: float) -> float:
    """Three digits are enough to be as many examples."""
    return float(f"{epochs:.3g}")


def _command(*words: object) -> str:
    return shlex.join(["geoft", *(f"{word:g}" if isinstance(word, float) else str(word) for word in words)])
