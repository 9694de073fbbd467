"""What is to be said of an answer, in plain sentences: the same in the terminal and in the window."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .matching import RELATIVE_TOLERANCE, close

if TYPE_CHECKING:
    from .compare import Score

CUT = "The answer was cut: it reached the limit of tokens."
_MANY = 5
_KINDS = {
    "boolean_union": "union",
    "boolean_difference": "difference",
    "boolean_intersection": "intersection",
}


@dataclass(frozen=True)
class Verdict:
    """What came of an answer, and the first of the problems in it, each with its place in the document."""

    sentence: str
    problems: tuple[str, ...]


def verdict(report: Mapping[str, Any]) -> Verdict:
    """What a report of `check` says about an answer; where building was given up, `parses` is None."""
    if report["parses"] is None:
        sentence = "Whether it builds is not known."
    elif report["builds"]:
        sentence = f"It builds: {', '.join(_measures(report))}."
    elif report["matches_schema"]:
        sentence = "It is a document of the language, but no part can be built from it."
    elif report["parses"]:
        sentence = "It is JSON, but not a document of the language."
    else:
        sentence = "It is not JSON."
    return Verdict(sentence, tuple(_problem_words(problem) for problem in report["problems"][:_MANY]))


def differences(score: "Score", answer: Mapping[str, Any], expected: Mapping[str, Any]) -> tuple[str, ...]:
    """How an answer that builds differs from the part that was expected; nothing where it is the same part.

    `answer` and `expected` are their reports of `check`.
    """
    if score.correct:
        return ()
    found: list[str] = []
    if answer["type"] != expected["type"]:
        kind, wanted_kind = kind_words(answer["type"]), kind_words(expected["type"])
        found.append(f"It is of another kind: {kind} instead of {wanted_kind}.")
    size, wanted_size = _size(answer), _size(expected)
    if not all(map(close, size, wanted_size)):
        found.append(f"It measures {_size_words(size)} instead of {_size_words(wanted_size)}.")
    elif not all(map(close, answer["bounding_box_mm"][0], expected["bounding_box_mm"][0])):
        found.append("It lies in another place.")
    volume, wanted_volume = answer["volume_mm3"], expected["volume_mm3"]
    if abs(volume - wanted_volume) > RELATIVE_TOLERANCE * wanted_volume:
        found.append(f"Its volume is {_volume_words(volume)} instead of {_volume_words(wanted_volume)}.")
    if not found:
        found.append("It has the same size and volume, but not the same shapes in the same places.")
    # Rounded down: two parts that differ never have all of it in common.
    return (*found, f"The two have {math.floor(100 * score.iou)} % of their joint space in common.")


def kind_words(kind: str) -> str:
    """A document's type as people say it."""
    return _KINDS.get(kind, kind)


def _problem_words(problem: Mapping[str, str]) -> str:
    place, message = problem["pointer"], problem["message"]
    return f"{place}: {message}" if place else message


def _measures(report: Mapping[str, Any]) -> list[str]:
    words = [
        kind_words(report["type"]),
        _size_words(_size(report)),
        _volume_words(report["volume_mm3"]),
    ]
    return [*words, "watertight"] if report["watertight"] else words


def _size(report: Mapping[str, Any]) -> list[float]:
    lower, upper = report["bounding_box_mm"]
    return [high - low for low, high in zip(lower, upper, strict=True)]


def _size_words(size: Sequence[float]) -> str:
    return " × ".join(_number(length) for length in size) + " mm"


def _volume_words(volume: float) -> str:
    return f"{_number(volume)} mm³"


def _number(number: float) -> str:
    return f"{number:.3g}" if 0 < number < 1 else f"{number:,.2f}".rstrip("0").rstrip(".")
