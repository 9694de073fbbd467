"""Sizes that the prompt does not say: a number that it says once cannot answer for two of them."""

import re
from collections.abc import Iterator, Sequence

from geoft_gui.data.fixes.nouns import named_parts
from geoft_gui.data.fixes.pair import Pair
from geoft_gui.data.provenance import Number, may_state, numbers_of, states_in_words
from geoft_gui.data.stated_numbers import Stated, numbers_said
from geoft_gui.geometry.document import Cube, Group, Hole, Part, Pyramid, canonical_text

_ONE_FOR_TWO = re.compile(
    r"\b(?:same|equal\w*|identical\w*|alike|match\w*|twin|both|each(?!\s+(?:side|edge|corner)\b)|respective\w*|likewise|too|also|as\s+[^\W\d_]+\s+as|"
    r"flush|cover\w*|whole|entire\w*|full\w*|all\s+the\s+way|end\s+to\s+end|across\s+(?:the|its)\s+(?:length|width|top|"
    r"whole|part|block|plate)|halfway|half\s+way|half\s+(?:of\s+)?(?:its|the)|middle\s+of\s+its|its\s+own|"
    r"(?:diameter|height|length|width|radius|depth|long|wide|high|tall|thick|deep)\s+and\s+(?:a\s+|in\s+)?"
    r"(?:diameter|height|length|width|radius|depth|long|wide|high|tall|thick|deep))\b",
    re.IGNORECASE,
)
"""Words with which one number may be said of two sizes."""
_THROUGH = re.compile(r"\b(?:through|thru)\b", re.IGNORECASE)
_LENGTH_OF_TOOL = re.compile(r"components/[1-9]\d*/dimensions/height")
_SQUARE = re.compile(r"\b(?:square|sq|section|profile)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:hole|slot|bore|fillet|chamfer|edge|corner)s\b", re.IGNORECASE)


def said_too_seldom(pair: Pair) -> list[Number]:
    """The sizes of the document that share fewer numbers of the prompt than they are; empty where none do.

    Sides of a square or a cube are one size, and so are those of parts that are alike. Where words say that
    a number is meant twice, or where not every part has a name in the prompt, none are told.
    """
    prompt, document = pair.prompt, pair.document
    if _ONE_FOR_TWO.search(prompt):
        return []
    sizes = list(_sizes(pair))
    if isinstance(document, Group):
        if named_parts(pair) is None:
            return []
        if document.type == "boolean_difference" and _THROUGH.search(prompt):
            # What is cut through a body may be as long as it is.
            sizes = [size for size in sizes if not _LENGTH_OF_TOOL.fullmatch(size.path)]
    elif not document.features and len({round(size.value, 3) for size in sizes}) == 1:
        # `a 50 mm cylinder`
        return []
    return _sharing(sizes, numbers_said(prompt))


def _sharing(sizes: Sequence[Number], said: Sequence[Stated]) -> list[Number]:
    """The sizes that want the same numbers as one that gets none, were each to have one of its own."""
    fitting = [[place for place, stated in enumerate(said) if may_state(stated, size)] for size in sizes]
    owner: dict[int, int] = {}

    def has_place(size: int, tried: set[int]) -> bool:
        for place in fitting[size]:
            if place not in tried:
                tried.add(place)
                if place not in owner or has_place(owner[place], tried):
                    owner[place] = size
                    return True
        return False

    left = next((size for size in range(len(sizes)) if not has_place(size, set())), None)
    if left is None:
        return []
    wanted = set(fitting[left])
    return [one for one, places in zip(sizes, fitting, strict=True) if wanted.intersection(places)]


def _sizes(pair: Pair) -> Iterator[Number]:
    """The numbers of the document, those that one number says counted once.

    Positions are none: they may be computed. Nor is what words say, such as `four` or `hexagonal`.
    """
    numbers = [
        number
        for number in numbers_of(pair.document)
        if number.kind != "place" and not states_in_words(pair.prompt, number)
    ]
    by_path = {number.path: number for number in numbers}
    known: set[str] = set()
    for path, part in _parts(pair.document, ""):
        alike = canonical_text(part.model_copy(update={"position": None, "rotation": None, "place": None}))
        if alike in known:
            continue
        known.add(alike)
        spared = set(_repeated_sides(part, pair.prompt)) | set(_repeated_features(part, pair.prompt))
        yield from (
            number
            for place, number in by_path.items()
            if place.startswith(path) and not place[len(path) :].startswith(("components/", *spared))
        )


def _parts(document: Part | Group, path: str) -> Iterator[tuple[str, Part | Group]]:
    yield path, document
    if isinstance(document, Group):
        for place, component in enumerate(document.components):
            yield from _parts(component, f"{path}components/{place}/")


def _repeated_sides(part: Part | Group, prompt: str) -> Iterator[str]:
    if not isinstance(part, Cube | Pyramid):
        return
    sides = part.dimensions
    if sides.width == sides.length:
        yield "dimensions/width"
    if sides.height == sides.length == sides.width or (
        sides.height in (sides.length, sides.width)
        and sides.length != sides.width
        and _SQUARE.search(prompt) is not None
    ):
        yield "dimensions/height"


def _repeated_features(part: Part | Group, prompt: str) -> Iterator[str]:
    """Where features stand that are like one before, and the second spacing of patterns that are square."""
    several = _SEVERAL.search(prompt) is not None
    known: set[tuple[str, object]] = set()
    for place, feature in enumerate(part.features):
        pattern = getattr(feature, "pattern", None)
        spacing = f"features/{place}/pattern/"
        if pattern is not None and getattr(pattern, "dx", None) == getattr(pattern, "dy", None):
            yield f"{spacing}dy"
        size = feature.diameter if isinstance(feature, Hole) else getattr(feature, "radius", None)
        if several and size is not None and (feature.type, size) in known:
            yield f"features/{place}/"
        known.add((feature.type, size))
