"""The features and poses that a prompt asks for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geoft_gui.data.asked.answered import Answers
from geoft_gui.data.asked.denial import is_denied, is_of_another_part
from geoft_gui.data.asked.phrases import FeatureKind, Phrase, phrases
from geoft_gui.data.asked.spans import NumberSpan
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Group, Part

_SENSE = re.compile(r"\b(?:\w*clockwise|c?cw|left|right|back\w*|forwards?|down\w*|up\w*)\b", re.IGNORECASE)
"""Words that can say which way something is turned."""
_SIZE_OF: dict[FeatureKind, str] = {"fillet": "radius", "chamfer": "distance", "hole": "diameter"}


@dataclass(frozen=True, slots=True)
class AskedFeature:
    """A feature that a prompt asks for.

    Attributes:
        start, end: where the phrase stands that asks for it.
        kind: what is asked for; `hollow` for a tube or a hollow body, whatever makes it one.
        content: the feature, or the rotation or position, as a document says it, lengths in mm; None where
            the phrase does not say enough for that. Empty where it asks for what every part has. What stands
            around the phrase can say more: :func:`says_all` tells whether it may.
        denied: whether the part is not to have it (`no fillet`), or something else has it (`fits a hole`).
    """

    start: int
    end: int
    kind: FeatureKind
    content: dict[str, Any] | None
    denied: bool = False


def asked_features(prompt: str) -> list[AskedFeature]:
    """The features of a prompt in the order of the text, those that it denies among them."""
    return [asked for _, asked in _read(prompt)]


def missing_features(prompt: str, document: Part | Group) -> list[AskedFeature]:
    """The features that a prompt asks for and its document does not have, of whatever size.

    Of several that differ in size, those are missing that are more than the document has; a pose is missing
    where the document has it about another axis or with the other sign.
    """
    pairs = [(said, asked) for said, asked in _read(prompt) if not asked.denied and asked.content != {}]
    if not pairs:
        return []
    answers = Answers.of(document)
    excess = {
        (kind, size) for kind in _SIZE_OF for size in answers.unmatched(kind, _different_sizes(pairs, kind))
    }
    return [
        asked
        for said, asked in pairs
        if not answers.has(asked.kind, sized=bool(said.numbers))
        or (asked.kind, _size(said, asked)) in excess
        or _is_contradicted(prompt, said, asked, answers)
    ]


@lru_cache(maxsize=64)
def _read(prompt: str) -> tuple[tuple[Phrase, AskedFeature], ...]:
    """The phrases of a prompt, each with what it asks for; kept for a while, as one row is asked often."""
    return tuple((said, _asked(prompt, said)) for said in phrases(prompt))


def _asked(prompt: str, said: Phrase) -> AskedFeature:
    denied = is_denied(prompt, said.start, said.end) or (
        said.kind in ("hole", "slot", "hollow") and is_of_another_part(prompt, said.start)
    )
    return AskedFeature(said.start, said.end, said.kind, None if denied else _content(said), denied)


def _different_sizes(pairs: Sequence[tuple[Phrase, AskedFeature]], kind: str) -> list[float]:
    """The sizes that features of a kind are asked for with, each once; a size asked for twice may be one."""
    sizes = (_size(said, asked) for said, asked in pairs if asked.kind == kind)
    return list(dict.fromkeys(size for size in sizes if size is not None))


def _size(said: Phrase, asked: AskedFeature) -> float | None:
    """What a fillet, a chamfer or a hole is to measure, in mm; None where that is not said or not certain."""
    name = _SIZE_OF.get(asked.kind)
    if name is None or not asked.content or any(len(span.readings) > 1 for _, span in said.numbers):
        return None
    return float(asked.content[name])


def _is_contradicted(prompt: str, said: Phrase, asked: AskedFeature, answers: Answers) -> bool:
    if not asked.content:
        return False
    if asked.kind == "rotation":
        signed = any(sign < 0 for sign, _ in said.numbers) or _SENSE.search(prompt) is None
        return "axis" in said.said and answers.contradict_rotation(asked.content, signed=signed)
    return asked.kind == "position" and answers.contradict_position(asked.content)


def _content(said: Phrase) -> dict[str, Any] | None:
    """What a phrase asks for as a document says it; None where it leaves something open."""
    values = [sign * _millimetres(span) for sign, span in said.numbers]
    if said.kind in ("fillet", "chamfer") and len(values) == 1:
        content: dict[str, Any] = {
            "type": said.kind,
            "radius" if said.kind == "fillet" else "distance": values[0],
        }
        edges = _edges(said.said.get("edges", ""))
        return content if edges == "all" else content | {"edges": edges}
    if said.kind == "hole" and len(values) == 1:
        return {"type": "hole", "diameter": values[0]}
    if said.kind == "rotation" and len(values) == 1:
        sign, span = said.numbers[0]
        return _without_zeros({said.said.get("axis", "z"): sign * min(span.readings)})
    if said.kind == "position" and values:
        if "named" in said.said:
            axes = [letter for letter in said.said["named"] if letter in "xyz"]
        else:
            axes = ["x", "y", "z"] if "triple" in said.said else [said.said["axis"]]
        if len(axes) == len(values) == len(set(axes)):
            return _without_zeros(dict(zip(axes, values, strict=True)))
    return None


def _millimetres(span: NumberSpan) -> float:
    return float(f"{min(span.readings) * MILLIMETRES[span.unit or 'mm']:.6g}")


def _without_zeros(values: dict[str, float]) -> dict[str, Any]:
    return {axis: value for axis, value in values.items() if value}


def _edges(words: str) -> str:
    if "vertical" in words or "upright" in words:
        return "vertical"
    above = "top" in words or "upper" in words
    below = "bottom" in words or "lower" in words
    if above == below:
        return "all"
    return "top" if above else "bottom"
