"""Sizes in the prompt that are not those of the document are corrected where they stand."""

import re
from collections.abc import Sequence
from typing import Any

from geoft_gui.data.asked import AskedFeature, Measure, asked_features, measures
from geoft_gui.data.asked.attributes import COLOURS, MATERIALS
from geoft_gui.data.asked.numbers import unanswered_spans
from geoft_gui.data.asked.spans import number_spans
from geoft_gui.data.fixes.claims import Claim, claims, in_row, numbers_in
from geoft_gui.data.fixes.clauses import body_measures
from geoft_gui.data.fixes.nouns import BODY_NOUN
from geoft_gui.data.fixes.pair import Pair, as_object, edited
from geoft_gui.data.fixes.sizes_of import Size, side_of_tube
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.matching import close

_SIDES = frozenset(("length", "width", "height"))
_SIZE_OF_FEATURE = {"fillet": "radius", "chamfer": "distance", "hole": "diameter"}
_EXACT = 0.0005
"""Millimetres by which a number that is written with three decimals in its unit may be wrong."""
_ADJECTIVES = frozenset(
    word.lower()
    for name in (*MATERIALS, *COLOURS, "aluminium", "grey", "carbon_fiber", "carbon fibre")
    for word in name.split()
) | frozenset(
    ("solid", "simple", "plain", "hollow", "round", "square", "rectangular", "basic", "small", "large")
)
_VOWELS = "aeio"
_ACROSS_TUBE = re.compile(
    r"\b(?:outer|outside|inner|inside)(?:\s+(?P<word>diameter|dia\.?|radius))?", re.IGNORECASE
)


def correct_sizes(pair: Pair) -> Pair:
    """Write the document's sizes over wrong ones; the document then measures as the prompt does.

    Only numbers that certainly measure the body are written over, and only where no other number of the
    prompt says the same size otherwise. Of features, those are corrected that the prompt and the part have
    one of. A size that measures nothing and is nowhere in the document is taken out where it stands before
    the part's noun. All other wrong numbers stay as they are.
    """
    part = pair.document
    if isinstance(part, Group):
        return pair
    prompt, document = pair.prompt, part
    asked = asked_features(prompt)
    unanswered = {span.start for span in unanswered_spans(prompt, part)}
    of_no_size = unanswered
    if part.position is not None:
        anywhere = part.model_copy(update={"position": None})
        of_no_size = {span.start for span in unanswered_spans(prompt, anywhere)}
    known = claims(prompt, part)
    claimed = {claim.measure: claim for claim in known}
    of_body = set(body_measures(prompt, measures(prompt)))
    # From the end, so that what stands before keeps its place.
    for measure in reversed(measures(pair.prompt)):
        claim = claimed.get(measure)
        if claim is not None:
            if (
                not claim.is_right
                and _is_agreed(claim, known)
                and (
                    _is_nowhere(claim, known, of_no_size if claim.said else unanswered)
                    or _is_mistaken(part, claim, known)
                )
            ):
                prompt = _with_size(prompt, claim, part)
                document = _measured_as(document, claim.size)
        elif measure.number_start not in unanswered and not _is_of_equal_sides(pair, measure):
            continue
        elif (feature := _feature_around(measure, asked)) is not None:
            prompt = _with_size_of_feature(prompt, measure, feature, part, asked)
        elif measure in of_body and not measure.said and measure.unit and not in_row(measure, pair.prompt):
            prompt = _without_size(prompt, measure)
    return Pair(prompt, document)


def number_text(value: float) -> str:
    """At most three decimals, none of them a trailing zero."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _feature_around(measure: Measure, asked: Sequence[AskedFeature]) -> AskedFeature | None:
    return next((one for one in asked if one.start <= measure.number_start < one.end), None)


def _is_agreed(claim: Claim, known: Sequence[Claim]) -> bool:
    """Whether no other number of the prompt says the same size otherwise."""
    return all(
        close(other.value, claim.value)
        for other in known
        if other is not claim and other.dimension == claim.dimension
    )


def _is_nowhere(claim: Claim, known: Sequence[Claim], unanswered: set[int]) -> bool:
    """Whether a number, or another of its row, is nowhere in the document."""
    if claim.measure.number_start in unanswered:
        return True
    # The sides of a block that are said in a row are right or wrong together.
    return not claim.measure.said and any(
        other.measure.number_start in unanswered
        for other in known
        if other.said and not other.measure.said and other.dimension in _SIDES
    )


def _is_mistaken(part: Part, claim: Claim, known: Sequence[Claim]) -> bool:
    """Whether a claim says the wrong number of a size, although the part has that number elsewhere.

    So it is when it calls a radius a diameter, and where every side of a block is named. It is not when the
    number may be meant for another size that nothing else states, or for a feature.
    """
    measure, size = claim.measure, claim.size
    if not measure.said:
        return False
    named = [one.dimension for one in known if one.measure.word in _SIDES]
    if part.type in ("cube", "pyramid") and sorted(named) == sorted(_SIDES) and measure.word in _SIDES:
        return True
    unit = MILLIMETRES[part.dimensions.unit]
    value = measure.value * MILLIMETRES[claim.unit]
    if any(close(value, number * unit) for number in numbers_in(as_object(part).get("features", []))):
        return False
    for name, other in part.dimensions:
        if name != size.instead_of and isinstance(other, int | float) and close(value, other * unit):
            stated = (one for one in known if one is not claim and one.measure.value == measure.value)
            if not any(one.size.name == name for one in stated):
                return False
    return True


def _is_of_equal_sides(pair: Pair, measure: Measure) -> bool:
    """Whether a number says that a block has equal sides, which it has not: `a 20 mm cube`."""
    part = pair.document
    if part.type != "cube" or measure.said or in_row(measure, pair.prompt):
        return False
    sides = part.dimensions
    return not sides.length == sides.width == sides.height and (
        re.match(r"\s+(?:[^\W\d_]+\s+)?cube\b", pair.prompt[measure.end :], re.IGNORECASE) is not None
    )


def _without_size(prompt: str, measure: Measure) -> str:
    """The prompt without a size that stands between an article and its noun, as in `a 20mm cube`.

    In other places, or where a word between them may measure something, it cannot be spared, and stays.
    """
    before, after = prompt[: measure.start], prompt[measure.end :]
    article = re.search(r"\ban?\s+(?:[^\W\d_]+\s+){0,2}$", before, re.IGNORECASE)
    if article is None or not after[:1].isspace():
        return prompt
    at = len(after) - len(after.lstrip())
    while BODY_NOUN.match(after, at) is None:
        word = re.match(r"([^\W\d]+)\s+", after[at:])
        if word is None or word[1].lower() not in _ADJECTIVES:
            return prompt
        at += word.end()
    return _with_article(before, after.lstrip()) + after.lstrip()


def _with_article(before: str, noun: str) -> str:
    """The words before a noun, the article that ends them as the noun wants it: `an 11 mm tile`, `a tile`."""
    article = re.search(r"\b(a)n?(\s+)$", before, re.IGNORECASE)
    if article is None:
        return before
    return f"{before[: article.start()]}{article[1]}{'n' if noun[0].lower() in _VOWELS else ''}{article[2]}"


def _with_size(prompt: str, claim: Claim, part: Part) -> str:
    measure = claim.measure
    prompt = _written_over(prompt, measure, claim.size.value, claim.unit)
    if part.type == "torus" and side_of_tube(measure):
        # Documents measure a ring to the middle of its tube, and so must the prompt.
        start = measure.start
        word = _ACROSS_TUBE.search(prompt, start)
        if word is not None:
            named = "major radius" if (word["word"] or "").lower() == "radius" else "major diameter"
            prompt = prompt[: word.start()] + named + prompt[word.end() :]
    return prompt


def _written_over(prompt: str, measure: Measure, value: float, unit: str) -> str:
    """The prompt with a size (in mm) instead of the number that a measure has; in its unit where exact."""
    span = next(one for one in number_spans(prompt) if one.start == measure.number_start)
    number, end = number_text(value / MILLIMETRES[unit]), span.end
    if abs(float(number) * MILLIMETRES[unit] - value) > _EXACT:
        number, end = f"{number_text(value)} mm", span.unit_end
    return prompt[: measure.number_start] + number + prompt[end:]


def _with_size_of_feature(
    prompt: str, measure: Measure, asked: AskedFeature, part: Part, every: Sequence[AskedFeature]
) -> str:
    """The size of the one fillet, chamfer or hole that the document has, where the prompt says another."""
    of_kind = [feature for feature in part.features if feature.type == asked.kind]
    same = [one for one in every if one.kind == asked.kind]
    if len(of_kind) != 1 or len(same) != 1 or not asked.content or asked.kind not in _SIZE_OF_FEATURE:
        return prompt
    if getattr(of_kind[0], "pattern", None) is not None:
        return prompt
    value = getattr(of_kind[0], _SIZE_OF_FEATURE[asked.kind]) * MILLIMETRES[part.dimensions.unit]
    return _written_over(prompt, measure, value, measure.unit or part.dimensions.unit)


def _measured_as(part: Part, size: Size) -> Part:
    """The part with a size under the name that the prompt has for it."""
    if getattr(part.dimensions, size.instead_of) is None or size.name == size.instead_of:
        return part

    def rename(value: dict[str, Any]) -> None:
        dimensions = value["dimensions"]
        del dimensions[size.instead_of]
        dimensions[size.name] = round(size.value / MILLIMETRES[part.dimensions.unit], 6)

    changed = edited(part, rename)
    assert not isinstance(changed, Group)
    return changed
