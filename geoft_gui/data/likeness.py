"""Which rows are so alike that they must not stand on both sides of a split."""

import hashlib
import re

from geoft_gui.data.row import Row
from geoft_gui.data.stated_numbers import LONGEST_SENTENCE

_DIGEST_SIZE = 16
"""Bytes for a text, so that a million of them fit into memory."""

_PIECES = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_MAKING = (
    "create make design build generate produce construct form model draw give show get add want need like"
    " have do let can could would should will may must is are be"
)
_POLITENESS = "please kindly thanks thank hi hello hey dear"
_SMALL_WORDS = (
    "i me my we us our you your it its this that these those there here a an the some one of with and in on"
    " at to for from by x as so just simple new"
)
_UNITS = (
    "mm cm m inch inches millimetre millimetres millimeter millimeters centimetre centimetres centimeter"
    " centimeters metre metres meter meters"
)
"""The geometry has them."""
_SAYING_NOTHING = frozenset(f"{_MAKING} {_POLITENESS} {_SMALL_WORDS} {_UNITS}".split())


def plain(prompt: str) -> str:
    """A prompt without what asks for nothing: two that differ in case and white space only ask the same."""
    return " ".join(prompt.casefold().split())


def asked(row: Row) -> str:
    """The whole conversation before the answer of a row, its turns as `plain` has them.

    After another system prompt or other turns, the same prompt asks for something else.
    """
    return "\n".join(f"{turn['role']}:{plain(turn['content'])}" for turn in row.conversation)


def content_words(prompt: str) -> tuple[str, ...]:
    """The words and numbers of a prompt that say something of its part, in alphabetical order."""
    return tuple(sorted(word for word in _PIECES.findall(prompt.casefold()) if word not in _SAYING_NOTHING))


def keys(prompt: str, geometry: str) -> tuple[bytes, ...]:
    """Keys of a row: rows that share one are the same, or nearly.

    The first is shared by rows of the same plain prompt; the second by rows of the same part whose prompts
    have the same words in any order, without verbs of making, articles, politeness and units.

    Args:
        prompt: what the row asks for.
        geometry: the canonical text of its part; "" where there is none.
    """
    return digest(plain(prompt)), near_key(prompt, geometry)


def near_key(prompt: str, geometry: str) -> bytes:
    """The second of `keys` alone."""
    # Nobody asks for a part in more: the rest of a text may be anything, and is compared as it is.
    words = " ".join(content_words(prompt[:LONGEST_SENTENCE]))
    return digest(f"{words}{prompt[LONGEST_SENTENCE:]}\n{geometry}")


def digest(text: str) -> bytes:
    """A short key for a text; two texts that differ practically never share one."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_SIZE).digest()
