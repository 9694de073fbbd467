"""The features and poses that a prompt asks for."""

from dataclasses import dataclass
from typing import Any

from geoft_gui.data.asked.phrases import FeatureKind, Phrase, phrases
from geoft_gui.data.asked.spans import NumberSpan
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Group, Part, Torus


@dataclass(frozen=True, slots=True)
class AskedFeature:
    """A feature that a prompt asks for.

    Attributes:
        start, end: where the phrase stands that asks for it.
        kind: what is asked for; `hollow` for a tube or a hollow body, whatever makes it one.
        content: the feature, or the rotation or position, as a document says it, lengths in mm; None where
            the phrase does not say enough for that. Empty where it asks for what every part has.
    """

    start: int
    end: int
    kind: FeatureKind
    content: dict[str, Any] | None


def asked_features(prompt: str) -> list[AskedFeature]:
    """The features of a prompt in the order of the text."""
    return [AskedFeature(said.start, said.end, said.kind, _content(said)) for said in phrases(prompt)]


def missing_features(prompt: str, document: Part | Group) -> list[AskedFeature]:
    """The features that a prompt asks for and its document does not have, of whatever size."""
    asked = asked_features(prompt)
    if not asked:
        return []
    present = _present(document)
    return [one for one in asked if one.content != {} and not _is_answered(one, present)]


def _is_answered(asked: AskedFeature, present: set[str]) -> bool:
    if asked.kind == "hole" and asked.content is not None:
        # "A ring with a hole" has one by itself, but none of 5 mm.
        present = present - {"torus"}
    return not _ANSWERED_BY[asked.kind].isdisjoint(present)


_ANSWERED_BY: dict[FeatureKind, frozenset[str]] = {
    "fillet": frozenset(("fillet",)),
    "chamfer": frozenset(("chamfer",)),
    "hole": frozenset(("hole", "slot", "boolean_difference", "wall", "torus")),
    "slot": frozenset(("slot", "hole", "boolean_difference")),
    "shell": frozenset(("shell", "wall", "boolean_difference")),
    "rotation": frozenset(("rotation", "angle")),
    "position": frozenset(("position", "place", "x", "y")),
    "hollow": frozenset(("shell", "wall", "hole", "boolean_difference", "torus")),
}
"""What in a document answers each: a hole may be said as a difference, a hollow as a wall or a bore."""


def _present(document: Part | Group) -> set[str]:
    present = {"place"} if document.place is not None else set()
    for name, pose in (("rotation", document.rotation), ("position", document.position)):
        if pose is not None and any(value for _, value in pose):
            present.add(name)
    for feature in document.features:
        present.add(feature.type)
        present.update(name for name in ("x", "y", "angle") if getattr(feature, name, 0))
        if getattr(getattr(feature, "pattern", None), "angle", 0):
            present.add("angle")
    if isinstance(document, Group):
        present.add(document.type)
        for component in document.components:
            present |= _present(component)
    elif isinstance(document, Torus):
        present.add("torus")
    elif getattr(document.dimensions, "thickness", None) is not None:
        present.add("wall")
    return present


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
