"""What is to be said of an answer, in plain sentences: the same in the terminal and in the window."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .kind_words import KIND_WORDS
from .matching import RELATIVE_TOLERANCE, close
from .size_words import sides_words, told_apart, volume_words

if TYPE_CHECKING:
    from .compare import Score

CUT = "The answer was cut: it reached the limit of tokens."
_MANY = 5


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
        kind, wanted_kind = KIND_WORDS[answer["type"]], KIND_WORDS[expected["type"]]
        found.append(f"It is of another kind: {kind} instead of {wanted_kind}.")
    if not all(map(close, _sides(answer), _sides(expected))):
        found.append("It measures {} instead of {}.".format(*told_apart(sides_words, answer, expected)))
    elif not all(map(close, answer["bounding_box_mm"][0], expected["bounding_box_mm"][0])):
        found.append("It lies in another place.")
    volume, wanted_volume = answer["volume_mm3"], expected["volume_mm3"]
    if abs(volume - wanted_volume) > RELATIVE_TOLERANCE * wanted_volume:
        found.append("Its volume is {} instead of {}.".format(*told_apart(volume_words, answer, expected)))
    if not found:
        found.append("It has the same size and volume, but not the same shapes in the same places.")
    # Rounded down: two parts that differ never have all of it in common.
    return (*found, f"The two have {math.floor(100 * score.iou)} % of their joint space in common.")


def _problem_words(problem: Mapping[str, str]) -> str:
    place, message = problem["pointer"], problem["message"]
    return f"{place}: {message}" if place else message


def _measures(report: Mapping[str, Any]) -> list[str]:
    words = [KIND_WORDS[report["type"]], sides_words(report), volume_words(report)]
    return [*words, "watertight"] if report["watertight"] else words


def _sides(report: Mapping[str, Any]) -> list[float]:
    lower, upper = report["bounding_box_mm"]
    return [high - low for low, high in zip(lower, upper, strict=True)]
