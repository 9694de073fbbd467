"""What rows shall be made: which kinds, features, difficulties and styles. All of it may be left open."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import NamedTuple

from geoft_gui.errors import UserError
from geoft_gui.geometry.kind_words import KIND_WORDS

KINDS: tuple[str, ...] = tuple(KIND_WORDS)
"""The types of documents that can be made."""

FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "none": "nothing done to the part",
        "hole": "holes, single or in patterns",
        "slot": "slots",
        "fillet": "rounded edges",
        "chamfer": "bevelled edges",
        "shell": "boxes hollowed out",
        "hollow": "walls of tubes and hollow balls",
        "rotation": "parts that are turned",
        "position": "parts that are moved",
    }
)
"""What can be done to a part, each in words. A row has features of the wished ones only."""

DIFFICULTIES: Mapping[str, str] = MappingProxyType(
    {
        "easy": "one plain solid in millimetres or centimetres",
        "medium": "one feature, a turn or a move, or a plain solid in inches or metres",
        "hard": "several features or several solids",
    }
)
"""How hard a row is, each in words."""

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "plain": "whole sentences: orders and wishes",
        "polite": "please, could you, thank you",
        "terse": "only the part, as few words as possible",
        "workshop": "as on a drawing or a job sheet: dia, thk, thru, w/",
        "chatty": "with what it is for and other talk",
        "mistyped": "one slip of the fingers in each",
    }
)
"""How people ask, each in words."""


_NAMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kinds": ("kind of part", KINDS),
    "features": ("feature", tuple(FEATURES)),
    "difficulties": ("difficulty", tuple(DIFFICULTIES)),
    "styles": ("style", tuple(STYLES)),
}


class Outcome(NamedTuple):
    """What can be wished of a row and told of its part."""

    kind: str
    features: frozenset[str]
    """Names of FEATURES but `none`; empty where nothing is done to the part."""
    difficulty: str


@dataclass(frozen=True)
class Wish:
    """What every made row is like. Nothing named means anything, as often as people ask for it.

    What is named comes about equally often: of two kinds, each is the half. Raises UserError for a name
    that there is not.

    Attributes:
        kinds: names of KINDS.
        features: names of FEATURES; a row has these features only, and `none` allows rows without any.
        difficulties: names of DIFFICULTIES.
        styles: names of STYLES.
    """

    kinds: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for what, (said, known) in _NAMES.items():
            for name in getattr(self, what):
                if name not in known:
                    raise UserError(f"“{name}” is no {said}.", f"Choose of: {', '.join(known)}.")

    @classmethod
    def from_text(
        cls, kinds: str = "", features: str = "", difficulties: str = "", styles: str = ""
    ) -> "Wish":
        """A wish from lists of names with commas between, as they are typed."""
        return cls(_names(kinds), _names(features), _names(difficulties), _names(styles))

    @classmethod
    def from_dict(cls, content: Mapping[str, object]) -> "Wish":
        """The wish that `as_dict` gave."""
        held = {field.name: content.get(field.name, ()) for field in fields(cls)}
        listed = {what: names for what, names in held.items() if isinstance(names, list | tuple)}
        return cls(**{what: tuple(map(str, names)) for what, names in listed.items()})

    def as_dict(self) -> dict[str, list[str]]:
        """The wish as JSON."""
        return {what: list(names) for what, names in asdict(self).items()}

    def takes(self, outcome: Outcome) -> bool:
        """Whether a part like this is wished for."""
        return (
            (not self.kinds or outcome.kind in self.kinds)
            and (not self.features or (outcome.features or {"none"}) <= set(self.features))
            and (not self.difficulties or outcome.difficulty in self.difficulties)
        )


ANY = Wish()
"""No wish: the mixture that the bundled examples are."""


def _names(text: str) -> tuple[str, ...]:
    """The names in a list with commas between, each once."""
    return tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
