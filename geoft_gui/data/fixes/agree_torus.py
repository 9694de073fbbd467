"""A ring that the prompt calls so thick: its document must not have that as the radius of its tube."""

from typing import Any

from geoft_gui.data.asked import Measure, measures
from geoft_gui.data.fixes.pair import Pair, edited, node_at, parts_of
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Torus
from geoft_gui.geometry.matching import close


def agree_torus(pair: Pair) -> Pair:
    """Let the document say `thickness` where the prompt does, with the number that both have."""
    document = pair.document
    said = measures(pair.prompt)
    for pointer, part in parts_of(pair.document):
        if (
            isinstance(part, Torus)
            and part.dimensions.minor_radius is not None
            and _is_called_thick(part, said)
        ):

            def name(value: dict[str, Any], pointer: tuple[int, ...] = pointer) -> None:
                dimensions = node_at(value, pointer)["dimensions"]
                dimensions["thickness"] = dimensions.pop("minor_radius")

            document = edited(document, name)
    return Pair(pair.prompt, document)


def _is_called_thick(part: Torus, said: list[Measure]) -> bool:
    assert part.dimensions.minor_radius is not None
    radius = part.dimensions.minor_radius * MILLIMETRES[part.dimensions.unit]
    same = [
        measure
        for measure in said
        if close(measure.value * MILLIMETRES[measure.unit or part.dimensions.unit], radius)
    ]
    return any(measure.word == "thickness" for measure in same) and not any(
        measure.word == "radius" for measure in same
    )
