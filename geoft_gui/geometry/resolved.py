"""From a document to bodies: units, defaults, patterns and places become plain millimetres.

Both compilers and the comparison work from here, so that nothing is interpreted twice.
"""

from dataclasses import dataclass, replace

from . import document as d
from .bodies import ORIGIN, Body, Combination, Primitive, Vector
from .bounds import Bounds, bounds
from .canonical import canonical_text
from .features import Features
from .fields import Side
from .findings import BuildError, Finding, Notes
from .patterns import cut_count
from .shapes import MILLIMETRES, shape_of

MAX_CUTS = 1000
"""Holes and slots of a document, patterns expanded: more are refused."""
MAX_PRIMITIVES = 100
"""Primitives of a document: more are refused."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A document's body, and what was odd about it."""

    body: Body
    warnings: tuple[Finding, ...] = ()


def resolve(document: d.Part | d.Group) -> Resolved:
    """The body of a document.

    Raises BuildError, with every finding, when it cannot be a solid: sizes that contradict each other,
    features that do not fit, or more than MAX_PRIMITIVES parts or MAX_CUTS holes and slots.
    """
    parts, cuts = _count(document)
    if parts > MAX_PRIMITIVES:
        message = f"The document has {parts:,} parts; at most {MAX_PRIMITIVES:,} can be built."
        raise BuildError([Finding("too_many_parts", "", message)])
    if cuts > MAX_CUTS:
        message = f"The document has {cuts:,} holes and slots; at most {MAX_CUTS:,} can be built."
        raise BuildError([Finding("too_many_cuts", "", message)])
    notes = Notes()
    if document.place is not None:
        notes.warn("place_without_effect", "/place", "There is nothing to place this part against.")
    body = _body(document, "", notes)
    notes.raise_errors()
    return Resolved(body, tuple(notes.findings))


def _count(document: d.Part | d.Group) -> tuple[int, int]:
    """How many primitives, and how many cuts once patterns are expanded, a document has."""
    if isinstance(document, d.Group):
        counts = [_count(component) for component in document.components]
        return sum(parts for parts, _ in counts), sum(cuts for _, cuts in counts)
    cuts = (
        cut_count(feature.pattern) for feature in document.features if isinstance(feature, d.Hole | d.Slot)
    )
    return 1, sum(cuts)


def _body(document: d.Part | d.Group, pointer: str, notes: Notes) -> Body:
    position, rotation = _vector(document.position), _vector(document.rotation)
    if isinstance(document, d.Group):
        return _combination(document, position, rotation, pointer, notes)
    shape = shape_of(document, pointer, notes)
    if not document.features:
        return Primitive(shape, position=position, rotation=rotation)
    features = Features(document, shape, MILLIMETRES[document.dimensions.unit], pointer, notes)
    features.read()
    return Primitive(
        shape,
        features.edges,
        features.shell,
        tuple(features.cuts),
        position,
        rotation,
        tuple(sorted(features.idle)),
    )


def _vector(value: d.Position | d.Rotation | None) -> Vector:
    return ORIGIN if value is None else (value.x, value.y, value.z)


def _combination(
    group: d.Group, position: Vector, rotation: Vector, pointer: str, notes: Notes
) -> Combination:
    if group.features:
        notes.warn(
            "feature_without_effect",
            pointer + "/features",
            "Features act on a part, not on a group: these are left out.",
        )
    parts: list[Body] = []
    for index, component in enumerate(group.components):
        at = f"{pointer}/components/{index}"
        body = _body(component, at, notes)
        if component.place is not None:
            if parts:
                body = _placed(body, component.place, bounds(parts[-1]))
            else:
                notes.warn(
                    "place_without_effect",
                    at + "/place",
                    "The first component has nothing to be placed against.",
                )
        parts.append(body)
    combination = Combination(
        group.type,
        tuple(parts),
        position,
        rotation,
        tuple(sorted(canonical_text(feature) for feature in group.features)),
    )
    if group.type == "boolean_intersection":
        lower, upper = bounds(replace(combination, position=ORIGIN, rotation=ORIGIN))
        if any(low >= high for low, high in zip(lower, upper, strict=True)):
            notes.error("empty", pointer, "These components have nothing in common.")
    return combination


def _placed(body: Body, side: Side, previous: Bounds) -> Body:
    """The body moved against the previous component's bounding box, its own position as an offset."""
    (x0, y0, z0), (x1, y1, z1) = previous
    (u0, v0, w0), (u1, v1, w1) = bounds(replace(body, position=ORIGIN))
    x, y, z = (x0 + x1 - u0 - u1) / 2, (y0 + y1 - v0 - v1) / 2, z0 - w0
    if side == "top":
        z = z1 - w0
    elif side == "bottom":
        z = z0 - w1
    elif side == "right":
        x = x1 - u0
    elif side == "left":
        x = x0 - u1
    elif side == "back":
        y = y1 - v0
    else:
        y = y0 - v1
    px, py, pz = body.position
    return replace(body, position=(x + px, y + py, z + pz))
