"""File names in sentences."""

import re
from typing import Final

_LONGEST: Final = 44
"""Characters."""
_TOO_LONG: Final = re.compile(rf"[^\s/\\]{{{_LONGEST + 1},}}")


def short_name(name: str) -> str:
    """A file name for a sentence: of a long one its beginning, and its end, which tells the kind of file."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}…{name[-_LONGEST // 2 :]}"


def with_short_names(sentence: str) -> str:
    """The same with long names shortened, alone or in a path: a label is as wide as its longest word."""
    return _TOO_LONG.sub(lambda name: short_name(name[0]), sentence)
