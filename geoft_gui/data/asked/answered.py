"""What of a document answers the features and poses that a prompt asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from geoft_gui.data.asked.phrases import FeatureKind
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import (
    Chamfer,
    Corners,
    Feature,
    Fillet,
    Grid,
    Group,
    Hole,
    Part,
    Pattern,
    Torus,
)
from geoft_gui.geometry.matching import close

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
_HALF_A_TURN = 180.0
_FULL_TURN = 360.0


@dataclass
class Answers:
    """What there is in a document, of whatever size, and how many of each.

    Attributes:
        present: the types of its features and of what else answers a wish.
        counts: how many fillets, chamfers and holes there can be said to be; for holes, all that may be one.
        sizes: what the fillets, chamfers and holes measure, in mm.
        rotations: those of the document and its components, each as its values by axis.
        positions: the same, and the places of its holes and slots.
    """

    present: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, list[float]] = field(default_factory=dict)
    rotations: list[dict[str, float]] = field(default_factory=list)
    positions: list[dict[str, float]] = field(default_factory=list)

    @classmethod
    def of(cls, document: Part | Group) -> "Answers":
        """What a document has to answer with."""
        answers = cls()
        answers._take(document)
        return answers

    def has(self, kind: FeatureKind, *, sized: bool) -> bool:
        """Whether there is something that answers a wish of this kind; `sized` for one with a number."""
        # "A ring with a hole" has one by itself, but none of 5 mm.
        present = self.present - {"torus"} if kind == "hole" and sized else self.present
        return not _ANSWERED_BY[kind].isdisjoint(present)

    def unmatched(self, kind: FeatureKind, sizes: Sequence[float]) -> list[float]:
        """Which of several different sizes (in mm) that are asked for are more than the document has."""
        too_many = len(sizes) - self.counts.get(kind, 0)
        if too_many <= 0:
            return []
        known = self.sizes.get(kind, [])
        alone = [size for size in sizes if not any(close(size, one) for one in known)]
        return alone[-too_many:]

    def contradict_rotation(self, asked: Mapping[str, float], *, signed: bool) -> bool:
        """Whether the document is turned about another axis, or the other way where `signed`."""
        if len(asked) != 1 or len(self.rotations) != 1 or "angle" in self.present:
            return False
        turned = self.rotations[0]
        ((axis, angle),) = asked.items()
        if len(turned) != 1 or angle % _HALF_A_TURN == 0:
            return False
        if axis not in turned:
            return True
        return signed and _same_turn(turned[axis], -angle) and not _same_turn(turned[axis], angle)

    def contradict_position(self, asked: Mapping[str, float]) -> bool:
        """Whether the document has a value of the position with the other sign, or on another axis only."""
        if len(self.positions) != 1 or "place" in self.present:
            return False
        held = self.positions[0]
        for axis, value in asked.items():
            there = held.get(axis, 0.0)
            if close(there, value):
                continue
            elsewhere = any(close(abs(one), abs(value)) for name, one in held.items() if name not in asked)
            if close(there, -value) or (there == 0 and elsewhere):
                return True
        return False

    def _take(self, document: Part | Group) -> None:
        if document.place is not None:
            self.present.add("place")
        for name, pose, kept in (
            ("rotation", document.rotation, self.rotations),
            ("position", document.position, self.positions),
        ):
            if pose is not None and (values := {axis: value for axis, value in pose if value}):
                self.present.add(name)
                kept.append(values)
        unit = 1.0 if isinstance(document, Group) else MILLIMETRES[document.dimensions.unit]
        for feature in document.features:
            self._feature(feature, unit)
        if isinstance(document, Group):
            self.present.add(document.type)
            if document.type == "boolean_difference":
                self._count("hole", len(document.components) - 1)
            for component in document.components:
                self._take(component)
        elif isinstance(document, Torus):
            self.present.add("torus")
            self._count("hole", 1)
        elif getattr(document.dimensions, "thickness", None) is not None:
            self.present.add("wall")
            self._count("hole", 1)

    def _feature(self, feature: Feature, unit: float) -> None:
        self.present.add(feature.type)
        self.present.update(name for name in ("x", "y", "angle") if getattr(feature, name, 0))
        place = {axis: float(value) for axis in ("x", "y") if (value := getattr(feature, axis, 0))}
        if place:
            self.positions.append({axis: value * unit for axis, value in place.items()})
        pattern = getattr(feature, "pattern", None)
        if getattr(pattern, "angle", 0):
            self.present.add("angle")
        for kind, size in _sizes(feature):
            self.sizes.setdefault(kind, []).append(size * unit)
        self._count("hole" if feature.type in ("slot", "shell") else feature.type, _number_in(pattern))
        if isinstance(feature, Hole) and feature.counterbore is not None:
            self._count("hole", 1)

    def _count(self, kind: str, more: int) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + more


def _sizes(feature: Feature) -> Iterator[tuple[str, float]]:
    if isinstance(feature, Fillet):
        yield "fillet", feature.radius
    elif isinstance(feature, Chamfer):
        yield "chamfer", feature.distance
    elif isinstance(feature, Hole):
        yield "hole", feature.diameter
        if feature.counterbore is not None:
            yield "hole", feature.counterbore.diameter
    elif feature.type == "slot":
        yield "hole", feature.width


def _number_in(pattern: Pattern | None) -> int:
    if pattern is None:
        return 1
    if isinstance(pattern, Corners):
        return 4
    return pattern.nx * pattern.ny if isinstance(pattern, Grid) else pattern.count


def _same_turn(one: float, other: float) -> bool:
    return close((one - other + _HALF_A_TURN) % _FULL_TURN, _HALF_A_TURN)
