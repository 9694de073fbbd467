"""JSON of any length, taken value by value from text that comes in pieces.

The values are decoded by Python's own ``json``, so that each is what ``json.loads`` of the whole would give:
with its exact numbers, and with half characters that the check of rows then names.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

LONGEST_VALUE: Final = 64 * 1024 * 1024
"""Characters. A longer value is not an example, and could fill the memory."""

_SPACE = re.compile(r"[ \t\n\r]*")
_GOES_ON = frozenset("0123456789.eE+-")
_NEAR_END: Final = 16
"""A token that is cut by the end of a piece is reported at most so many characters before it; a text, where
it begins."""


class BadJson(Exception):
    """Why the text cannot be read on, as a sentence."""


class JsonText:
    """A place in a JSON text, and the values that follow.

    Args:
        pieces: the text. What ends them early is raised to whoever asks for the next value.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text = ""
        self._place = 0
        self._lines_before = 0
        self._columns_before = 0
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """The next character that is not space, or "" at the end."""
        while True:
            match = _SPACE.match(self._text, self._place)
            self._place = match.end() if match else self._place
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._read_more():
                return ""

    def take(self, wanted: str, otherwise: str) -> str:
        """Step over the next character.

        Raises:
            BadJson: it is none of those wanted.
        """
        found = self.peek()
        if not found or found not in wanted:
            raise self.bad(otherwise)
        self._place += 1
        return found

    def value(self) -> object:
        """Step over the next value, and give it.

        Raises:
            BadJson: there is no whole value.
        """
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                if not self._may_be_cut(error) or not self._read_more():
                    raise self.bad(error.msg, error.pos) from error
                continue
            except RecursionError as error:
                raise BadJson("The file is nested too deeply to be a list of examples.") from error
            except ValueError as error:
                raise BadJson("The file holds a number with too many digits.") from error
            if isinstance(value, int | float) and self._may_go_on(end) and self._read_more():
                continue
            self._place = end
            return value

    def bad(self, reason: str, place: int | None = None) -> BadJson:
        """What is wrong, and where."""
        place = self._place if place is None else place
        line = self._lines_before + self._text.count("\n", 0, place) + 1
        before = self._text.rfind("\n", 0, place)
        column = place - before if before >= 0 else self._columns_before + place + 1
        return BadJson(f"The file is not JSON: {reason} in line {line}, column {column}.")

    def _may_go_on(self, end: int) -> bool:
        """Whether a number that ends there may be the beginning of a longer one."""
        rest = self._text[end : end + _NEAR_END + 1]
        return len(rest) <= _NEAR_END and (not rest or rest[0] in _GOES_ON)

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        rest = len(self._text) - error.pos
        return (
            rest <= _NEAR_END
            or error.msg.startswith("Unterminated string")
            or not self._text[error.pos : error.pos + 4096].strip()
        )

    def _read_more(self) -> bool:
        """Put more of the text behind what is not yet used: as much again, for long values to cost little."""
        pending = len(self._text) - self._place
        if pending > LONGEST_VALUE:
            raise BadJson(f"The file holds a record that is longer than {LONGEST_VALUE // 2**20} MB.")
        used = self._text[: self._place]
        more: list[str] = []
        length = 0
        for piece in self._pieces:
            more.append(piece)
            length += len(piece)
            if length >= pending:
                break
        if not length:
            return False
        lines = used.count("\n")
        self._lines_before += lines
        self._columns_before = len(used) - used.rfind("\n") - 1 if lines else self._columns_before + len(used)
        self._text = self._text[self._place :] + "".join(more)
        self._place = 0
        return True
