"""Reads the long form (v1) that existing data uses: ids, timestamps, nulls, `parameters`.

The short form is written; the long one never is. Identity and bookkeeping (id, parents, children,
name, description, metadata, timestamp, optimized_for_manufacturing) say nothing about the part and are
left out; whatever else is unknown stays in the object, so that the schema names it. A short-form document
that somebody gave an id or a null means what it says without them: only what has the long form's own
structure is read by the long form's own conventions.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from .bodies import Vector, rotation_matrix
from .findings import Finding, Notes
from .shapes import MILLIMETRES

_BOOKKEEPING = frozenset(("id", "name", "description", "parent_id", "children_ids", "metadata", "timestamp"))
_MARKS = _BOOKKEEPING | {"scale", "constraints"}
_UNITS = {
    "millimeter": "mm",
    "millimeters": "mm",
    "centimeter": "cm",
    "centimeters": "cm",
    "meter": "m",
    "meters": "m",
    "in": "inch",
    "inches": "inch",
}
_GROUPS = frozenset(("assembly", "boolean_union", "boolean_difference", "boolean_intersection"))
_NOT_LENGTHS = frozenset(("angle", "count", "nx", "ny"))
_DIMENSIONS = frozenset(
    ("length", "width", "height", "radius", "diameter", "thickness", "depth", "angle", "unit")
)
"""The long form writes all of them for every part, most as null."""
_SHORT_ONLY = frozenset(("place", "sides"))
_SHORT_ONLY_DIMENSIONS = frozenset(("minor_radius", "top_radius", "top_diameter"))
_SHORT_FEATURE_SIZES = frozenset(("diameter", "radius", "distance", "length", "thickness"))

Object = dict[str, Any]


def is_long_form(value: object) -> bool:
    """Whether a JSON value is an object that bears marks of the long form, anywhere in it."""
    return isinstance(value, dict) and _has_marks(value)


def _has_marks(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, dict):
        if not _MARKS.isdisjoint(value) or isinstance(value.get("parameters"), dict):
            return True
        return any(_has_marks(child) for child in value.values())
    return isinstance(value, list) and any(_has_marks(child) for child in value)


def from_long_form(value: Mapping[str, Any]) -> tuple[Object, tuple[Finding, ...]]:
    """The short-form object of a long-form one, and what was found on the way.

    Where the document has the long form's structure, a torus's `thickness` becomes its tube's radius, and
    components of a group are moved from the long form's local origin (the centre of a cube, cylinder,
    sphere or torus) to the short form's (the centre of the bottom); elsewhere both mean what they mean in
    the short form. A single part keeps its position. A uniform scale is applied; one that
    differs by axis is applied to blocks and pyramids without features, and is an error elsewhere.
    The object need not match the schema: that is judged afterwards.
    """
    notes = Notes()
    said = _without_nulls(value)
    by_centres = _has_long_structure(value) and not _has_short_words(said)
    return _component(said, "", notes, by_centres, in_group=False), tuple(notes.findings)


def _parts_of(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The document and all components in it, each before its own."""
    yield value
    components = value.get("components")
    for child in components if isinstance(components, list) else ():
        if isinstance(child, dict):
            yield from _parts_of(child)


def _has_long_structure(value: Mapping[str, Any]) -> bool:
    """Whether a document is built as only the long form is; an id or a null may come from anywhere."""
    return any(
        any(part.get(key) is not None for key in ("scale", "constraints"))
        or _keys_of(part.get("dimensions")) >= _DIMENSIONS
        or (part is not value and "parent_id" in part)
        or any("parameters" in _keys_of(feature) for feature in _features_of(part))
        for part in _parts_of(value)
    )


def _has_short_words(value: Mapping[str, Any]) -> bool:
    """Whether a document says something that only the short form has a word for."""
    return any(
        not _SHORT_ONLY.isdisjoint(part)
        or not _SHORT_ONLY_DIMENSIONS.isdisjoint(_keys_of(part.get("dimensions")))
        or any(not _SHORT_FEATURE_SIZES.isdisjoint(_keys_of(feature)) for feature in _features_of(part))
        for part in _parts_of(value)
    )


def _features_of(part: Mapping[str, Any]) -> list[Any]:
    features = part.get("features")
    return features if isinstance(features, list) else []


def _keys_of(value: object) -> frozenset[str]:
    return frozenset(value) if isinstance(value, dict) else frozenset()


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(child) for key, child in value.items() if child is not None}
    if isinstance(value, list):
        return [_without_nulls(child) for child in value]
    return value


def _component(source: Object, pointer: str, notes: Notes, by_centres: bool, *, in_group: bool) -> Object:
    result = {
        key: child
        for key, child in source.items()
        if key not in _BOOKKEEPING and key not in ("scale", "constraints")
    }
    if source.get("constraints"):
        notes.warn(
            "constraints_dropped",
            pointer + "/constraints",
            "Constraints are not part of the language: they are left out.",
        )
    if isinstance(result.get("dimensions"), dict):
        result["dimensions"] = _dimensions(result["dimensions"], by_centres and result.get("type") == "torus")
        if result.get("type") in _GROUPS and not result["dimensions"].keys() - {"unit"}:
            del result["dimensions"]
    if isinstance(result.get("features"), list):
        result["features"] = [_feature(feature) for feature in result["features"]]
    if isinstance(result.get("manufacturing"), dict):
        _take_manufacturing(result, pointer, notes)
    if isinstance(result.get("components"), list):
        result["components"] = [
            _component(child, f"{pointer}/components/{index}", notes, by_centres, in_group=True)
            if isinstance(child, dict)
            else child
            for index, child in enumerate(result["components"])
        ]
    if "scale" in source:
        _apply_scale(result, source["scale"], pointer, notes)
    if by_centres and in_group:
        _move_to_bottom(result)
    return result


def _dimensions(source: Object, thickness_is_radius: bool) -> Object:
    result = dict(source)
    unit = result.get("unit")
    if isinstance(unit, str):
        result["unit"] = _UNITS.get(unit.lower(), unit)
    if thickness_is_radius and "thickness" in result:
        result["minor_radius"] = result.pop("thickness")
    radius, diameter = result.get("radius"), result.get("diameter")
    if _is_number(radius) and _is_number(diameter) and math.isclose(2 * radius, diameter, rel_tol=1e-6):
        del result["diameter"]
    return result


def _feature(source: Any) -> Any:
    """A feature with its `parameters` beside its type, and its position as offsets on the face."""
    if not isinstance(source, dict):
        return source
    result = {key: child for key, child in source.items() if key not in _BOOKKEEPING}
    if isinstance(result.get("parameters"), dict) and not result["parameters"].keys() & result.keys():
        result |= result.pop("parameters")
    position = result.get("position")
    if isinstance(position, dict) and not position.get("z") and position.keys() <= {"x", "y", "z"}:
        del result["position"]
        result = {"x": position.get("x", 0), "y": position.get("y", 0)} | result
        result = {key: child for key, child in result.items() if key not in "xy" or child != 0}
    return result


def _take_manufacturing(result: Object, pointer: str, notes: Notes) -> None:
    """Leave out what manufacturing says twice; its material counts where the part names none."""
    made = dict(result["manufacturing"])
    made.pop("optimized_for_manufacturing", None)
    material = made.pop("material", None)
    result["manufacturing"] = made
    if material is None:
        return
    if result.setdefault("material", material) != material:
        notes.warn(
            "materials_differ",
            pointer + "/manufacturing/material",
            f"Two materials are named; the part's own ({str(result['material'])[:40]}) counts.",
        )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _apply_scale(result: Object, scale: Any, pointer: str, notes: Notes) -> None:
    factors = [scale.get(axis, 1) for axis in "xyz"] if isinstance(scale, dict) else [scale] * 3
    if not all(_is_number(factor) and factor > 0 for factor in factors):
        notes.error("bad_scale", pointer + "/scale", "A scale must be one number, or one for x, y and z.")
    elif factors[0] == factors[1] == factors[2]:
        if factors[0] != 1:
            _enlarge(result, factors[0])
    elif result.get("type") in ("cube", "pyramid") and not result.get("features"):
        for key, factor in zip(("length", "width", "height"), factors, strict=True):
            dimensions = result.get("dimensions")
            if isinstance(dimensions, dict) and _is_number(dimensions.get(key)):
                dimensions[key] *= factor
    else:
        notes.error(
            "bad_scale",
            pointer + "/scale",
            "A scale that differs by axis can be read for blocks and pyramids without features only.",
        )


def _enlarge(result: Object, factor: float) -> None:
    """Multiply every length of a part, or of a group's parts and their positions, in place."""
    for key in ("dimensions", "features"):
        if key in result:
            result[key] = _times(result[key], factor)
    components = result.get("components")
    for child in components if isinstance(components, list) else ():
        if isinstance(child, dict):
            _enlarge(child, factor)
            if "position" in child:
                child["position"] = _times(child["position"], factor)


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {key: child if key in _NOT_LENGTHS else _times(child, factor) for key, child in value.items()}
    if isinstance(value, list):
        return [_times(child, factor) for child in value]
    return value * factor if _is_number(value) else value


def _move_to_bottom(result: Object) -> None:
    """Turn the position of a centred body's centre into that of the centre of its bottom, in place.

    What is not a number is left for the schema to refuse.
    """
    half = _half_height(result)
    if not half:
        return
    position, rotation = (_vector(result.get(key, {})) for key in ("position", "rotation"))
    if position is None or rotation is None:
        return
    rows = rotation_matrix(rotation)
    result["position"] = {
        axis: round(coordinate - row[2] * half, 6)
        for axis, coordinate, row in zip("xyz", position, rows, strict=True)
    }


def _vector(value: object) -> Vector | None:
    if not isinstance(value, dict):
        return None
    x, y, z = (value.get(axis, 0) for axis in "xyz")
    return (x, y, z) if _is_number(x) and _is_number(y) and _is_number(z) else None


def _half_height(result: Object) -> float:
    """Half the height, in mm, of a body that the long form centres on its origin; 0 of any other."""
    dimensions = result.get("dimensions")
    if not isinstance(dimensions, dict):
        return 0.0
    match result.get("type"):
        case "cube" | "cylinder":
            half = _half(dimensions.get("height"))
        case "sphere":
            radius = dimensions.get("radius")
            half = float(radius) if _is_number(radius) else _half(dimensions.get("diameter"))
        case "torus":
            radius = dimensions.get("minor_radius")
            half = float(radius) if _is_number(radius) else 0.0
        case _:
            return 0.0
    unit = dimensions.get("unit", "mm")
    return half * MILLIMETRES.get(unit, 1.0) if isinstance(unit, str) else half


def _half(value: object) -> float:
    return value / 2 if _is_number(value) else 0.0
