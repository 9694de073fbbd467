"""The geometry document (v2): one part or one group of parts, as a designer says it.

This model is the one source of the language: the JSON Schema, the decoding grammar and the forms are
made from it. Lengths are in the part's own unit, positions in mm, angles in degrees. Omitted means
the default; nothing is ever null.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    model_validator,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

MAX_DEPTH = 8
"""How deep groups may be nested: the outermost group is at depth 1."""


MAX_ITEMS = 64
"""How many components a group, and how many features a part may list."""


class _Omittable:
    """Makes `T | None` accept a T only: the key is given, or it is left out, but it is never null."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(get_args(source)[0])


def _whole(value: object) -> object:
    """2.0 is an integer to JSON Schema, so it is one here."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _not_too_many(value: object) -> object:
    """Refuses a long list before each of its items is looked at."""
    if isinstance(value, list | tuple) and len(value) > MAX_ITEMS:
        raise PydanticCustomError("too_long", "too long", {"max_length": MAX_ITEMS})
    return value


Length = Annotated[float, Field(ge=0.001, le=9999)]
"""More than 0; canonical text has three decimals, so 0.001 is the smallest that can be written."""
Coordinate = Annotated[float, Field(ge=-9999, le=9999)]
Angle = Annotated[float, Field(ge=-9999, le=9999)]
Count = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)]
Word = Annotated[str, Field(min_length=1, max_length=100)]

MaybeLength = Annotated[Length | None, _Omittable()]
MaybeWord = Annotated[Word | None, _Omittable()]
Unit = Literal["mm", "cm", "m", "inch"]
Axis = Literal["x", "y", "z"]
EdgeChoice = Literal["all", "vertical", "top", "bottom"]
Side = Literal["top", "bottom", "left", "right", "front", "back"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class _Choosing(_Model):
    """A model some of whose keys say the same thing, so that only one of them may be given."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = ()
    at_most_one: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        for keys in self.exactly_one + self.at_most_one:
            given = [key for key in keys if getattr(self, key) is not None]
            if len(given) > 1:
                raise PydanticCustomError("too_many", "{given}", {"given": " and ".join(given)})
            if not given and keys in self.exactly_one:
                raise PydanticCustomError(
                    "one_missing", "{keys}", {"keys": " or ".join(f"a {key}" for key in keys)}
                )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        rules: list[JsonSchemaValue] = [
            {"oneOf": [{"required": [key]} for key in keys]} for keys in cls.exactly_one
        ]
        rules += [{"not": {"required": list(keys)}} for keys in cls.at_most_one]
        if len(rules) == 1:
            schema.update(rules[0])
        elif rules:
            schema["allOf"] = rules
        return schema


class BoxDimensions(_Model):
    """Of a cube (any block) or a pyramid: length along x, width along y, height along z."""

    length: Length
    width: Length
    height: Length
    unit: Unit = "mm"


class SphereDimensions(_Choosing):
    """A wall `thickness` makes the sphere hollow."""

    exactly_one = (("radius", "diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    thickness: MaybeLength = None
    unit: Unit = "mm"


class CylinderDimensions(_Choosing):
    """A wall `thickness` makes the cylinder a tube; radius and diameter are the outer ones."""

    exactly_one = (("radius", "diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    height: Length
    thickness: MaybeLength = None
    unit: Unit = "mm"


class ConeDimensions(_Choosing):
    """A top radius or diameter makes the cone a frustum."""

    exactly_one = (("radius", "diameter"),)
    at_most_one = (("top_radius", "top_diameter"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    top_radius: MaybeLength = None
    top_diameter: MaybeLength = None
    height: Length
    unit: Unit = "mm"


class TorusDimensions(_Choosing):
    """Radius or diameter of the circle of the tube's centre; the tube by its radius or its thickness."""

    exactly_one = (("radius", "diameter"), ("minor_radius", "thickness"))
    radius: MaybeLength = None
    diameter: MaybeLength = None
    minor_radius: MaybeLength = None
    thickness: MaybeLength = None
    unit: Unit = "mm"


class PrismDimensions(_Choosing):
    """Radius or diameter of the circle through the vertices, or width across flats."""

    exactly_one = (("radius", "diameter", "width"),)
    radius: MaybeLength = None
    diameter: MaybeLength = None
    width: MaybeLength = None
    height: Length
    unit: Unit = "mm"


class Corners(_Model):
    """One at each corner of the face, `inset` from both sides."""

    type: Literal["corners"]
    inset: Length


class Grid(_Model):
    """nx columns and ny rows, dx and dy apart."""

    type: Literal["grid"]
    nx: Count
    ny: Count
    dx: Length
    dy: Length


class Circle(_Model):
    """`count` evenly on a circle, the first at `angle` degrees."""

    type: Literal["circle"]
    count: Count
    diameter: Length
    angle: Angle = 0


class Line(_Choosing):
    """`count` in a row, dx or dy apart."""

    exactly_one = (("dx", "dy"),)
    type: Literal["line"]
    count: Count
    dx: MaybeLength = None
    dy: MaybeLength = None


Pattern = Annotated[Corners | Grid | Circle | Line, Field(discriminator="type")]
MaybePattern = Annotated[Pattern | None, _Omittable()]


class CounterboreOfHole(_Model):
    """The wider mouth of a hole."""

    diameter: Length
    depth: Length


class Fillet(_Model):
    """Rounded edges of a cube or a cylinder."""

    type: Literal["fillet"]
    radius: Length
    edges: EdgeChoice = "all"


class Chamfer(_Model):
    """Edges of a cube or a cylinder, cut off at 45 degrees."""

    type: Literal["chamfer"]
    distance: Length
    edges: EdgeChoice = "all"


class Hole(_Model):
    """Through, unless it has a depth; x and y are offsets from the centre of the face it enters."""

    type: Literal["hole"]
    diameter: Length
    depth: MaybeLength = None
    axis: Axis = "z"
    x: Coordinate = 0
    y: Coordinate = 0
    counterbore: Annotated[CounterboreOfHole | None, _Omittable()] = None
    pattern: MaybePattern = None


class Slot(_Model):
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


class Shell(_Model):
    """Hollows a cube, leaving walls of `thickness`."""

    type: Literal["shell"]
    thickness: Length
    open: Literal["top", "bottom", "none"] = "none"


Feature = Annotated[Fillet | Chamfer | Hole | Slot | Shell, Field(discriminator="type")]


class Position(_Model):
    """Where the local origin goes, in mm whatever the part's unit."""

    x: Coordinate = 0
    y: Coordinate = 0
    z: Coordinate = 0


class Rotation(_Model):
    """Degrees about x, then y, then z (fixed axes through the local origin), before the position."""

    x: Angle = 0
    y: Angle = 0
    z: Angle = 0


class Manufacturing(_Model):
    """How the part is made."""

    process: MaybeWord = None
    tolerance: MaybeWord = None
    surface_finish: MaybeWord = None


class _Component(_Model):
    position: Annotated[Position | None, _Omittable()] = None
    rotation: Annotated[Rotation | None, _Omittable()] = None
    place: Annotated[Side | None, _Omittable()] = None
    features: Annotated[
        tuple[Feature, ...], Field(strict=False, max_length=MAX_ITEMS), BeforeValidator(_not_too_many)
    ] = ()
    material: MaybeWord = None
    color: MaybeWord = None
    manufacturing: Annotated[Manufacturing | None, _Omittable()] = None


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
    sides: Annotated[int, Field(ge=3, le=64), BeforeValidator(_whole)]
    dimensions: PrismDimensions


class Group(_Component):
    """Components in order: united, subtracted from the first, intersected, or kept apart."""

    type: Literal["boolean_union", "boolean_difference", "boolean_intersection", "assembly"]
    components: Annotated[
        tuple["Document", ...],
        Field(strict=False, min_length=2, max_length=MAX_ITEMS),
        BeforeValidator(_not_too_many),
    ]


Part = Cube | Sphere | Cylinder | Cone | Pyramid | Torus | Prism
Document = Annotated[Part | Group, Field(discriminator="type")]

Group.model_rebuild()
_ADAPTER: TypeAdapter[Part | Group] = TypeAdapter(Document)

_COMPONENT_KEYS = (
    "type",
    "sides",
    "dimensions",
    "components",
    "position",
    "rotation",
    "place",
    "features",
    "material",
    "color",
    "manufacturing",
)


def from_object(value: object) -> Part | Group:
    """The document that a decoded JSON value describes.

    Raises pydantic.ValidationError. Text is read by `reading.read_document`, which never raises.
    """
    return _ADAPTER.validate_python(value)


def canonical_text(document: BaseModel) -> str:
    """The one text of a document (or of a piece of it): minified, in key order, defaults left out.

    Numbers have at most three decimals and no trailing zero (geometry.md §5.1): a finer number is
    rounded, which in metres or inches may move the geometry by up to half a thousandth of the unit.
    """
    text = _value_text(document)
    return "{}" if text is None else text


def _value_text(value: object) -> str | None:
    """The text of a value, or None where it says nothing (zero, empty, absent)."""
    if value is None:
        return None
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, tuple):
        items = [_value_text(item) or "{}" for item in value]
        return "[" + ",".join(items) + "]" if items else None
    assert isinstance(value, BaseModel), f"a {type(value).__name__} has no place in a document"
    fields = type(value).model_fields
    pairs = []
    for key in _COMPONENT_KEYS if isinstance(value, _Component) else fields:
        if key not in fields or (child := getattr(value, key)) == fields[key].default:
            continue
        if (text := _value_text(child)) is not None:
            pairs.append(f'"{key}":{text}')
    return "{" + ",".join(pairs) + "}" if pairs else None


def _number_text(number: float) -> str | None:
    if isinstance(number, int):
        return str(number) if number else None
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return None if text in ("0", "-0") else text


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
            definition["properties"] = {key: properties[key] for key in _COMPONENT_KEYS if key in properties}
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


def attributes(document: Part | Group) -> Mapping[str, str]:
    """What is said of the whole document besides its geometry: material, color, process, …"""
    made = document.manufacturing
    found = {
        "material": document.material,
        "color": document.color,
        "process": made and made.process,
        "tolerance": made and made.tolerance,
        "surface_finish": made and made.surface_finish,
    }
    return {key: value for key, value in found.items() if value}
