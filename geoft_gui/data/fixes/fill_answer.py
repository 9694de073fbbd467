"""What the prompt asks for and the document lacks goes into the document, where the part allows it."""

from collections import Counter
from functools import partial
from typing import Any

from geoft_gui.data.asked import (
    AskedFeature,
    asked_features,
    missing_attributes,
    missing_features,
    says_all,
    wrong_attributes,
)
from geoft_gui.data.fixes.pair import Pair, edited
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.bounds import bounds
from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.resolved import resolve

_FIRST = ("fillet", "chamfer", "shell", "hole", "slot")
"""The order in which features are listed: edges are treated before anything is cut."""
_MAKING = ("process", "tolerance", "surface_finish")
_WRITTEN = {"carbon fiber": "carbon_fiber"}


def fill_answer(pair: Pair) -> Pair:
    """Add the features and the pose that the prompt asks for, and its material and colour.

    Only what the prompt says all of: where a hole may be off centre or one of several, nothing is added.
    """
    document = pair.document
    for asked in fillable(pair):
        document = _with(document, asked)
    for field, value, said in wrong_attributes(pair.prompt, document):
        document = edited(document, partial(_replace, field=field, value=value, said=said))
    if not isinstance(document, Group):
        # Of a group, the prompt may name the material of one part only.
        named = {field: _written(said) for field, said in missing_attributes(pair.prompt, document)}
        document = edited(document, lambda node: node.update(named)) if named else document
    return Pair(pair.prompt, document)


def fillable(pair: Pair) -> list[AskedFeature]:
    """What the prompt asks for and says all of, and the document has nothing like, in whatever size."""
    document = pair.document
    if isinstance(document, Group):
        return []
    missing = [asked for asked in missing_features(pair.prompt, document) if asked.content]
    if not missing:
        return []
    kinds = Counter(asked.kind for asked in asked_features(pair.prompt) if not asked.denied)
    present: set[str] = {feature.type for feature in document.features}
    present |= {name for name in ("rotation", "position") if getattr(document, name) is not None}
    return [
        asked
        for asked in missing
        # Several holes are not all in the middle, and a part is turned and placed once.
        if asked.kind not in present
        and (kinds[asked.kind] == 1 or asked.kind in ("fillet", "chamfer"))
        and says_all(pair.prompt, asked)
    ]


def _with(document: Part | Group, asked: AskedFeature) -> Part | Group:
    assert not isinstance(document, Group) and asked.content is not None
    content = dict(asked.content)
    if asked.kind in ("rotation", "position"):
        return edited(document, lambda node: node.update({asked.kind: content}))
    if asked.kind == "hole" and not _has_room(document, content["diameter"]):
        return document
    unit = MILLIMETRES[document.dimensions.unit]
    for name in ("radius", "distance", "diameter"):
        if name in content:
            content[name] = content[name] / unit

    def add(node: dict[str, Any]) -> None:
        features = [*node.get("features", []), content]
        node["features"] = sorted(features, key=lambda feature: _FIRST.index(feature["type"]))

    return edited(document, add)


def _has_room(document: Part | Group, diameter: float) -> bool:
    """Whether something is left of the top face on both sides of a hole."""
    lower, upper = bounds(resolve(document).body)
    return diameter < min(upper[0] - lower[0], upper[1] - lower[1])


def _replace(node: dict[str, Any], field: str, value: str, said: str) -> None:
    """Say `said` wherever the document says `value`."""
    owner = node.get("manufacturing", {}) if field in _MAKING else node
    if owner.get(field) == value:
        owner[field] = _written(said)
    for component in node.get("components", ()):
        _replace(component, field, value, said)


def _written(said: str) -> str:
    return _WRITTEN.get(said, said)
