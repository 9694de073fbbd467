"""How the lines of a file are built, learnt from a few of them: most are built alike.

A line is parsed once to learn its shape: what in it is structure, and where the texts of the turns and the
id stand. A regular expression then takes these out of all lines that differ from it in nothing but what
stands between quotation marks, and in numbers. That is exact, and several times as quick as parsing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from geoft_gui.data.row import Row, UnreadableRow

Parse: TypeAlias = Callable[[bytes], Row | UnreadableRow]

_MOST_SHAPES: Final = 12
_MOST_TRIES: Final = 100
_MOST_TOKENS: Final = 400
_NUMBER: Final = rb"-?(?:0|[1-9][0-9]{0,200})(?:\.[0-9]{1,200})?(?:[eE][+-]?[0-9]{1,4})?"
_TOKEN: Final = re.compile(rb'"[^"]*"|' + _NUMBER + rb"|true|false|null|[{}\[\],:]| +")
_IS_NUMBER: Final = re.compile(_NUMBER)
_ENDS_KEY: Final = re.compile(rb" *:")
_CHOOSING: Final = frozenset((b'"role"', b'"from"', b'"weight"'))
"""Keys whose values decide what a turn is: these values belong to the structure."""
_TAKEN: Final = rb'"([^"]*+)"'
_PASSED: Final = rb'"[^"]*+"'


class LineShapes:
    """Takes texts, or ids, out of coded lines (`coded_lines.py`) whose shape it knows.

    Args:
        parse: reads a line, uncoded and without its end, as a row.
        ids: take out ids, and not the texts of turns.
    """

    def __init__(self, parse: Parse, *, ids: bool = False) -> None:
        self._parse = parse
        self._ids = ids
        self._shapes: list[bytes] = []
        self._tries = 0
        self._line: re.Pattern[bytes] | None = None
        self._lines: re.Pattern[bytes] | None = None

    def of_all(self, lines: bytes, count: int) -> Sequence[tuple[bytes, ...]] | None:
        """What was asked for of each of `count` coded lines, and of blank ones between; b"" for other places.

        None where one of them has a shape that is not known.
        """
        if self._lines is None:
            return None
        # A text that is not closed may run into the next line, and then there are fewer than there should be.
        found = self._lines.findall(lines)
        return found if len(found) == count else None

    def of(self, line: bytes) -> tuple[bytes, ...] | None:
        """What was asked for of one coded line; None where its shape is not known."""
        found = None if self._line is None else self._line.fullmatch(line)
        return None if found is None else tuple(taken or b"" for taken in found.groups())

    def learn(self, line: bytes, coded: bytes) -> None:
        """Learn the shape of a line, which no known shape fits, where it has one."""
        if len(self._shapes) == _MOST_SHAPES or self._tries == _MOST_TRIES:
            return
        self._tries += 1
        shape = _shape(line, coded, self._parse, ids=self._ids)
        if shape is None or shape in self._shapes:
            return
        self._shapes.append(shape)
        # The group that is always empty has every line found as a tuple.
        body = rb"(?:" + b"|".join(self._shapes) + rb")\r?()"
        self._line = re.compile(body)
        self._lines = re.compile(rb"^" + body + rb"$", re.MULTILINE)


@dataclass(frozen=True)
class _Token:
    """A piece of a line; `is_open` where another of its like may stand there in lines of the same shape."""

    start: int
    end: int
    is_text: bool
    is_open: bool


def _shape(line: bytes, coded: bytes, parse: Parse, *, ids: bool) -> bytes | None:
    """An expression for all lines that are built like this one; None where its texts are not plain ones."""
    coded = coded.removesuffix(b"\r")
    tokens = list(islice(_tokens(coded), _MOST_TOKENS + 1))
    if not tokens or tokens[-1].end != len(coded):
        return None
    # The row that the line would be if each text in it were a name that occurs nowhere else.
    renamed = [line[token.start : token.end] for token in tokens]
    names: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.is_text and token.is_open:
            name = f"@{place}@"
            names[name] = place
            renamed[place] = f'"{name}"'.encode()
    row = parse(b"".join(renamed))
    if isinstance(row, UnreadableRow):
        return None
    said = [message.content for message in row.messages]
    if ids:
        said = [] if row.id is None else [row.id]
    if not all(text in names for text in said):
        return None
    taken = {names[text] for text in said}
    return b"".join(
        _expression(coded[token.start : token.end], token, place in taken)
        for place, token in enumerate(tokens)
    )


def _expression(piece: bytes, token: _Token, is_taken: bool) -> bytes:
    if not token.is_open:
        return re.escape(piece)
    if token.is_text:
        return _TAKEN if is_taken else _PASSED
    return _NUMBER


def _tokens(coded: bytes) -> Iterator[_Token]:
    """The pieces of a line, up to where it is no JSON any more."""
    position, key = 0, b""
    while position < len(coded) and (found := _TOKEN.match(coded, position)) is not None:
        piece, position = found.group(), found.end()
        is_text = piece.startswith(b'"')
        is_value = is_text or _IS_NUMBER.fullmatch(piece) is not None
        if is_text and _ENDS_KEY.match(coded, position):
            key, is_value = piece, False
        yield _Token(found.start(), position, is_text, is_value and key not in _CHOOSING)
