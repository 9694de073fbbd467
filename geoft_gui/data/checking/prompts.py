"""A part held against its prompt: what only one of the two says, and what they say differently."""

from collections.abc import Iterable, Iterator, Sequence

from geoft_gui.data.asked import (
    AskedFeature,
    Measure,
    measures,
    missing_features,
    unsaid_attributes,
    wrong_attributes,
)
from geoft_gui.data.asked.numbers import unanswered_spans
from geoft_gui.data.provenance import Number
from geoft_gui.data.row_verdict import RowFinding
from geoft_gui.data.stated_numbers import MILLIMETRES
from geoft_gui.geometry.document import Group, Part, Torus
from geoft_gui.geometry.matching import close

_SHOWN = 4
_FIELD_WORDS = {
    "material": "material",
    "color": "colour",
    "process": "process",
    "tolerance": "tolerance",
    "surface_finish": "finish",
}
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
    wrong = wrong_attributes(prompt, document)
    if wrong:
        said = (f"{_FIELD_WORDS[field]} {mine} for {theirs}" for field, mine, theirs in wrong)
        yield RowFinding("wrong_attributes", _listed(said))
    fields = {field for field, _, _ in wrong}
    unsaid = [(field, value) for field, value in unsaid_attributes(prompt, document) if field not in fields]
    if unsaid:
        said = (f"{_FIELD_WORDS[field]} {value}" for field, value in unsaid)
        yield RowFinding("unsaid_attributes", _listed(said))


def _numbers(
    prompt: str, document: Part | Group, unstated: Sequence[Number], missing: Sequence[AskedFeature]
) -> Iterator[RowFinding]:
    if unstated:
        yield RowFinding("unstated_numbers", _listed(number.shown for number in unstated))
    spans = (
        span
        for span in unanswered_spans(prompt, document)
        # The numbers of what is missing are missing with it.
        if not any(feature.start <= span.start < feature.end for feature in missing)
    )
    unanswered = [prompt[span.start : span.unit_end].strip() for span in spans]
    if unanswered:
        yield RowFinding("unanswered_numbers", _listed(unanswered))


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
