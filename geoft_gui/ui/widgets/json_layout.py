"""JSON text laid out for reading while it still comes in, without reading it as JSON."""

from typing import Final

INDENT: Final = "  "
DEEPEST: Final = 40
"""Levels that are indented. No part nests as deeply; a model that repeats a bracket does, without end."""
_OPENING: Final = "{["
_CLOSING: Final = "}]"
_SPACE: Final = " \t\r\n"


class JsonLayout:
    """Sets each member on a line of its own, indented.

    It keeps every character but the white space between values, so that a number or a key that comes twice
    is seen as it stands; a text that is cut off, or turns out to be no JSON, is laid out as far as it goes.
    """

    def __init__(self) -> None:
        self.taken = 0
        """How many characters of the text have been laid out."""
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._just_opened = False
        self._last = ""
        self._space_before = False

    def feed(self, piece: str, room: int | None = None) -> str:
        """The laid out form of the next piece of the text, to be put after those before it.

        With `room`, it ends at the first character that makes it longer than that: see `taken`.
        """
        laid: list[str] = []
        length = 0
        for character in piece:
            if self._in_string:
                laid.append(character)
                length += 1
                self._pass_through_string(character)
            elif character in _SPACE:
                self._space_before = True
            else:
                before = self._before(character)
                laid += (before, character)
                length += len(before) + 1
            self.taken += 1
            if room is not None and length > room:
                break
        return "".join(laid)

    def _pass_through_string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = False

    def _before(self, character: str) -> str:
        """The white space that belongs before a character that is none and is in no string."""
        space = ""
        if character in _CLOSING:
            self._depth = max(0, self._depth - 1)
            if not self._just_opened:
                space = self._new_line()
        elif self._just_opened or self._last == ",":
            space = self._new_line()
        elif self._last == ":" or (self._space_before and self._last and character not in ",:"):
            space = " "
        self._just_opened = character in _OPENING
        self._depth += self._just_opened
        self._in_string = character == '"'
        self._last = character
        self._space_before = False
        return space

    def _new_line(self) -> str:
        return "\n" + INDENT * min(self._depth, DEEPEST)
