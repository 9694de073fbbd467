"""A part held against its prompt: what only one of the two says, and what they say differently."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from geoft_gui.data.asked import (
    AskedFeature,
    Measure,
    asked_features,
    kinds_of,
    measures,
    missing_features,
    other_kind,
    unsaid_attributes,
    wrong_attributes,
)
from geoft_gui.data.asked.denial import is_denied
from geoft_gui.data.asked.numbers import unanswered_spans
from geoft_gui.data.provenance import Number
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Cube, Group, Part, Pyramid, Torus
from geoft_gui.geometry.kind_words import KIND_WORDS
from geoft_gui.geometry.matching import close

_SHOWN = 4
_FIELD_WORDS = {
    "material": "material",
    "color": "colour",
    "process": "process",
    "tolerance": "tolerance",
    "surface_finish": "finish",
}
_SIDES_BY_NAME = [
    sorted(words) for words in product(("length", "long"), ("width", "wide"), ("height", "high", "tall"))
]
_UNIT_NAMES = {value: name for name, value in MILLIMETRES.items()}


def findings_of_prompt(
    prompt: str, document: Part | Group, unstated: Sequence[Number]
) -> Iterator[RowFinding]:
    """What there is to say of a prompt and its part.

    Args:
        prompt: what is asked for.
        document: the answer's part.
        unstated: the numbers of the part that the prompt does not state (`provenance.unstated`).
    """
    if asked := other_kind(prompt, document):
        held = " and ".join(dict.fromkeys(KIND_WORDS[kind] for kind in kinds_of(document)))
        yield RowFinding("wrong_kind", f"“{asked.word}” in the prompt, {held} in the answer.")
    missing = missing_features(prompt, document)
    mismatch = _other_unit(prompt, unstated)
    if mismatch:
        # One slip: it would otherwise be said three times.
        yield RowFinding("unit_mismatch", mismatch)
    else:
        yield from _numbers(prompt, document, unstated, missing)
    if missing:
        phrases = (" ".join(prompt[feature.start : feature.end].split()) for feature in missing)
        yield RowFinding("missing_features", _listed(f"“{phrase}”" for phrase in phrases))
    if ring := _twice_too_thick(prompt, document):
        yield RowFinding("torus_thickness", ring)
    unsaid = unsaid_attributes(prompt, document)
    wrong = wrong_attributes(prompt, document, unsaid)
    if wrong:
        said = (f"{_FIELD_WORDS[field]} {mine} for {theirs}" for field, mine, theirs in wrong)
        yield RowFinding("wrong_attributes", _listed(said))
    fields = {field for field, _, _ in wrong}
    only_unsaid = [(field, value) for field, value in unsaid if field not in fields]
    if only_unsaid:
        said = (f"{_FIELD_WORDS[field]} {value}" for field, value in only_unsaid)
        yield RowFinding("unsaid_attributes", _listed(said))


def _numbers(
    prompt: str, document: Part | Group, unstated: Sequence[Number], missing: Sequence[AskedFeature]
) -> Iterator[RowFinding]:
    if unstated:
        yield RowFinding("unstated_numbers", _listed(number.shown for number in unstated))
    if not unstated and (swapped := _swapped_sides(prompt, document)):
        yield RowFinding("unanswered_numbers", _listed(swapped))
    spans = unanswered_spans(prompt, document)
    if not spans:
        return
    # The numbers of what is missing are missing with it, and those of what is not wished for are no sizes.
    apart = [(feature.start, feature.end) for feature in missing]
    apart += [(_start_of_size(prompt, asked), asked.end) for asked in asked_features(prompt) if asked.denied]
    unanswered = [
        prompt[span.start : span.unit_end].strip()
        for span in spans
        if not any(start <= span.start < end for start, end in apart)
        and not is_denied(prompt, span.start, span.unit_end)
    ]
    if unanswered:
        yield RowFinding("unanswered_numbers", _listed(unanswered))


def _swapped_sides(prompt: str, document: Part | Group) -> list[str]:
    """The sides of a block that its prompt names otherwise, such as `10 mm long (30 in the answer)`.

    Only where the prompt has three sizes, which are the block's length, width and height by name, and the
    answer has the same three in another order.
    """
    if not isinstance(document, Cube | Pyramid) or document.features:
        return []
    said = measures(prompt)
    if sorted(size.said for size in said) not in _SIDES_BY_NAME or asked_features(prompt):
        return []
    sizes, unit = document.dimensions, MILLIMETRES[document.dimensions.unit]
    stated = [size.value * (MILLIMETRES[size.unit] if size.unit is not None else unit) for size in said]
    held = [getattr(sizes, size.word or "") * unit for size in said]
    if not all(close(one, other) for one, other in zip(sorted(stated), sorted(held), strict=True)):
        return []
    return [
        f"{prompt[size.start : size.end].strip()} ({there / unit:g} in the answer)"
        for size, mine, there in zip(said, stated, held, strict=True)
        if not close(mine, there)
    ]


def _start_of_size(prompt: str, asked: AskedFeature) -> int:
    """Where a phrase begins with the size that stands before it, as in `a 5 mm slot`."""
    sizes = (
        size.start for size in measures(prompt[: asked.start]) if not prompt[size.end : asked.start].strip()
    )
    return next(sizes, asked.start)


def _other_unit(prompt: str, unstated: Sequence[Number]) -> str:
    """How the units differ, where every size that the prompt does not state is one of its numbers in another.

    "" where they do not.
    """
    if not unstated or any(number.kind not in ("length", "round") for number in unstated):
        return ""
    sizes = measures(prompt)
    named = {size.unit for size in sizes if size.unit is not None}
    said = ""
    for number in unstated:
        figure = abs(number.signed)
        unit = number.value / figure
        factors = (0.5, 1.0, 2.0) if number.kind == "round" else (1.0,)
        found = next(
            (
                f"{size.value:g} {name} in the prompt, {number.shown} {_unit_name(unit)} in the answer"
                for size in sizes
                for name in ({size.unit} if size.unit is not None else named)
                if not close(MILLIMETRES[name], unit)
                and any(close(figure, size.value * factor) for factor in factors)
            ),
            "",
        )
        if not found:
            return ""
        said = said or f"{found}."
    return said


def _unit_name(millimetres: float) -> str:
    return next((name for value, name in _UNIT_NAMES.items() if close(value, millimetres)), "mm")


def _twice_too_thick(prompt: str, document: Part | Group) -> str:
    """The thickness in the prompt that is the radius of a ring's tube in the answer; "" where none is."""
    if isinstance(document, Group):
        return next((said for part in document.components if (said := _twice_too_thick(prompt, part))), "")
    if not isinstance(document, Torus) or document.dimensions.minor_radius is None:
        return ""
    unit = MILLIMETRES[document.dimensions.unit]
    radius = document.dimensions.minor_radius * unit
    same = [size for size in measures(prompt) if _is_length(size, radius, unit)]
    if any(size.word == "radius" for size in same):
        return ""
    thick = next((size for size in same if size.word == "thickness"), None)
    if thick is None:
        return ""
    said = f"{thick.value:g} {thick.unit or 'mm'} thick in the prompt"
    return f"{said}, minor radius {radius / unit:g} in the answer."


def _is_length(size: Measure, millimetres: float, unit: float) -> bool:
    factor = MILLIMETRES[size.unit] if size.unit is not None else unit
    return close(size.value * factor, millimetres)


def _listed(said: Iterable[str]) -> str:
    """The first few, as the end of a sentence."""
    things = list(said)
    more = len(things) - _SHOWN
    return ", ".join(things[:_SHOWN]) + (f" and {more:,} more." if more > 0 else ".")
