"""The canonical text: one text for one document."""

import json

from pydantic import BaseModel

COMPONENT_KEYS = (
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
"""The keys of a part or a group, in the order in which they are written."""


def canonical_text(document: BaseModel) -> str:
    """The one text of a document (or of a piece of it): minified, in key order, defaults left out.

    Numbers have at most three decimals and no trailing zero: a finer number is
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
    for key in COMPONENT_KEYS if "features" in fields else fields:
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
