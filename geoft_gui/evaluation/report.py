"""What an evaluation found, as a whole and by kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geoft_gui.evaluation.bootstrap import mean_intervals
from geoft_gui.geometry.compare import Score

UNUSABLE = "unusable"
"""The kind of rows that cannot be answered or compared: they count as failures and are shown apart."""
UNSTATED = "unstated"


@dataclass(frozen=True)
class RowResult:
    """One row of an evaluation. ``score`` is None where the row is unusable, and ``problem`` says why."""

    number: int
    prompt: str
    expected: str
    answer: str
    difficulty: str | None
    score: Score | None
    problem: str = ""


_MEASURES: dict[str, Callable[[Score], float]] = {
    "parses": lambda score: score.parses,
    "matches_schema": lambda score: score.matches_schema,
    "builds": lambda score: score.builds,
    "correct": lambda score: score.correct,
    "mean_iou": lambda score: score.iou,
    "dimension_accuracy": lambda score: score.dimension_accuracy,
    "feature_f1": lambda score: score.feature_f1,
    "topology": lambda score: bool(score.topology_equal),
    "cad_score": lambda score: score.cad_score,
    "exact_text": lambda score: score.exact_text,
}


@dataclass(frozen=True)
class EvaluationReport:
    """The rows of an evaluation and their means. Every denominator is all rows; a failure counts 0.

    ``exact`` tells whether meshes were compared; without them the topology is not known.
    """

    results: tuple[RowResult, ...]
    exact: bool
    seed: int = 0

    @property
    def unusable(self) -> tuple[RowResult, ...]:
        """The rows that have no expected document to compare with."""
        return tuple(result for result in self.results if result.score is None)

    def means(self) -> dict[str, float | None]:
        """The mean of every measure over all rows: shares from 0 to 1, and None for an unknown topology."""
        return self._means(self.results)

    def as_dict(self) -> dict[str, object]:
        """The scores as ``geoft eval`` prints them."""
        return {
            "n": len(self.results),
            **self.means(),
            "by_type": self._groups(_type_of),
            "by_difficulty": self._groups(_difficulty_of),
            "intervals": self._intervals(),
        }

    def _means(self, results: Sequence[RowResult]) -> dict[str, float | None]:
        columns = _values(results).mean(axis=0)
        means: dict[str, float | None] = {
            name: round(float(mean), 6) for name, mean in zip(_MEASURES, columns, strict=True)
        }
        if not self.exact:
            means["topology"] = None
        return means

    def _groups(self, kind_of: Callable[[RowResult], str]) -> dict[str, dict[str, float | int | None]]:
        groups: dict[str, list[RowResult]] = {}
        for result in self.results:
            groups.setdefault(kind_of(result), []).append(result)
        return {kind: {"n": len(groups[kind]), **self._means(groups[kind])} for kind in sorted(groups)}

    def _intervals(self) -> dict[str, list[float] | None]:
        ends = mean_intervals(_values(self.results), self.seed)
        intervals: dict[str, list[float] | None] = {
            name: [round(float(low), 6), round(float(high), 6)]
            for name, (low, high) in zip(_MEASURES, ends, strict=True)
        }
        if not self.exact:
            intervals["topology"] = None
        return intervals


def _values(results: Sequence[RowResult]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Shape (rows, measures)."""
    return np.array(
        [
            [0.0 if result.score is None else float(measure(result.score)) for measure in _MEASURES.values()]
            for result in results
        ]
    )


def _type_of(result: RowResult) -> str:
    return UNUSABLE if result.score is None or result.score.type is None else result.score.type


def _difficulty_of(result: RowResult) -> str:
    return result.difficulty or UNSTATED
