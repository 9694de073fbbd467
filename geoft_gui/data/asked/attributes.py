"""The material, the colour and the making that a prompt names, held against those of its document.

Fields are `material`, `color`, `process`, `tolerance` and `surface_finish`.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import groupby

from geoft_gui.data.asked.denial import is_denied
from geoft_gui.geometry.document import Group, Part

MATERIALS = (
    "stainless steel", "cast iron", "carbon fiber", "mild steel", "tool steel", "steel", "iron", "aluminum",
    "brass", "bronze", "copper", "titanium", "zinc", "magnesium", "plastic", "nylon", "acrylic",
    "polycarbonate", "PLA", "ABS", "PETG", "POM", "PTFE", "PVC", "PEEK", "TPU", "rubber", "silicone",
    "wood", "birch", "maple", "oak", "pine", "plywood", "MDF", "concrete", "glass", "ceramic",
)  # fmt: skip
COLOURS = (
    "red", "blue", "green", "yellow", "orange", "purple", "black", "white", "gray", "silver", "pink", "brown",
    "gold", "beige", "violet", "turquoise",
)  # fmt: skip
_MAKING = {
    "CNC machining": r"cnc|machin(?:ed|ing)",
    "3D printing": r"3d[\s-]*print\w*|print(?:ed|ing)|additive\w*",
    "injection molding": r"(?:injection[\s-]+)?mold(?:ed|ing)",
    "sheet metal bending": r"bending|bent",
    "laser cutting": r"laser\w*",
    "waterjet cutting": r"water[\s-]*jet\w*",
    "die casting": r"die[\s-]*cast(?:ing)?",
    "sand casting": r"sand[\s-]*cast(?:ing)?",
    "casting": r"cast(?:ing)?",
    "forging": r"forg(?:ed|ing)",
    "turning": r"turn(?:ed|ing)|lathe",
    "milling": r"mill(?:ed|ing)",
    "extrusion": r"extru(?:ded|sion)",
    "welding": r"weld(?:ed|ing)",
    "stamping": r"stamp(?:ed|ing)",
}
"""How people say that a part is made in a way; only the way's own name counts as naming it."""
FINISHES = (
    "polished", "as-machined", "anodized", "brushed", "painted", "powder coated", "sandblasted",
    "bead blasted", "matte", "galvanized",
)  # fmt: skip
_VARIANTS = (
    ("aluminium", "aluminum"),
    ("fibre", "fiber"),
    ("mould", "mold"),
    ("anodis", "anodiz"),
    ("galvanis", "galvaniz"),
)
_WORD_VARIANTS = (
    (re.compile(r"\bgrey\b"), "gray"),
    (re.compile(r"\bwooden\b"), "wood"),
    (re.compile(r"\b(?:coloured|colored|golden)\b"), ""),
)
NAMED_IN_PROMPTS = "|".join(
    [
        *(
            re.escape(name).replace(r"\ ", r"[\s_-]+")
            for name in sorted((*MATERIALS, *COLOURS, *FINISHES), key=len, reverse=True)
        ),
        *_MAKING.values(),
        *("aluminium", r"carbon[\s_]fibre", "grey", "wooden", "golden", "anodised", "galvanised"),
        r"(?:injection[\s-]+)?mould(?:ed|ing)",
    ]
)
"""A pattern for all that a prompt can name of these."""
_TOLERANCE = re.compile(r"(?:±|\+\s*/\s*-|\+-|\btolerance\s+(?:of\s+)?)\s*(\d+(?:[.,]\d+)?|[.,]\d+)")
_ROUGHNESS = re.compile(r"\br([az])\s*(\d+(?:[.,]\d+)?)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_WORD = re.compile(r"[^\W\d_]+")
_OF_THE_PART = re.compile(r"\b(?:in|of|from|using|material|colou?r|painted)\W+$")
_OF_A_PURPOSE = re.compile(r"\b(?:for|into|onto|fits?|against|inside)\s+(?:[^\W\d_]+\s+){0,3}$")
_WINDOW = 60
"""Characters before a name that can say whose material it is."""
_TYPING_ERROR = 0.8
_SHORTEST_WORD, _LONG_WORD = 4, 6
"""Letters of a word that may be taken for another with a typing error: `block` is none of `black`."""
_WORDS_OF_THEIR_OWN = frozenset(
    ("based", "bellow", "binding", "blending", "burning", "bushed", "casing", "chopper", "coating", "cooper",
     "copier", "crushed", "cutting", "drilling", "elastic", "filling", "folding", "forcing", "gilding",
     "holding", "hopper", "machine", "marching", "matching", "mellow", "painter", "painting", "planted",
     "pointed", "pointing", "power", "printed", "putting", "range", "ranged", "rubbed", "rubble", "rushed",
     "silicon", "sliver", "slivers", "tainted", "titanic", "topper", "tuning", "violent", "wedding",
     "wielding")
)  # fmt: skip
"""English that is like the name of a material, a colour or a way of making, and is no slip."""


def unsaid_attributes(prompt: str, document: Part | Group) -> list[tuple[str, str]]:
    """What a document says that its prompt does not, as (field, value)."""
    present = list(attributes(document))
    if not present:
        return []
    said = _plain(prompt)
    return [(field, value) for field, value in present if not _is_said(field, value, said)]


def wrong_attributes(
    prompt: str, document: Part | Group, unsaid: Sequence[tuple[str, str]] | None = None
) -> list[tuple[str, str, str]]:
    """What a document says otherwise than its prompt, as (field, in the document, in the prompt).

    Only where the prompt names exactly one value that the document does not have. `unsaid` is what
    `unsaid_attributes` gave, where it was asked already.
    """
    if unsaid is None:
        unsaid = unsaid_attributes(prompt, document)
    if not unsaid:
        return []
    in_document = list(attributes(document))
    said = _plain(prompt)
    wrong = []
    for field, value in unsaid:
        others = {_plain(other) for name, other in in_document if name == field}
        named = [name for name in _named(field, said) if _plain(name) not in others]
        if len(named) == 1:
            wrong.append((field, value, named[0]))
    return wrong


def missing_attributes(prompt: str, document: Part | Group) -> list[tuple[str, str]]:
    """What a prompt names that its document has no value for, as (field, in the prompt)."""
    present = {field for field, _ in attributes(document)}
    said = _plain(prompt)
    missing = []
    for field in ("material", "color"):
        if field not in present and len(named := _named(field, said)) == 1:
            missing.append((field, named[0]))
    return missing


def attributes(document: Part | Group) -> Iterator[tuple[str, str]]:
    """The attributes of a document and of its components, each value of a field once."""
    yield from dict.fromkeys(_all_attributes(document))


def _all_attributes(document: Part | Group) -> Iterator[tuple[str, str]]:
    made = document.manufacturing
    for field, value in (
        ("material", document.material),
        ("color", document.color),
        ("process", made and made.process),
        ("tolerance", made and made.tolerance),
        ("surface_finish", made and made.surface_finish),
    ):
        if value:
            yield field, value
    if isinstance(document, Group):
        for component in document.components:
            yield from _all_attributes(component)


def _plain(text: str) -> str:
    """Lower case, without underscores, in American spelling."""
    plain = " ".join(text.lower().replace("_", " ").split())
    for variant, spelling in _VARIANTS:
        plain = plain.replace(variant, spelling)
    for word, spelling in _WORD_VARIANTS:
        plain = word.sub(spelling, plain)
    return plain


_NAMES: dict[str, tuple[str, ...]] = {
    "material": MATERIALS,
    "color": COLOURS,
    "process": tuple(_MAKING),
    "surface_finish": FINISHES,
}
_SPELT = {_plain(name): name for names in _NAMES.values() for name in names}
_ANY = {
    field: re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, names))})(?![^\W_])")
    for field, names in (
        (field, sorted(map(_plain, names), key=len, reverse=True)) for field, names in _NAMES.items()
    )
}
"""Of names that contain each other, the longer one is found."""


def _is_said(field: str, value: str, said: str) -> bool:
    plain = _plain(value)
    if field == "tolerance" and (numbers := _NUMBER.findall(plain)):
        stated = {_number(text) for text in _NUMBER.findall(said)}
        return all(_number(text) in stated for text in numbers)
    if re.search(rf"(?<![^\W_]){re.escape(plain)}(?![^\W_])", said):
        return True
    if field == "process" and (pattern := _MAKING.get(value)) and re.search(rf"\b(?:{pattern})\b", said):
        return True
    if field == "surface_finish" and (rough := _ROUGHNESS.search(plain)):
        return any(
            (kind, _number(number)) == (rough[1], _number(rough[2]))
            for kind, number in _ROUGHNESS.findall(said)
        )
    words, spoken = _WORD.findall(plain), _WORD.findall(said)
    return bool(words) and all(word in spoken or _is_misspelt(word, spoken) for word in words)


def _is_misspelt(word: str, spoken: Sequence[str]) -> bool:
    """Whether a word stands among others with a typing error, and the other is no word by itself.

    In a short one only a doubled or swapped letter counts: `stel` is steel, and `block` is not black.
    """
    if len(word) < _SHORTEST_WORD:
        return False
    if len(word) < _LONG_WORD:
        return any(_is_slip(word, other) for other in spoken)
    slips = [other for other in spoken if len(other) >= _LONG_WORD - 1 and other not in _WORDS_OF_THEIR_OWN]
    return bool(get_close_matches(word, slips, 1, _TYPING_ERROR))


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ in doubled letters only, or in two neighbours that are swapped."""
    if [letter for letter, _ in groupby(word)] == [letter for letter, _ in groupby(other)]:
        return True
    if len(word) != len(other):
        return False
    apart = [place for place, letter in enumerate(word) if letter != other[place]]
    return len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(word) == sorted(other)


def _named(field: str, said: str) -> list[str]:
    """The values of a field that a prompt names."""
    if field == "tolerance":
        return list(dict.fromkeys(f"±{_number(text):g}mm" for text in _TOLERANCE.findall(said)))
    if field == "surface_finish":
        rough = [f"R{kind} {_number(number):g}" for kind, number in _ROUGHNESS.findall(said)]
        return list(dict.fromkeys(rough)) or _words_in(field, said)
    return _words_in(field, said)


def _words_in(field: str, said: str) -> list[str]:
    found = (
        match
        for match in _ANY[field].finditer(said)
        if not _is_of_something_else(field, said, match.start()) and not is_denied(said, *match.span())
    )
    return [_SPELT[name] for name in dict.fromkeys(match.group() for match in found)]


def _is_of_something_else(field: str, said: str, start: int) -> bool:
    """Whether a material or a colour is that of what the part is for: `a cube for my wood lathe`."""
    before = said[max(0, start - _WINDOW) : start]
    return (
        field in ("material", "color")
        and _OF_THE_PART.search(before) is None
        and _OF_A_PURPOSE.search(before) is not None
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))
