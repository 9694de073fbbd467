"""Which size of a part a measure in its prompt means, and what that size is."""

from dataclasses import dataclass

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
    """

    name: str
    value: float
    instead_of: str


def size_meant(part: Part, measure: Measure) -> Size | None:
    """The size that a measure means; None where that is not certain or the part has no such size."""
    name = _name(part, measure)
    return None if name is None else size_named(part, name)


def size_named(part: Part, name: str) -> Size | None:
    """A size of a part by its name, turned from radius to diameter and back where need be."""
    unit = MILLIMETRES[part.dimensions.unit]
    for held, factor in ((name, 1.0), (_DOUBLES.get(name, ""), 2.0), (_HALVES.get(name, ""), 0.5)):
        value = getattr(part.dimensions, held, None)
        if value is not None:
            return Size(name, value * factor * unit, held)
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
            if said in ("outer", "outside"):
                return "diameter"
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
