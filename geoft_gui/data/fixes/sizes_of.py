"""Which size of a part a measure in its prompt means, and what that size is."""

from dataclasses import dataclass, replace

from geoft_gui.data.asked import Measure
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Part

_HALVES = {"radius": "diameter", "top_radius": "top_diameter", "minor_radius": "thickness"}
_DOUBLES = {double: half for half, double in _HALVES.items()}
_ROUND_BARS = frozenset(("cylinder", "cone", "prism"))


@dataclass(frozen=True, slots=True)
class Size:
    """A size of a part under the name by which its prompt measures it.

    Attributes:
        name: the dimension that says it, such as `diameter`.
        value: what it is in this part, in mm.
        instead_of: the dimension that the document has it under now, such as `radius`.
        stated: what the prompt must say for it by its words, in mm. The outer diameter of a ring is more than
            twice the radius that its document has.
    """

    name: str
    value: float
    instead_of: str
    stated: float


def size_meant(part: Part, measure: Measure) -> Size | None:
    """The size that a measure means; None where that is not certain or the part has no such size."""
    if part.type == "torus" and (side := side_of_tube(measure)):
        return _across_tube(part, measure, side)
    name = _name(part, measure)
    return None if name is None else size_named(part, name)


def side_of_tube(measure: Measure) -> int:
    """1 for a size of a ring from outside to outside, -1 for one from inside to inside, 0 for others."""
    first = measure.said.split(" ")[0]
    return 1 if first in ("outer", "outside") else -1 if first in ("inner", "inside") else 0


def _across_tube(part: Part, measure: Measure, side: int) -> Size | None:
    """The size to the middle of a ring's tube; what is measured at its outside is larger by the tube."""
    halved = measure.word == "radius"
    size = size_named(part, "radius" if halved else "diameter")
    tube = size_named(part, "minor_radius" if halved else "thickness")
    if size is None or tube is None or measure.word not in ("radius", "diameter", None):
        return None
    return replace(size, stated=size.value + side * tube.value)


def size_named(part: Part, name: str) -> Size | None:
    """A size of a part by its name, turned from radius to diameter and back where need be."""
    unit = MILLIMETRES[part.dimensions.unit]
    for held, factor in ((name, 1.0), (_DOUBLES.get(name, ""), 2.0), (_HALVES.get(name, ""), 0.5)):
        value = getattr(part.dimensions, held, None)
        if value is not None:
            size = value * factor * unit
            return Size(name, size, held, size)
    return None


def _name(part: Part, measure: Measure) -> str | None:
    said, word = measure.said, measure.word
    qualifier = said.split(" ")[0] if " " in said else ""
    if qualifier in ("inner", "inside") or said in ("deep", "depth"):
        return None
    match part.type:
        case "cube" | "pyramid":
            return _name_on_box(part, measure)
        case "sphere":
            if word == "width" or not said:
                return "diameter"
            return word if word in ("radius", "diameter", "thickness") else None
        case "torus":
            if qualifier in ("minor", "tube"):
                return "minor_radius" if word == "radius" else "thickness" if word == "diameter" else None
            return word if word in ("radius", "diameter", "thickness") else None
    return _name_on_round_bar(part, measure, qualifier)


def _name_on_box(part: Part, measure: Measure) -> str | None:
    word, said = measure.word, measure.said
    sides = (part.dimensions.length, part.dimensions.width, part.dimensions.height)  # type: ignore[union-attr]
    if word in ("length", "width", "height"):
        return word
    if word == "thickness":
        return None if "wall" in said else "height"
    if part.type == "cube" and said in ("", "side", "sides", "edge") and len(set(sides)) == 1:
        return "length"
    return "length" if said == "base" and sides[0] == sides[1] else None


def _name_on_round_bar(part: Part, measure: Measure, qualifier: str) -> str | None:
    word, said = measure.word, measure.said
    if word in ("radius", "diameter"):
        return f"top_{word}" if qualifier == "top" else word
    if word in ("height", "length"):
        return "height"
    if word == "thickness":
        if "wall" in said:
            return "thickness"
        # How thick a tube is may be its wall or its height.
        return None if getattr(part.dimensions, "thickness", None) is not None else "height"
    if word == "width":
        return "width" if part.type == "prism" else "diameter"
    return "diameter" if said in ("base", "outer", "outside") and part.type in _ROUND_BARS else None
