"""Which kind of body a prompt asks for, where it says so once and plainly: `a 20 mm sphere`.

Leans to silence as its neighbours do: where two kinds are named, or where a word may be the name of another
thing (`a ball bearing`, `a plate for a cylinder`), no kind is asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geoft_gui.data.asked.denial import is_denied, is_of_another_part
from geoft_gui.data.asked.spans import LONGEST_PROMPT
from geoft_gui.geometry.document import Cone, Group, Part

_BLOCK = frozenset(("cube", "prism"))
_LONG = frozenset(("cylinder", "prism", "cube", "cone", "torus"))
_KINDS_OF_WORD: dict[str, frozenset[str]] = {
    r"cubes?|cuboids?": _BLOCK,
    r"bricks?|block|box": _BLOCK | {"cylinder"},
    r"slab|plate|panel|tile|sheet|board": _BLOCK | {"cylinder"},
    r"spheres?|balls?|globe|orb": frozenset(("sphere",)),
    r"cylinders?": frozenset(("cylinder",)),
    r"rod|shaft|axle|pin|bar|beam|column|pillar|post|peg": _LONG,
    r"dis[ck]|puck|coin": frozenset(("cylinder", "prism")),
    r"tube|pipe|sleeve|bushing": frozenset(("cylinder", "cube", "prism", "torus")),
    r"ring|washer|hoop|o-ring": frozenset(("torus", "cylinder")),
    r"tor(?:us(?:es)?|i)|toroid|donut|doughnut": frozenset(("torus",)),
    r"cones?": frozenset(("cone",)),
    r"frustum": frozenset(("cone", "pyramid")),
    r"pyramids?": frozenset(("pyramid",)),
    r"prisms?": frozenset(("prism", "cube")),
}
"""Which kinds of bodies answer a word: a square prism is a cube, a plate may be round, and a ring may be a
cylinder with a bore."""
_KINDS = tuple(_KINDS_OF_WORD.values())
_WORD = re.compile("|".join(rf"\b({words})\b" for words in _KINDS_OF_WORD), re.IGNORECASE)
_CERTAIN_AFTER = re.compile(
    r"\s*(?:$|[,;:.!?()⌀Ø]|\d|[±=]|(?:with|of|from|in|made|using|that|which|whose|having|has|measuring|sized|and|by|at"
    r"|please|for|suitable|optimi[sz]ed|radius|diameter|dia|diam|height|length|width|base|major|minor|outer|inner|sides?"
    r"|edges?|long|wide|high|tall|thick|r|d|h)\b)",
    re.IGNORECASE,
)
"""So goes on what is a body: in `a ball bearing` or `a cube-shaped box` it is not."""
_SAYS_NOTHING_NEW = re.compile(
    r"\b(?:square|rectangular)[\s-]+(?:based?[\s-]+)?(?=pyramid|cube|cuboid|block|box|bar|beam|slab|plate|panel|tile|sheet"
    r"|board|prism)|\bround\s+(?=ball|rod|bar|column|dis[ck]|cone|post|pin|shaft|cylinder|tube|pipe|ring)"
    r"|\b(?:tapered|pointed)\s+(?=cone)"
    r"|\b(?:[^\W\d_]+gonal|[^\W\d_]+gon|triangular|hex|\w+[\s-]sided)\s+(?=prism|bar|rod)"
    r"|\bround(?:ed)?\s+(?:edges|corners)\b|\b(?:cylindrical|circular|round|square)\s+(?:hole|bore)s?\b"
    r"|(?:\bwould|['’]d)\s+like\b",
    re.IGNORECASE,
)
_OF_OTHER_SHAPE = re.compile(
    r"\b(?:half|halves|quarter|semi\w*|truncated|dome\w*|cap|segment|section\w*|slice\w*|sector|cut|split|squashed|"
    r"flattened|stretched|elongated|tapered?|tapering|pointed|twisted|bent|curved|oval|ellip\w+|round|circular|"
    r"cylindrical|conical|spherical|pyramidal|cubic\w*|toroidal|prismatic|square|rectangular|triangular|[^\W\d_]+gonal|"
    r"[^\W\d_]+gon|hex\w*|oct\w*|\w+[\s-]sided|[LTUZ][\s-]shaped?|[IHLTUZC][\s-](?:beam|bar|profile)|shaped|shape\s+of|"
    r"form\s+of|like|approximat\w+|turned\s+into|become\w*|morph\w*|transform\w*|convert\w*|assembl\w+|union|difference|"
    r"intersection|common|overlap\w*|subtract\w*|remov\w*|minus|combin\w+|join\w*|merg\w+|fus\w+|parts|instead|rather|"
    r"than|between|replac\w+|circumscrib\w+|inscrib\w+|envelope|bounding)\b",
    re.IGNORECASE,
)
"""Says of a body that it is not quite what its noun says, or that it is one of several."""
_BEFORE = re.compile(
    r"\b(?:for|into|inside|onto|on|over|around|under|through|against|beside|near|to|as|with|without|about|within|that|"
    r"which|whose|where|from|of|out|per|base|bottom|top|max|material|colou?r|machined|hold\w*|support\w*|carr\w+|touch\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_HARMLESS_BEFORE = re.compile(
    r"\b[^\W\d_]+\s+(?:you\s+)?to\s+(?:build|make|create|design|model|draw|produce|generate|construct|form|shape|have|get"
    r"|see|do|print)\b|\bas\s+a\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[!?;:\n]|(?<!\d)\.(?=\s)|,(?!\s*\d)")


@dataclass(frozen=True, slots=True)
class AskedKind:
    """A body that a prompt asks for.

    Attributes:
        word: the noun as it stands in the prompt.
        kinds: the kinds of bodies (`Part.type`) that answer it.
    """

    word: str
    kinds: frozenset[str]


def other_kind(prompt: str, document: Part | Group) -> AskedKind | None:
    """The one kind of body that a prompt asks for where its document has none of that kind.

    None where it has, and where the prompt asks for no kind or several, or unclearly.
    """
    prompt = prompt[:LONGEST_PROMPT]
    named = list(_WORD.finditer(prompt))
    if not named or len({match.lastindex for match in named}) > 1:
        return None
    first = named[0]
    asked = AskedKind(first.group().lower(), _KINDS[(first.lastindex or 1) - 1])
    # Asked first: so it is nearly always, and the rest takes long.
    if any(kind in asked.kinds for kind in _answering(document)):
        return None
    if _OF_OTHER_SHAPE.search(_SAYS_NOTHING_NEW.sub(" ", prompt)):
        return None
    return asked if all(_is_asked_for(prompt, match) for match in named) else None


def kinds_of(document: Part | Group) -> Iterator[str]:
    """The kinds of the bodies of a document."""
    if isinstance(document, Group):
        for component in document.components:
            yield from kinds_of(component)
    else:
        yield document.type


def _answering(document: Part | Group) -> Iterator[str]:
    """The kinds that a document answers: a frustum is a tapered cylinder, too, however that is spelt."""
    if isinstance(document, Group):
        for component in document.components:
            yield from _answering(component)
        return
    yield document.type
    if isinstance(document, Cone) and (document.dimensions.top_radius or document.dimensions.top_diameter):
        yield "cylinder"


def _is_asked_for(prompt: str, match: re.Match[str]) -> bool:
    if _CERTAIN_AFTER.match(prompt, match.end()) is None or prompt[match.start() - 1 : match.start()] == "-":
        return False
    if is_denied(prompt, match.start(), match.end()) or is_of_another_part(prompt, match.start()):
        return False
    before = _CLAUSE_END.split(prompt[: match.start()])[-1]
    return _BEFORE.search(_HARMLESS_BEFORE.sub(" ", before)) is None
