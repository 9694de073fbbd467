"""Which numbers of a prompt its document does not use."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from pydantic import BaseModel

from geoft_gui.data.asked.spans import NumberSpan, number_spans
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Chamfer, Corners, Group, Part, Torus
from geoft_gui.geometry.matching import close

_ROUND = frozenset(("radius", "diameter", "top_radius", "top_diameter", "minor_radius"))
_COUNTS = frozenset(("count", "nx", "ny", "sides"))
_STRAIGHT = 90.0
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def unanswered_numbers(prompt: str, document: Part | Group) -> list[str]:
    """The numbers that a prompt states and nothing in its document uses, with their units as written.

    A size is used when it, its half or its double is in the document, or the difference that a wall, an
    offset or a position makes. Counts, right angles, tolerances and names are never unanswered.
    """
    return [prompt[span.start : span.unit_end].strip() for span in unanswered_spans(prompt, document)]


def unanswered_spans(prompt: str, document: Part | Group) -> list[NumberSpan]:
    """The same as :func:`unanswered_numbers`, with their places in the text."""
    spans = number_spans(prompt)
    if not spans:
        return []
    used = _Used()
    used.take(document, 1.0)
    units = {span.unit for span in spans if span.unit} | {"mm"} | used.units
    if re.search(r"\d\s+in\b", prompt):
        units.add("inch")
    return [span for span in spans if not used.answers(span, units)]


@dataclass
class _Used:
    """The numbers of a document: lengths in mm, round ones, distances, counts and angles."""

    lengths: set[float] = field(default_factory=set)
    rounds: set[float] = field(default_factory=set)
    walls: set[float] = field(default_factory=set)
    rings: set[float] = field(default_factory=set)
    places: set[float] = field(default_factory=set)
    counts: set[float] = field(default_factory=set)
    angles: set[float] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)

    def take(self, node: BaseModel, unit: float) -> None:
        # What pydantic's own iteration gives, at half its cost: this runs for every row of a file.
        content = vars(node)
        dimensions = content.get("dimensions")
        if dimensions is not None:
            unit = MILLIMETRES[dimensions.unit]
            self.units.add(dimensions.unit)
        if isinstance(node, Chamfer):
            self.angles.add(45.0)
        elif isinstance(node, Corners):
            self.counts.add(4.0)
        elif isinstance(node, Torus):
            self._across(node, unit)
        owner = type(node).__name__
        for name, value in content.items():
            if value is None:
                continue
            if isinstance(value, str):
                self.words.update(_DIGITS.findall(value))
            elif isinstance(value, float | int):
                self._number(owner, name, abs(float(value)), unit)
            elif isinstance(value, BaseModel):
                self.take(value, unit)
            elif isinstance(value, tuple):
                self.counts.add(float(len(value)))
                for item in value:
                    self.take(item, unit)

    def _across(self, ring: Torus, unit: float) -> None:
        """How large a ring is outside and inside, which documents do not say."""
        sizes = ring.dimensions
        middle = sizes.diameter if sizes.diameter is not None else 2 * (sizes.radius or 0.0)
        tube = sizes.thickness if sizes.thickness is not None else 2 * (sizes.minor_radius or 0.0)
        for across in ((middle + tube) * unit, (middle - tube) * unit):
            self.rings |= {across, across / 2}

    def _number(self, owner: str, name: str, value: float, unit: float) -> None:
        if name in _COUNTS:
            self.counts.add(value)
        elif name == "angle" or owner == "Rotation":
            self.angles.add(value % 360)
        elif owner == "Position":
            self.places.add(value)
        elif name in ("x", "y"):
            self.places.add(value * unit)
        else:
            self.lengths.add(value * unit)
            if name in _ROUND or (name == "width" and owner == "Slot"):
                self.rounds.add(value * unit)
            if name in ("thickness", "minor_radius"):
                self.walls.add(value * unit)

    def answers(self, span: NumberSpan, units: Iterable[str]) -> bool:
        """Whether a number of the prompt is one of these, or must not be asked about."""
        if span.role in ("other", "count") or 0.0 in span.readings:
            return True
        if span.role == "angle":
            wanted = {abs(reading) for reading in span.readings}
            return any(
                angle % _STRAIGHT == 0 or angle in self.angles or (360 - angle) in self.angles
                for angle in wanted
            )
        if span.unit is None and span.readings & (self.counts | self.angles):
            return True
        names = [span.unit] if span.unit else list(units)
        lengths = [reading * MILLIMETRES[name] for reading in span.readings for name in names]
        return any(self._has(length) for length in lengths)

    def _has(self, length: float) -> bool:
        if any(close(length, known) for known in self.lengths | self.rings | self.places):
            return True
        if any(close(length, known * factor) for known in self.rounds for factor in (0.5, 2.0)):
            return True
        return any(close(length, distance) for distance in self._distances())

    def _distances(self) -> Iterator[float]:
        """What is left inside walls, and how far something is from an edge or from another."""
        for size, wall in product(self.lengths, self.walls):
            yield from (
                abs(size - wall),
                abs(size - 2 * wall),
                abs(2 * size - 2 * wall),
                size + wall,
                size + 2 * wall,
            )
        for place in self.places:
            yield 2 * place
            for size in self.lengths:
                yield from (abs(size - place), abs(size / 2 - place), size / 2 + place, size + place)
        for one, other in product(self.places, repeat=2):
            yield from (abs(one - other), one + other)
