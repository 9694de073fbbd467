"""The geometry document (v2): one part or one group of parts, as a designer says it.

This model is the one source of the language: the JSON Schema, the decoding grammar and the forms are
made from it. Lengths are in the part's own unit, positions in mm, angles in degrees. Omitted means
the default; nothing is ever null.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from .canonical import COMPONENT_KEYS, canonical_text
from .dimensions import (
    BoxDimensions,
    ConeDimensions,
    CylinderDimensions,
    PrismDimensions,
    SphereDimensions,
    TorusDimensions,
)
from .fields import (
    MAX_ITEMS,
    Angle,
    Axis,
    Choosing,
    Coordinate,
    Count,
    EdgeChoice,
    Length,
    MaybeLength,
    MaybeWord,
    Model,
    Omittable,
    Side,
    not_too_many,
    whole,
)

__all__ = [
    "MAX_DEPTH",
    "Chamfer",
    "Circle",
    "Cone",
    "Corners",
    "CounterboreOfHole",
    "Cube",
    "Cylinder",
    "Document",
    "Feature",
    "Fillet",
    "Grid",
    "Group",
    "Hole",
    "Line",
    "Manufacturing",
    "Part",
    "Pattern",
    "Position",
    "Prism",
    "Pyramid",
    "Rotation",
    "Shell",
    "Slot",
    "Sphere",
    "Torus",
    "canonical_text",
    "from_object",
    "group_depth",
    "json_schema",
]

MAX_DEPTH = 8
"""How deep groups may be nested: the outermost group is at depth 1."""


class Corners(Model):
    """One at each corner of the face, `inset` from both sides."""

    type: Literal["corners"]
    inset: Length


class Grid(Model):
    """nx columns and ny rows, dx and dy apart."""

    type: Literal["grid"]
    nx: Count
    ny: Count
    dx: Length
    dy: Length


class Circle(Model):
    """`count` evenly on a circle, the first at `angle` degrees."""

    type: Literal["circle"]
    count: Count
    diameter: Length
    angle: Angle = 0


class Line(Choosing):
    """`count` in a row, dx or dy apart."""

    exactly_one = (("dx", "dy"),)
    type: Literal["line"]
    count: Count
    dx: MaybeLength = None
    dy: MaybeLength = None


Pattern = Annotated[Corners | Grid | Circle | Line, Field(discriminator="type")]
MaybePattern = Annotated[Pattern | None, Omittable()]


class CounterboreOfHole(Model):
    """The wider mouth of a hole."""

    diameter: Length
    depth: Length


class Fillet(Model):
    """Rounded edges of a cube or a cylinder."""

    type: Literal["fillet"]
    radius: Length
    edges: EdgeChoice = "all"


class Chamfer(Model):
    """Edges of a cube or a cylinder, cut off at 45 degrees."""

    type: Literal["chamfer"]
    distance: Length
    edges: EdgeChoice = "all"


class Hole(Model):
    """Through, unless it has a depth; x and y are offsets from the centre of the face it enters."""

    type: Literal["hole"]
    diameter: Length
    depth: MaybeLength = None
    axis: Axis = "z"
    x: Coordinate = 0
    y: Coordinate = 0
    counterbore: Annotated[CounterboreOfHole | None, Omittable()] = None
    pattern: MaybePattern = None


class Slot(Model):
    """An obround of overall length and width; otherwise as a hole."""

    type: Literal["slot"]
    length: Length
    width: Length
    depth: MaybeLength = None
    axis: Axis = "z"
    x: Coordinate = 0
    y: Coordinate = 0
    angle: Angle = 0
    pattern: MaybePattern = None


class Shell(Model):
    """Hollows a cube, leaving walls of `thickness`."""

    type: Literal["shell"]
    thickness: Length
    open: Literal["top", "bottom", "none"] = "none"


Feature = Annotated[Fillet | Chamfer | Hole | Slot | Shell, Field(discriminator="type")]


class Position(Model):
    """Where the local origin goes, in mm whatever the part's unit."""

    x: Coordinate = 0
    y: Coordinate = 0
    z: Coordinate = 0


class Rotation(Model):
    """Degrees about x, then y, then z (fixed axes through the local origin), before the position."""

    x: Angle = 0
    y: Angle = 0
    z: Angle = 0


class Manufacturing(Model):
    """How the part is made."""

    process: MaybeWord = None
    tolerance: MaybeWord = None
    surface_finish: MaybeWord = None


class _Component(Model):
    position: Annotated[Position | None, Omittable()] = None
    rotation: Annotated[Rotation | None, Omittable()] = None
    place: Annotated[Side | None, Omittable()] = None
    features: Annotated[
        tuple[Feature, ...], Field(strict=False, max_length=MAX_ITEMS), BeforeValidator(not_too_many)
    ] = ()
    material: MaybeWord = None
    color: MaybeWord = None
    manufacturing: Annotated[Manufacturing | None, Omittable()] = None


class Cube(_Component):
    """A block: a cube when its three sides are equal."""

    type: Literal["cube"]
    dimensions: BoxDimensions


class Sphere(_Component):
    """A ball, or a hollow one."""

    type: Literal["sphere"]
    dimensions: SphereDimensions


class Cylinder(_Component):
    """A round bar or disc, or a tube."""

    type: Literal["cylinder"]
    dimensions: CylinderDimensions


class Cone(_Component):
    """A cone, or a frustum."""

    type: Literal["cone"]
    dimensions: ConeDimensions


class Pyramid(_Component):
    """A pyramid on a rectangle."""

    type: Literal["pyramid"]
    dimensions: BoxDimensions


class Torus(_Component):
    """A ring."""

    type: Literal["torus"]
    dimensions: TorusDimensions


class Prism(_Component):
    """A regular n-gon, extruded."""

    type: Literal["prism"]
    sides: Annotated[int, Field(ge=3, le=64), BeforeValidator(whole)]
    dimensions: PrismDimensions


class Group(_Component):
    """Components in order: united, subtracted from the first, intersected, or kept apart."""

    type: Literal["boolean_union", "boolean_difference", "boolean_intersection", "assembly"]
    components: Annotated[
        tuple["Document", ...],
        Field(strict=False, min_length=2, max_length=MAX_ITEMS),
        BeforeValidator(not_too_many),
    ]


Part = Cube | Sphere | Cylinder | Cone | Pyramid | Torus | Prism
Document = Annotated[Part | Group, Field(discriminator="type")]

Group.model_rebuild()
_ADAPTER: TypeAdapter[Part | Group] = TypeAdapter(Document)


def from_object(value: object) -> Part | Group:
    """The document that a decoded JSON value describes.

    Raises pydantic.ValidationError. Text is read by `reading.read_document`, which never raises.
    """
    return _ADAPTER.validate_python(value)


class _Schema(GenerateJsonSchema):
    """Leaves out what this language never writes (null defaults) and what only decorates (titles)."""

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        if schema.get("default") in (None, ()):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a document, with keys in canonical order.

    What a schema cannot say is checked on reading: groups are nested at most MAX_DEPTH deep.
    """
    schema = _ADAPTER.json_schema(schema_generator=_Schema)
    for definition in schema["$defs"].values():
        definition.pop("title", None)
        properties = definition["properties"]
        if "features" in properties:
            definition["properties"] = {key: properties[key] for key in COMPONENT_KEYS if key in properties}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "GeoFT geometry document, version 2",
        **schema,
    }


def group_depth(document: Part | Group) -> int:
    """How deep groups are nested: 0 for a single part."""
    if not isinstance(document, Group):
        return 0
    return 1 + max(group_depth(component) for component in document.components)
