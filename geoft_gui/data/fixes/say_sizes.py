"""Sizes that only the document has are said in the prompt."""

import re
from collections.abc import Iterable, Sequence

from geoft_gui.data.asked import asked_features
from geoft_gui.data.asked.spans import number_spans
from geoft_gui.data.fixes.correct_sizes import number_text
from geoft_gui.data.fixes.nouns import Named, named_parts
from geoft_gui.data.fixes.otherwise import is_said_otherwise
from geoft_gui.data.fixes.pair import Pair, parts_of
from geoft_gui.data.fixes.prompt_text import appended, listed
from geoft_gui.data.fixes.say_features import feature_words, pose_words
from geoft_gui.data.provenance import Number, unstated
from geoft_gui.geometry.document import Group, Part

_UNITS = {"mm": "mm", "cm": "cm", "m": "m", "inch": "inches"}
_NAMES_ON_RING = {"radius": "major radius", "diameter": "major diameter", "thickness": "thickness"}
_SMALL_WORDS = frozenset(
    ("with", "and", "on", "of", "from", "top", "onto", "plus", "under", "beside", "against")
)


def say_sizes(pair: Pair) -> Pair:
    """Put every number into the prompt that the document has and the prompt does not state.

    What the prompt says already, but otherwise, is not said a second time.
    """
    missing = [
        *(number for number in unstated(_sizes_only(pair.prompt), pair.document) if _is_dimension(number)),
        *(number for number in unstated(pair.prompt, pair.document) if not _is_dimension(number)),
    ]
    missing = [number for number in missing if not is_said_otherwise(pair, number)]
    if not missing:
        return pair
    if isinstance(pair.document, Group):
        return Pair(_said_of_group(pair, missing), pair.document)
    words = _part_words(pair.document, missing, "", pair.prompt)
    return Pair(appended(pair.prompt, listed(words)), pair.document)


def _is_dimension(number: Number) -> bool:
    return "dimensions/" in number.path


def _sizes_only(prompt: str) -> str:
    """The prompt without the numbers that are no sizes of a part: tolerances, names, angles, features."""
    kept = list(prompt)
    for span in number_spans(prompt):
        if span.role in ("other", "angle"):
            kept[span.start : span.end] = " " * (span.end - span.start)
    for asked in asked_features(prompt):
        if asked.content:
            kept[asked.start : asked.end] = " " * (asked.end - asked.start)
    return "".join(kept)


def _part_words(part: Part, missing: Sequence[Number], path: str, prompt: str) -> list[str]:
    """What is missing of one part, each thing as a few words."""
    within = [number.path.removeprefix(path) for number in missing if number.path.startswith(path)]
    dimensions = [one.split("/")[1] for one in within if one.startswith("dimensions/")]
    words = _dimension_words(part, dimensions)
    if "sides" in within:
        words.insert(0, f"{part.sides} sides")  # type: ignore[union-attr]
    for place, feature in enumerate(part.features):
        if any(one.startswith(f"features/{place}/") for one in within):
            words.append(feature_words(feature, _UNITS[part.dimensions.unit]))
    if any(one.startswith(("position/", "rotation/")) for one in within):
        words += pose_words(part)
    return words


def _dimension_words(part: Part, names: Iterable[str]) -> list[str]:
    unit = _UNITS[part.dimensions.unit]
    names = list(names)
    values = {name: getattr(part.dimensions, name) for name in names}
    if part.type == "cube" and len(names) == 3 and len(set(values.values())) == 1:
        return [f"{number_text(values['length'])} {unit} on each side"]
    return [f"{_name(part, name)} {number_text(value)} {unit}" for name, value in values.items()]


def _name(part: Part, name: str) -> str:
    if part.type == "torus" and name in _NAMES_ON_RING:
        return _NAMES_ON_RING[name]
    if name == "thickness":
        return "wall thickness"
    if part.type == "prism" and name == "width":
        return "width across flats"
    return name.replace("_", " ")


# ------------------------------------------------------------------ groups


def _said_of_group(pair: Pair, missing: Sequence[Number]) -> str:
    """Each part's sizes in brackets after its noun; those of parts without a noun at the end."""
    assert isinstance(pair.document, Group)
    words: dict[tuple[int, ...], list[str]] = {}
    for pointer, part in parts_of(pair.document):
        path = "".join(f"components/{place}/" for place in pointer)
        own = [number for number in missing if number.path.startswith(path)]
        if any(_is_dimension(number) for number in own):
            # A part that is measured in brackets is measured there altogether.
            own += [
                number
                for number in unstated("", pair.document)
                if number.path.startswith(f"{path}dimensions/")
            ]
        if said := _part_words(part, list(dict.fromkeys(own)), path, pair.prompt):
            words[pointer] = said
    named = named_parts(pair)
    prompt = pair.prompt
    if named is None:
        said_at_end = [
            f"the {noun}: {listed(words[pointer])}"
            for pointer, noun in _nouns(pair.document)
            if pointer in words
        ]
        return appended(prompt, "; " + "; ".join(said_at_end)) if said_at_end else prompt
    for name in sorted(named, key=lambda one: -one.start):
        if name.pointer in words:
            prompt = _in_brackets(prompt, name, words[name.pointer])
    return prompt


def _nouns(group: Group) -> list[tuple[tuple[int, ...], str]]:
    """A name for each part: its kind, with a number where there are several of the kind."""
    parts = list(parts_of(group))
    kinds = [part.type for _, part in parts]
    return [
        (
            pointer,
            part.type
            if kinds.count(part.type) == 1
            else f"{_ORDINALS[kinds[:place].count(part.type)]} {part.type}",
        )
        for place, (pointer, part) in enumerate(parts)
    ]


_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    *(f"{place}th" for place in range(7, 101)),
)


def _in_brackets(prompt: str, name: Named, words: list[str]) -> str:
    before, after = prompt[: name.start], prompt[name.end :]
    # "a cube (…) and a cone (…) components" says no more than without its last word.
    after = re.sub(r"^\s+(?:components|parts|elements|shapes)\b", "", after, flags=re.IGNORECASE)
    last = re.search(r"([^\W\d_]+)\s+$", before)
    if last is not None and last[1].lower() in _SMALL_WORDS:
        before += "an " if prompt[name.start].lower() in "aeio" else "a "
    return f"{before}{prompt[name.start : name.end]} ({', '.join(words)}){after}"
