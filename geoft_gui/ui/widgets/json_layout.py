"""JSON text laid out for reading while it still comes in, without reading it as JSON."""

from typing import Final

INDENT: Final = "  "
_OPENING: Final = "{["
_CLOSING: Final = "}]"
_SPACE: Final = " \t\r\n"


class JsonLayout:
    """Sets each member on a line of its own, indented.

    It keeps every character but the white space between values, so that a number or a key that comes twice
    is seen as it stands; a text that is cut off, or turns out to be no JSON, is laid out as far as it goes.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._just_opened = False
        self._last = ""
        self._space_before = False

    def feed(self, piece: str) -> str:
        """The laid out form of the next piece of the text, to be put after those before it."""
        laid: list[str] = []
        for character in piece:
            if self._in_string:
                laid.append(character)
                self._pass_through_string(character)
            elif character in _SPACE:
                self._space_before = True
            else:
                self._place(character, laid)
        return "".join(laid)

    def _pass_through_string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = False

    def _place(self, character: str, laid: list[str]) -> None:
        if character in _CLOSING:
            self._depth = max(0, self._depth - 1)
            if not self._just_opened:
                laid.append(self._new_line())
        elif self._just_opened or self._last == ",":
            laid.append(self._new_line())
        elif self._last == ":" or (self._space_before and self._last and character not in ",:"):
            laid.append(" ")
        laid.append(character)
        self._just_opened = character in _OPENING
        self._depth += self._just_opened
        self._in_string = character == '"'
        self._last = character
        self._space_before = False

    def _new_line(self) -> str:
        return "\n" + INDENT * self._depth
