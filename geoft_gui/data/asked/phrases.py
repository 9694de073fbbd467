"""The phrases with which people ask for features and poses, over texts whose numbers are masked."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from geoft_gui.data.asked.spans import LONGEST_PROMPT, NumberSpan, number_spans

FeatureKind: TypeAlias = Literal[
    "fillet", "chamfer", "hole", "slot", "shell", "rotation", "position", "hollow"
]

_SIZE, _ANGLE = "\ue000", "\ue001"
"""Stand for a length with its unit, and for an angle in degrees."""
_DEGREES_AT = re.compile(r"[\s-]*(?:°|degrees?|deg(?!\w))?", re.IGNORECASE)

_A = r"(?:\b(?:an?|one|single)\s+|\b1\s+)?"
_ALL = r"(?:all|every|each|both)(?:\s+(?:of\s+)?(?:the|its))?\s+(?:twelve\s+)?(?:edges?|rims?|ends?|corners?)"
_SOME = (
    r"(?:(?:the|its|all)\s+){0,2}(?:four\s+)?(?:vertical|upright|top|upper|bottom|lower)(?:\s+and\s+bottom)?"
    r"\s+(?:edges?|rims?)"
)
_OF_FACE = r"the\s+edges\s+of\s+the\s+(?:top|bottom)\s+face"
_EDGES = rf"(?P<edges>{_ALL}|{_SOME}|{_OF_FACE}|(?:(?:the|its)\s+)?edges)(?!\w)"
_ON = rf"(?:\s+(?:on|at|along|to|around|for)\s+{_EDGES})?"
_ROUNDING = r"(?:fillet(?:s|ed|ing)?|round(?:ed|ing|s)(?:\s+(?:off|edges|corners))?)(?!\w)"
_BEVEL = r"(?:chamfer(?:s|ed|ing)?|bevel(?:s|led|ed|ling)?)(?!\w)"
_OF = r"\s*(?:(?:of|with|at|by|to|radius|size|an?|is|r)\s+|[=:]\s*){0,3}"
_THROUGH = r"(?:(?:through|thru|drilled|round|central|cent(?:er|re))[\s-]+){0,2}"
_ACROSS = r"(?:\s*(?:in\s+)?dia(?:meter|m)?\b\.?)"
_PLACE_OF_HOLE = (
    r"(?:,?\s+(?:(?:right\s+)?(?:drilled\s+|cut\s+)?(?:through|in|at|down)\s+)?(?:the\s+|its\s+)?"
    r"(?:exact\s+)?(?:cent(?:er|re)|middle)(?!\w)(?:\s+of\s+it)?|\s+through(?:\s+(?:it|all))?(?!\w))?"
)
_AXIS = r"(?:\s*,?\s*(?:about|around|on|along|round)\s+(?:the\s+)?(?P<axis>[xyz])(?:[\s-]*axis)?(?!\w))?"
_PLACED = r"(?:positioned|located|placed|cent(?:e?red)|moved|shifted|translated|offset)"
_NAMED_PLACES = rf"(?:\s*[xyz]\s*[=:]?\s*-?\s*{_SIZE}\s*(?:,|;|and\b)?)+"
_NOT_A_PART = (
    r"(?!\s+(?:radius|diameter|thickness|wall|holder|clamp|bracket|mount|stand|rack|fitting|adapter))"
)

_PATTERNS: dict[FeatureKind, tuple[str, ...]] = {
    "fillet": (
        rf"{_A}{_SIZE}\s+(?:radius\s+)?{_ROUNDING}{_ON}",
        rf"{_A}\b{_ROUNDING}{_OF}{_SIZE}{_ON}",
        rf"{_EDGES}\s+{_ROUNDING}{_OF}{_SIZE}(?:\s+radius)?",
        rf"{_A}\b(?:fillet(?:s|ed)?|rounded\s+(?:edges|corners))(?!\w){_ON}",
    ),
    "chamfer": (
        rf"{_A}{_SIZE}\s+{_BEVEL}{_ON}",
        rf"{_A}\b{_BEVEL}{_OF}{_SIZE}{_ON}",
        rf"{_EDGES}\s+{_BEVEL}{_OF}{_SIZE}",
        rf"{_A}\b(?:chamfer|bevel)(?:s|l?ed)?(?!\w){_ON}",
    ),
    "hole": (
        rf"{_A}{_SIZE}{_ACROSS}?\s+{_THROUGH}(?:hole|bore)(?!\w){_PLACE_OF_HOLE}",
        rf"{_A}\b{_THROUGH}(?:hole|bore)\s*(?:,|:|of\b|with\b)?\s*(?:an?\s+)?"
        rf"(?:dia(?:meter|m)?\b\.?\s*(?:of\b|=|:)?\s*)?{_SIZE}{_ACROSS}?{_PLACE_OF_HOLE}",
        r"\b(?:holes?|bores?|bored|drilled)(?!\w)",
    ),
    "slot": (r"\bslot(?:s|ted)?(?!\w)",),
    "shell": (r"\b(?:hollowed(?:\s+out)?|shelled|open\s+(?:top|bottom)|(?:top|bottom)\s+open)(?!\w)",),
    "rotation": (
        rf"\brotat(?:ed|e|ion)(?:\s+(?:it|by|of|at))*\s+(?P<sign>-\s*)?{_ANGLE}{_AXIS}",
        rf"\b(?:turned|tilted)(?:\s+(?:by|at))?\s+(?P<sign>-\s*)?{_ANGLE}{_AXIS}",
    ),
    "position": (
        rf"\b(?:{_PLACED}\s+)?(?:at|to)\s+(?:the\s+)?(?:position\s+)?\(?(?P<named>{_NAMED_PLACES})\)?",
        rf"\b(?:{_PLACED})\s+(?:at|to)\s+\(\s*(?P<triple>-?\s*{_SIZE}\s*,\s*-?\s*{_SIZE}\s*,\s*-?\s*{_SIZE})\s*\)",
        rf"\b{_PLACED}\s+(?:by\s+)?(?P<sign>-\s*)?{_SIZE}\s+(?:along|in)\s+(?:the\s+)?(?P<axis>[xyz])"
        r"(?:[\s-]*(?:axis|direction))?(?!\w)",
    ),
    "hollow": (rf"\b(?:hollow|tub(?:e|ing)|pipe)(?!\w){_NOT_A_PART}",),
}
_PHRASES = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for kind, patterns in _PATTERNS.items()
}
_WORDS_OF: dict[FeatureKind, tuple[str, ...]] = {
    "fillet": ("fillet", "round"),
    "chamfer": ("chamfer", "bevel"),
    "hole": ("hole", "bore", "drilled"),
    "slot": ("slot",),
    "shell": ("hollowed", "shelled", "open"),
    "rotation": ("rotat", "turned", "tilted"),
    "position": ("x", "y", "z", "positioned", "located", "placed", "centered", "centred", "moved", "shifted",
                 "translated", "offset"),
    "hollow": ("hollow", "tub", "pipe"),
}  # fmt: skip
"""Without one of these no pattern of a kind matches; most prompts ask for few, and patterns take long."""
_TRIGGERS = tuple((word, kind) for kind, words in _WORDS_OF.items() for word in words)
_FOLDED = {ord("İ"): "i", ord("ı"): "i", ord("ſ"): "s"}
"""Letters that patterns take for others in whatever case, and `str.lower` does not."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it was found.

    Attributes:
        start, end: where it stands in the prompt.
        kind: what it asks for.
        numbers: the sizes and angles in it, each with its sign.
        said: its named groups (`edges`, `axis`, `named`, `triple`), where they stand in it.
    """

    start: int
    end: int
    kind: FeatureKind
    numbers: tuple[tuple[float, NumberSpan], ...]
    said: dict[str, str]


def phrases(prompt: str) -> tuple[Phrase, ...]:
    """The phrases that ask for something, in the order of the text; of some that overlap, the first."""
    return _phrases(prompt[:LONGEST_PROMPT])


@lru_cache(maxsize=64)
def _phrases(prompt: str) -> tuple[Phrase, ...]:
    lower = (prompt if prompt.isascii() else prompt.translate(_FOLDED)).lower()
    kinds = dict.fromkeys(kind for word, kind in _TRIGGERS if word in lower)
    if not kinds:
        return ()
    masked, origin, spans = _masked(prompt)
    found: list[Phrase] = []
    for kind, pattern in ((one, pattern) for one in kinds for pattern in _PHRASES[one]):
        for match in pattern.finditer(masked):
            text = match.group()
            start = origin[match.start() + len(text) - len(text.lstrip(" ,"))]
            end = origin[match.start() + len(text.rstrip(" ,;"))]
            said = {name: said.lower() for name, said in match.groupdict().items() if said}
            numbers = tuple(
                (-1.0 if _is_negative(prompt, span.start) else 1.0, span)
                for span in spans
                if start <= span.start < end
            )
            found.append(Phrase(start, end, kind, numbers, said))
    found.sort(key=lambda phrase: (phrase.start, -phrase.end))
    kept: list[Phrase] = []
    for phrase in found:
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return tuple(kept)


def _masked(prompt: str) -> tuple[str, list[int], list[NumberSpan]]:
    """The prompt with one character for each size and angle, and where each of its characters comes from."""
    spans = [span for span in number_spans(prompt) if span.role in ("size", "angle")]
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for span in spans:
        end = span.unit_end
        if span.role == "angle" and (degrees := _DEGREES_AT.match(prompt, end)):
            end = degrees.end()
        pieces.append(prompt[at : span.start] + (_ANGLE if span.role == "angle" else _SIZE))
        origin += range(at, span.start + 1)
        at = end
    pieces.append(prompt[at:])
    origin += range(at, len(prompt) + 1)
    return "".join(pieces), origin, spans


def _is_negative(prompt: str, start: int) -> bool:
    """Whether a minus stands before a number, and is none of `1-1/2` or `-inch`."""
    return re.search(r"(?:^|[\s=:(,])[-−]\s?$", prompt[max(0, start - 3) : start]) is not None
