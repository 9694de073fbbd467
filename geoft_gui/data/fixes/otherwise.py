"""What a prompt says already, but otherwise than its document: neither may be said for the other."""

import re
from collections import Counter

from geoft_gui.data.asked import asked_features, measures
from geoft_gui.data.fixes.claims import claims, dimension_of, otherwise, unclear
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.provenance import Number
from geoft_gui.geometry.document import Group, Part

_WORDS_OF_FEATURE = {
    "hole": r"holes?|bores?|bored|drill\w*|counter\w+|openings?|perforat\w*|inner|inside|internal",
    "slot": r"slot\w*|obround\w*|grooves?",
    "fillet": r"fillet\w*|round(?:ed|ing|s)",
    "chamfer": r"chamfer\w*|bevel\w*",
    "shell": r"walls?|walled|shell\w*|hollow\w*\s+out|thick(?:ness)?",
}
_MENTIONED = {
    kind: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for kind, words in _WORDS_OF_FEATURE.items()
}
_WALL = re.compile(r"\b(?:walls?|walled|thick(?:ness)?)(?!\w)", re.IGNORECASE)
_POSED = re.compile(
    r"\b(?:raised|lifted|lowered|shifted|offset|moved|displaced|translated|positioned|located|placed|apart|away|"
    r"from\s+(?:the|its)|rotated|turned|tilted|angle|at\s*\(?\s*(?:[xyz]\s*=\s*)?-?\d)",
    re.IGNORECASE,
)
_COUNTED = ("fillet", "chamfer", "hole", "slot")


def is_said_otherwise(pair: Pair, number: Number) -> bool:
    """Whether a number of the document that the prompt does not state belongs to what the prompt does say.

    So it is where the prompt asks for a feature of its kind, for a turn or a place, or where a size of the
    body may be meant for it.
    """
    part, steps = pair.document, number.path.split("/")
    if isinstance(part, Group):
        if "position" in steps or "rotation" in steps:
            return _POSED.search(pair.prompt) is not None
        if "features" in steps and any(word.search(pair.prompt) for word in _MENTIONED.values()):
            return True
        # Which part a number of the prompt measures is not certain.
        return bool(measures(pair.prompt))
    if steps[0] == "features":
        return _MENTIONED[part.features[int(steps[1])].type].search(pair.prompt) is not None
    if steps[0] in ("position", "rotation"):
        return any(one.kind == steps[0] for one in asked_features(pair.prompt))
    if steps[0] != "dimensions":
        return False
    if steps[1] == "thickness" and part.type != "torus" and _WALL.search(pair.prompt):
        return True
    if otherwise(pair.prompt, part, dimension_of(steps[1])):
        return True
    known = claims(pair.prompt, part)
    return any(not claim.is_right for claim in known) or bool(unclear(pair.prompt, part, known))


def contradiction(pair: Pair) -> str:
    """A size that the prompt says otherwise than the document, as a sentence; "" where there is none.

    Only what a word beside the number measures, or its place in a row of sides, is held against the document.
    """
    if isinstance(pair.document, Group):
        return ""
    for claim in claims(pair.prompt, pair.document):
        if claim.said and not claim.is_right:
            said = pair.prompt[claim.measure.start : claim.measure.end].strip()
            unit = pair.document.dimensions.unit
            name = claim.size.instead_of
            value = getattr(pair.document.dimensions, name)
            return f"The prompt says {said}, and the answer has {name.replace('_', ' ')} {value:g} {unit}."
    return ""


def asked_too_often(prompt: str, part: Part | Group) -> str:
    """A feature that the prompt asks for more often than the document has it, as a sentence; or ""."""
    if isinstance(part, Group):
        return ""
    asked = Counter(one.kind for one in asked_features(prompt))
    present = Counter(feature.type for feature in part.features)
    for kind in _COUNTED:
        if asked[kind] > max(1, present[kind]):  # type: ignore[index]
            return f"The prompt asks for a {kind} more often than the answer has one."
    return ""
