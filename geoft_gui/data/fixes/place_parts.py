"""Assemblies whose parts lie inside each other by accident: one is put on the other."""

import re
from itertools import combinations
from typing import Any

from geoft_gui.data.asked import asked_features
from geoft_gui.data.fixes.nouns import Named, first_on_second, named_parts
from geoft_gui.data.fixes.pair import Pair, edited
from geoft_gui.data.fixes.prompt_text import appended
from geoft_gui.data.provenance import unstated
from geoft_gui.geometry.bodies import Combination
from geoft_gui.geometry.bounds import Bounds, bounds
from geoft_gui.geometry.document import Group
from geoft_gui.geometry.resolved import resolve

_ON_PURPOSE = re.compile(
    r"\b(?:inside|within|embedded|nested|concentric|coaxial|around|through|enclos\w+|into|overlap\w*|"
    r"in\s+the\s+(?:cent(?:er|re)|middle))\b",
    re.IGNORECASE,
)
_IN = re.compile(r"\bin(?:to)?\s+(?:an?|the|its|one)\b", re.IGNORECASE)
_GOES_INTO = re.compile(r"\b(?:pin|peg|insert|plug|dowel)s?\b", re.IGNORECASE)
"""What is made to sit in another part; on it only where the prompt says so."""
_TOUCHING = 0.01
"""Millimetres that parts may share without being taken for parts inside each other."""


def place_parts(pair: Pair) -> Pair:
    """Stack the parts of an assembly that overlap although nothing asks for it, and say so in the prompt."""
    group = pair.document
    if not isinstance(group, Group) or group.type != "assembly" or not _overlaps_by_accident(pair, group):
        return pair
    named = named_parts(pair)
    upside_down = _first_on_second(pair, named)
    if _one_in_another(pair.prompt, named) or (not upside_down and _GOES_INTO.search(pair.prompt)):
        return pair

    def stack(value: dict[str, Any]) -> None:
        components = value["components"]
        if upside_down:
            components.reverse()
        for place, component in enumerate(components):
            component.pop("position", None)
            if place:
                component["place"] = "top"

    document = edited(group, stack)
    if document is group:
        return pair
    prompt = pair.prompt if upside_down else appended(pair.prompt, _said(pair, named, len(group.components)))
    return Pair(prompt, document)


def _overlaps_by_accident(pair: Pair, group: Group) -> bool:
    if any(component.place is not None for component in group.components):
        return False
    if _ON_PURPOSE.search(_without_features(pair.prompt)):
        return False
    positioned = any(component.position is not None for component in group.components)
    if positioned and not any(
        number.path.startswith("components/") and "/position/" in number.path
        for number in unstated(pair.prompt, group)
    ):
        return False
    body = resolve(group).body
    assert isinstance(body, Combination)
    return any(_share_room(bounds(one), bounds(other)) for one, other in combinations(body.parts, 2))


def _without_features(prompt: str) -> str:
    """What is left of a prompt that asks for `a hole through the centre`: that is no place of a part."""
    for asked in reversed(asked_features(prompt)):
        prompt = prompt[: asked.start] + prompt[asked.end :]
    return prompt


def _one_in_another(prompt: str, named: list[Named] | None) -> bool:
    """Whether the words between two parts say that one is in the other: `a rod in a block`."""
    if not named:
        return _IN.search(prompt) is not None
    first, last = min(name.end for name in named), max(name.start for name in named)
    return _IN.search(prompt, first, last) is not None


def _share_room(one: Bounds, other: Bounds) -> bool:
    (low, high), (other_low, other_high) = one, other
    return all(
        min(high[axis], other_high[axis]) - max(low[axis], other_low[axis]) > _TOUCHING for axis in range(3)
    )


def _first_on_second(pair: Pair, named: list[Named] | None) -> bool:
    """Whether the prompt says that the document's first part stands on its second."""
    assert isinstance(pair.document, Group)
    if named is None or len(pair.document.components) != 2 or len(named) != 2:
        return False
    first, second = named
    return first.end <= second.start and first_on_second(pair.prompt, first.end, second.start)


def _said(pair: Pair, named: list[Named] | None, count: int) -> str:
    if count > 2:
        return "stacked in this order from the bottom up"
    if named is None or len(named) != 2:
        return "the second part on top of the first"
    below, above = (pair.prompt[name.start : name.end].lower() for name in named)
    return (
        f"the second {above} on top of the first" if above == below else f"the {above} on top of the {below}"
    )
