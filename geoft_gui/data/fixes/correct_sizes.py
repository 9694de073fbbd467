"""Sizes in the prompt that are not those of the document are corrected where they stand."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from geoft_gui.data.asked import AskedFeature, Measure, asked_features, measures
from geoft_gui.data.asked.numbers import unanswered_spans
from geoft_gui.data.asked.spans import number_spans
from geoft_gui.data.fixes.pair import Pair, as_object, edited
from geoft_gui.data.fixes.sizes_of import Size, size_meant, size_named
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Group, Part
from geoft_gui.geometry.matching import close

_BY = re.compile(r"\s*(?:x|×|\*|by)\s*", re.IGNORECASE)
_BOX = ("length", "width", "height")
_SIZE_OF_FEATURE = {"fillet": "radius", "chamfer": "distance", "hole": "diameter"}
_EXACT = 0.0005
"""Millimetres by which a number that is written with three decimals in its unit may be wrong."""


def correct_sizes(pair: Pair) -> Pair:
    """Write the document's sizes over wrong ones; the document then measures as the prompt does.

    Of features, those that the part has one of are corrected. A size that measures nothing and is nowhere in
    the document is taken out where it stands before the part's noun.
    """
    part = pair.document
    if isinstance(part, Group):
        return pair
    prompt, document = pair.prompt, part
    asked = asked_features(prompt)
    said = measures(prompt)
    of_part = [one for one in said if _feature_around(one, asked) is None]
    unanswered = {span.start for span in unanswered_spans(prompt, part)}
    of_no_size = unanswered
    if part.position is not None:
        anywhere = part.model_copy(update={"position": None})
        of_no_size = {span.start for span in unanswered_spans(prompt, anywhere)}
    # From the end, so that what stands before keeps its place.
    for measure in reversed(said):
        feature = _feature_around(measure, asked)
        if feature is not None:
            if measure.number_start in unanswered:
                prompt = _with_size_of_feature(prompt, measure, feature, part)
            continue
        row = _row_of(measure, of_part, pair.prompt)
        size = _meant(part, measure, row)
        if size is None:
            if measure.number_start in unanswered and not measure.said:
                prompt = _without_size(prompt, measure)
        elif any(
            one.number_start in (of_no_size if measure.said else unanswered) for one in row
        ) or _is_mistaken(part, measure, size, of_part):
            prompt = _written_over(prompt, measure, size.value, row[-1].unit or part.dimensions.unit, part)
            document = _measured_as(document, size)
    return Pair(prompt, document)


def number_text(value: float) -> str:
    """At most three decimals, none of them a trailing zero."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _feature_around(measure: Measure, asked: Sequence[AskedFeature]) -> AskedFeature | None:
    return next((one for one in asked if one.start <= measure.number_start < one.end), None)


def _row_of(measure: Measure, said: Sequence[Measure], prompt: str) -> list[Measure]:
    """The measures that stand in a row with this one, such as `20 x 30 x 40 mm`; itself where it is alone."""
    rows: list[list[Measure]] = []
    for one in said:
        if rows and _BY.fullmatch(prompt[rows[-1][-1].end : one.start]):
            rows[-1].append(one)
        else:
            rows.append([one])
    return next(row for row in rows if measure in row)


def _meant(part: Part, measure: Measure, row: list[Measure]) -> Size | None:
    """The size that a measure means: by its place in a row of a block's sides, or by its word."""
    if part.type in ("cube", "pyramid") and len(row) in (2, 3) and measure.said in ("", "base"):
        return size_named(part, _BOX[row.index(measure)])
    return size_meant(part, measure)


def _is_mistaken(part: Part, measure: Measure, size: Size, said: Sequence[Measure]) -> bool:
    """Whether a measure says the wrong number of a size, although the part has that number elsewhere.

    So it is when it calls a radius a diameter. It is not when the number may be meant for another size that
    nothing else states, or for a feature.
    """
    unit = MILLIMETRES[part.dimensions.unit]
    value = measure.value * MILLIMETRES[measure.unit or part.dimensions.unit]
    if close(value, size.value) or not measure.said:
        return False
    if any(close(value, number * unit) for number in _numbers_in(as_object(part).get("features", []))):
        return False
    for name, other in part.dimensions:
        if name != size.instead_of and isinstance(other, int | float) and close(value, other * unit):
            stated = (
                size_meant(part, one) for one in said if one is not measure and one.value == measure.value
            )
            if not any(meant is not None and meant.name == name for meant in stated):
                return False
    return True


def _numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _numbers_in(item)
    elif isinstance(value, int | float):
        yield value


def _without_size(prompt: str, measure: Measure) -> str:
    """The prompt without a size that stands between an article and its noun, as in `a 20mm cube`, or after
    `of`; in other places it cannot be spared, and stays.
    """
    before, after = prompt[: measure.start], prompt[measure.end :]
    article = re.search(r"\ban?\s+(?:[^\W\d_]+\s+){0,2}$", before, re.IGNORECASE)
    if article is not None and re.match(r"\s+[^\W\d_]", after):
        return before + after.lstrip()
    of = re.search(r"\s+of\s+$", before, re.IGNORECASE)
    return before[: of.start()] + after if of is not None and not _BY.match(after) else prompt


def _written_over(prompt: str, measure: Measure, value: float, unit: str, part: Part) -> str:
    """The prompt with a size (in mm) instead of the number that a measure has; in its unit where exact."""
    span = next(one for one in number_spans(prompt) if one.start == measure.number_start)
    number, end = number_text(value / MILLIMETRES[unit]), span.end
    if abs(float(number) * MILLIMETRES[unit] - value) > _EXACT:
        number, end = f"{number_text(value)} mm", span.unit_end
    rest = prompt[end:]
    if measure.said in ("outer", "outside") and part.type == "torus":
        # Documents measure a ring to the middle of its tube, and so must the prompt.
        rest = re.sub(r"\b(?:outer|outside)\b", "major diameter", rest, count=1, flags=re.IGNORECASE)
    return prompt[: measure.number_start] + number + rest


def _with_size_of_feature(prompt: str, measure: Measure, asked: AskedFeature, part: Part) -> str:
    """The size of the one fillet, chamfer or hole that the document has, where the prompt says another."""
    of_kind = [feature for feature in part.features if feature.type == asked.kind]
    if len(of_kind) != 1 or not asked.content or asked.kind not in _SIZE_OF_FEATURE:
        return prompt
    value = getattr(of_kind[0], _SIZE_OF_FEATURE[asked.kind]) * MILLIMETRES[part.dimensions.unit]
    return _written_over(prompt, measure, value, measure.unit or part.dimensions.unit, part)


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
