"""Scores of models whose answers are known."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from geoft_gui.errors import UserError
from geoft_gui.evaluation import EvaluationReport, evaluate
from geoft_gui.evaluation.bootstrap import mean_intervals

CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
BALL = '{"type":"sphere","dimensions":{"diameter":45.5},"material":"brass"}'
PLATE = (
    '{"type":"cube","dimensions":{"length":80,"width":50,"height":6},"features":[{"type":"hole","diameter":5,'
    '"pattern":{"type":"corners","inset":8}}]}'
)
WITHOUT_HOLES = '{"type":"cube","dimensions":{"length":80,"width":50,"height":6}}'

KEYS = {
    "n", "parses", "matches_schema", "builds", "correct", "mean_iou", "dimension_accuracy", "feature_f1",
    "topology", "cad_score", "exact_text", "by_type", "by_difficulty", "intervals",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    number: int
    prompt: str
    answer: str
    difficulty: str | None = "easy"

    @property
    def conversation(self) -> list[dict[str, str]]:
        return [{"role": "user", "content": self.prompt}]


@dataclass(frozen=True)
class Unreadable:
    number: int
    message: str


def scored(pairs: list[tuple[str, str]], exact: bool = True) -> EvaluationReport:
    """The report on (expected, answer) pairs."""
    rows = [
        Example(number, f"part {number}", expected) for number, (expected, _) in enumerate(pairs, start=1)
    ]
    said = {f"part {number}": answer for number, (_, answer) in enumerate(pairs, start=1)}
    return evaluate(rows, lambda asked: [said[turns[-1]["content"]] for turns in asked], exact=exact)


def test_the_report_has_exactly_the_promised_keys() -> None:
    report = scored([(CUBE, CUBE)]).as_dict()
    assert set(report) == KEYS
    assert set(report["intervals"]) == KEYS - {"n", "by_type", "by_difficulty", "intervals"}  # type: ignore[arg-type]
    assert set(report["by_type"]["cube"]) == KEYS - {"by_type", "by_difficulty", "intervals"}  # type: ignore[index]
    json.dumps(report, allow_nan=False)


def test_a_perfect_model_scores_one_everywhere() -> None:
    means = scored([(CUBE, CUBE), (BALL, BALL), (PLATE, PLATE)]).means()
    assert set(means.values()) == {1.0}


def test_each_layer_counts_only_what_passed_the_one_before_and_failures_are_zero() -> None:
    means = scored(
        [
            (CUBE, CUBE),
            (CUBE, "a cube of 20 mm"),
            (CUBE, '{"type":"cube"}'),
            (CUBE, '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}'),
        ]
    ).means()
    assert (means["parses"], means["matches_schema"], means["builds"]) == (0.75, 0.5, 0.25)
    for name in ("correct", "mean_iou", "dimension_accuracy", "topology", "cad_score", "exact_text"):
        assert means[name] == 0.25, name


def test_missing_holes_show_in_topology_and_features_though_the_solids_hardly_differ() -> None:
    means = scored([(PLATE, WITHOUT_HOLES)]).means()
    assert means["mean_iou"] is not None
    assert means["mean_iou"] > 0.95
    assert (means["correct"], means["topology"], means["feature_f1"]) == (0.0, 0.0, 0.0)


def test_the_same_part_said_otherwise_is_correct_but_not_the_same_text() -> None:
    means = scored([(BALL, '{"type":"sphere","dimensions":{"radius":22.75}}')]).means()
    assert (means["correct"], means["exact_text"]) == (1.0, 0.0)


def test_the_fast_path_knows_no_topology_and_says_so() -> None:
    report = scored([(CUBE, CUBE)], exact=False).as_dict()
    assert report["topology"] is None
    assert report["intervals"]["topology"] is None  # type: ignore[index]
    assert report["correct"] == 1.0


def test_rows_are_shown_by_type_and_difficulty() -> None:
    rows = [Example(1, "a", CUBE), Example(2, "b", CUBE, "hard"), Example(3, "c", BALL, None)]
    report = evaluate(rows, lambda asked: [CUBE for _ in asked]).as_dict()
    by_type, by_difficulty = report["by_type"], report["by_difficulty"]
    assert isinstance(by_type, dict)
    assert isinstance(by_difficulty, dict)
    assert {kind: (group["n"], group["correct"]) for kind, group in by_type.items()} == {
        "cube": (2, 1.0),
        "sphere": (1, 0.0),
    }
    assert {kind: group["n"] for kind, group in by_difficulty.items()} == {
        "easy": 1,
        "hard": 1,
        "unstated": 1,
    }


def test_unusable_rows_are_not_asked_count_as_failures_and_are_told() -> None:
    asked: list[str] = []

    def answer(conversations: list[list[dict[str, str]]]) -> list[str]:
        asked.extend(turns[-1]["content"] for turns in conversations)
        return [CUBE for _ in conversations]

    rows = [
        Example(1, "good", CUBE),
        Example(2, "   ", CUBE),
        Example(3, "no document", "Sorry, I cannot do that."),
        Example(4, "nothing", ""),
        Example(5, "impossible", '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}'),
    ]
    report = evaluate(rows, answer, unreadable=[Unreadable(6, "The line is not JSON.")])
    assert asked == ["good"]
    assert report.as_dict()["n"] == 6
    assert report.means()["correct"] == pytest.approx(1 / 6, abs=1e-6)
    assert [result.number for result in report.unusable] == [2, 3, 4, 5, 6]
    assert all(result.problem.endswith(".") for result in report.unusable)
    assert report.as_dict()["by_type"]["unusable"]["n"] == 5  # type: ignore[index]


def test_nothing_to_evaluate_is_refused() -> None:
    with pytest.raises(UserError, match="no rows"):
        evaluate([], lambda _: [])


def test_progress_is_told_for_every_row() -> None:
    done: list[int] = []
    rows = [Example(number, "a", CUBE) for number in (1, 2, 3)]
    evaluate(rows, lambda asked: [CUBE for _ in asked], on_scored=done.append)
    assert done == [1, 2, 3]


def test_intervals_hold_the_mean_repeat_themselves_and_narrow_with_more_rows() -> None:
    few = scored([(CUBE, CUBE)] * 12 + [(CUBE, BALL)] * 4)
    ends = few.as_dict()["intervals"]
    assert isinstance(ends, dict)
    low, high = ends["correct"]
    assert low < 0.75 < high
    assert few.as_dict() == few.as_dict()


def test_intervals_agree_with_the_normal_approximation_where_that_is_good() -> None:
    right = np.array([1.0] * 350 + [0.0] * 150).reshape(-1, 1)
    ((low, high),) = mean_intervals(right, seed=1)
    spread = 1.96 * np.sqrt(0.7 * 0.3 / 500)
    assert low == pytest.approx(0.7 - spread, abs=0.006)
    assert high == pytest.approx(0.7 + spread, abs=0.006)
