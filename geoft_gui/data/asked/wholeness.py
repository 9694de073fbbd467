"""Whether a phrase says all that its prompt says of a feature: where it is, how deep, how many there are."""

import re
from collections.abc import Sequence

from geoft_gui.data.asked.attributes import NAMED_IN_PROMPTS
from geoft_gui.data.asked.features import AskedFeature
from geoft_gui.data.asked.phrases import Phrase, phrases
from geoft_gui.data.asked.spans import number_spans

_ARTICLE = re.compile(r"(?:an?|one|single|1)\s", re.IGNORECASE)
_JOINED = re.compile(
    r"(?:^|[,;:.!(]\s*|\b(?:with|has|have|having|and|plus|featuring|including|add|cut|drill|put|make|give\s+it)\s+)$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:(?:side|edge)s?(?!\s*(?:lengths?\b|of\s+\d|is\b|[=:]|\d))|(?:face|end|corner|rim)s?|front|back|rear|left"
    r"|right|each|every|both|off|offset|blind|along|axis|two|three|four|counter\w*|thread\w*|tapp\w*"
    r"|(?:pocket|groove|notche?|boss|rib|text|logo|pattern|row|grid)s?)\b",
    re.IGNORECASE,
)
"""Words before a phrase that may say where its feature is, or whose it is."""
_HARMLESS = re.compile(
    r"(?<![^\W_])(?:and|plus|with|then|also|please|thanks?|thank|you|cheers|many|in|of|from|made|using|by|for|out"
    r"|the|an?|colou?r(?:ed)?|material|finish(?:ed)?|tolerances?|surface|it|is"
    rf"|{NAMED_IN_PROMPTS})(?![^\W_])"
    r"|(?:±|\+\s*/\s*-|\+-)\s*[\d.,]+\s*(?:mm\b)?|\bR[az]\s*[\d.,]+",
    re.IGNORECASE,
)
_ANYTHING = re.compile(r"[^\W_]|[-=/()°]")
_IN_THE_MIDDLE = re.compile(r"\b(?:cent(?:er|re|ral)|middle)\b", re.IGNORECASE)


def says_all(prompt: str, asked: AskedFeature) -> bool:
    """Whether nothing beside the phrase that asks for a feature may say more about it.

    So it is where the phrase is joined to its sentence by `with` or a comma, and only other phrases,
    materials and the like follow to the end of the prompt. In doubt it is not: a hole that may be off centre,
    blind or one of several, or whose number may be read in two ways.
    """
    if asked.denied:
        return False
    found = phrases(prompt)
    phrase = next(one for one in found if (one.start, one.end) == (asked.start, asked.end))
    others = [one for one in found if one is not phrase]
    if any(other.kind == phrase.kind and not other.numbers for other in others):
        return False
    if not _is_certain(prompt, phrase) or not _begins_by_itself(prompt, phrase, others):
        return False
    return _ends(prompt, phrase, others)


def _is_certain(prompt: str, phrase: Phrase) -> bool:
    """Whether the numbers of a phrase can be read in one way only."""
    if any(len(span.readings) > 1 for _, span in phrase.numbers):
        return False
    units = {span.unit for span in number_spans(prompt) if span.unit is not None}
    return units <= {"mm"} or all(span.unit or span.role == "angle" for _, span in phrase.numbers)


def _begins_by_itself(prompt: str, phrase: Phrase, others: Sequence[Phrase]) -> bool:
    if _ELSEWHERE.search(_without(prompt, others, 0, phrase.start)):
        return False
    if phrase.kind in ("rotation", "position"):
        # "A 5 mm hole at x=5" places the hole.
        return not any(other.kind == "slot" or _is_somewhere(prompt, other) for other in others)
    joined = _ARTICLE.match(prompt, phrase.start) or _JOINED.search(prompt, 0, phrase.start)
    return joined is not None or phrase.kind == "hollow" or "edges" in phrase.said


def _ends(prompt: str, phrase: Phrase, others: Sequence[Phrase]) -> bool:
    if _is_somewhere(prompt, phrase) and any(other.kind in ("position", "rotation") for other in others):
        return False
    rest = _without(prompt, others, phrase.end, len(prompt))
    return _ANYTHING.search(_HARMLESS.sub(" ", rest)) is None


def _is_somewhere(prompt: str, phrase: Phrase) -> bool:
    """Whether a phrase asks for a hole and does not say that it is in the middle."""
    return phrase.kind == "hole" and _IN_THE_MIDDLE.search(prompt, phrase.start, phrase.end) is None


def _without(prompt: str, phrases: Sequence[Phrase], start: int, end: int) -> str:
    """A stretch of the prompt, its phrases left out."""
    pieces, at = [], start
    for phrase in phrases:
        if at <= phrase.start and phrase.end <= end:
            pieces.append(prompt[at : phrase.start])
            at = phrase.end
    pieces.append(prompt[at:end])
    return " ".join(pieces)
