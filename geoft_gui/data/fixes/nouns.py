"""Where a prompt names the parts of its document."""

import re
from dataclasses import dataclass

from geoft_gui.data.fixes.pair import Pair, parts_of
from geoft_gui.geometry.document import Part

_NAMES = {kind: kind for kind in ("cube", "sphere", "cylinder", "cone", "pyramid", "torus", "prism")}
_OTHER_NAMES = {
    kind: f"{name}|{others}"
    for (kind, name), others in zip(
        _NAMES.items(),
        (
            r"cuboid|block|box|brick|bar|beam|plate|slab|panel|sheet|board|tile",
            r"ball|globe|orb",
            r"rod|shaft|pin|disc|disk|column|pillar|axle|tube|pipe|bushing|sleeve|washer|post|peg",
            r"frustum",
            r"pyramidal\s+\w+",
            r"ring|donut|doughnut|o-ring|toroid",
            r"(?:hex(?:agon(?:al)?)?|octagon(?:al)?)\s+(?:bar|standoff|spacer)",
        ),
        strict=True,
    )
}
_MORE_NAMES = (
    r"hexagonal|octagonal|(?:\w+)-sided|cylindrical|cubic|conical|spherical|circular|rectangular|square|wheel|hub|knob|"
    r"spacer|standoff|blank|body|part|solid|bracket|housing|case|enclosure|stud|wedge|coin|puck|roller|bead|"
    r"marble|hoop|frame|rail|strip|profile|parts?"
)
BODY_NOUN = re.compile(
    rf"\b(?:{'|'.join((*_NAMES.values(), *_OTHER_NAMES.values(), _MORE_NAMES))})(?!\w)", re.IGNORECASE
)
"""Finds a word that names a body, whatever its kind."""
_ON = re.compile(
    r"\b(?:(?:mounted|placed|standing|stands|resting|sitting|sits|stacked|fixed|put|set|glued|attached)\s+(?:on|onto"
    r"|upon|above)|on\s+top\s+of|atop|on\s+(?:an?|the|its)\b|above|over)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A part of the document, and the noun that names it in the prompt."""

    pointer: tuple[int, ...]
    part: Part
    start: int
    end: int


def named_parts(pair: Pair) -> list[Named] | None:
    """The nouns of all parts; None where the prompt does not name each of them.

    Parts are named in the order of the document; where the prompt says that the first stands on the second,
    the other way round.
    """
    parts = list(parts_of(pair.document))
    for names in (_NAMES, _OTHER_NAMES):
        found = _assigned(pair.prompt, parts, names)
        if found is not None:
            return _as_they_stand(pair, found)
    return None


def first_on_second(prompt: str, first_end: int, second_start: int) -> bool:
    """Whether the words between two nouns say that the first part stands on the second."""
    return _ON.search(prompt, first_end, second_start) is not None


def _assigned(
    prompt: str, parts: list[tuple[tuple[int, ...], Part]], names: dict[str, str]
) -> list[Named] | None:
    free = {
        kind: [match.span() for match in re.finditer(rf"\b(?:{names[kind]})(?!\w)", prompt, re.IGNORECASE)]
        for kind in {part.type for _, part in parts}
    }
    found = []
    for pointer, part in parts:
        if not free[part.type]:
            return None
        start, end = free[part.type].pop(0)
        found.append(Named(pointer, part, start, end))
    return found


def _as_they_stand(pair: Pair, found: list[Named]) -> list[Named]:
    """Of two parts of one kind, the one that is placed on top is named first in `a cone on a cone`."""
    if len(found) == 2 and found[0].part.type == found[1].part.type and found[1].part.place == "top":
        first, second = found
        if first_on_second(pair.prompt, first.end, second.start):
            return [
                Named(first.pointer, first.part, second.start, second.end),
                Named(second.pointer, second.part, first.start, first.end),
            ]
    return found
