"""How many tokens a text is for a hosted model, at least and at most, without any model's tokenizer.

The bounds hold for the tokenizers that hosted models use today (OpenAI's o200k_base, Llama 3's and Qwen's).
`resources/token_words.txt.gz` lists the words that are one token in all three, with the space before them
where it belongs to the token, and words of the trade with their fewest and most tokens. What is not in the
list is bounded by its form: the factors below were fitted to the three tokenizers on the bundled rows, on
rows of users, and on English and German prose, so that the true numbers lie inside for every single text.
What no fit can know (letters in no order, signs of other scripts, long gaps) gets a bound from above that
holds because these tokenizers put bytes together: nothing is more tokens than it has bytes in UTF-8.
"""

import gzip
import itertools
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache

from geoft_gui.errors import UserError
from geoft_gui.paths import resources

# How byte-pair tokenizers of this family cut a text before they look for tokens.
_PIECE = re.compile(
    r"(?P<word>[^\w\r\n]?[^\W\d_]+|_[^\W\d_]+)"
    r"|(?P<digits>\d+)"
    r"|(?P<signs> ?(?:[^\w\s]|_)+[\r\n/]*)"
    r"|(?P<gap>\s*[\r\n]+|\s+(?!\S)|\s+)"
)
_PART_OF_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]+")
_LAST_LATIN = "\u024f"
_FEWEST_OF_A_FAR_SIGN = 0.25
"""Tokens of a letter or sign outside the Latin alphabets: several together may be one."""
_ONE_GAP = re.compile(r"(?:\r\n)+|(.)\1*", re.DOTALL)
_GAP_OF_ONE_TOKEN = {" ": 10, "\t": 10, "\n": 10, "\r\n": 8}
"""A longer gap is another token for each of so many characters; of what is not here, for each byte."""
# fmt: off
_FREQUENT_PAIRS = frozenset((
    '":', '",', '{"', '"}', "},", "}}", ",{", ",[", "[{", "[[", "],", "]]", "]}", "}]", ":{", ":[",
    ',"', '["', '"]', ':"', '""', "()", '("', '")', "),", ").", "):", ");", "(-", "--", "..", ".,",
    ".)", "//", "/*", "*/", "==", "!=", "=>", "->", "<=", ">=", "**", "##", "++", "__", ":-", ",-",
    "[-",
))
"""Signs that stand together in JSON and in prose so often that they are one token."""
# fmt: on
_VOWELS = re.compile(r"[aeiouyäöüàáâãåæèéêëìíîïòóôõøùúûýÿœ]", re.IGNORECASE)
_LONGEST_OF_CONSONANTS = 4
_TOKENS_OF_A_STRANGE_LETTER = 0.72

# The tokens that a chat format puts around a message, and around a conversation.
_AROUND_MESSAGE = (3, 5)
_AROUND_CONVERSATION = (0, 4)


def token_range(text: str) -> tuple[int, int]:
    """The fewest and the most tokens that a text can be, in the tokenizers of today's hosted models."""
    known = _words()
    low = high = 0.0
    for found in _PIECE.finditer(text):
        kind, piece = found.lastgroup, found[0]
        length = len(piece)
        if kind == "digits":
            # Three to a token, or each its own.
            low += math.ceil(length / 3)
            high += _bytes(piece)
            continue
        if kind == "gap":
            low += 1
            high += _most_of_gap(piece)
            continue
        far = "" if piece.isascii() else "".join(sign for sign in piece if sign > _LAST_LATIN)
        low += len(far) * _FEWEST_OF_A_FAR_SIGN
        high += _bytes(far)
        if kind == "signs":
            near = length - len(far) - (piece[0] == " " and length > 1)
            if near > 0:
                low += 1
                high += _most_of_signs(piece, near)
        elif far:
            high += 2 * (length - len(far))
        else:
            of_word = _range_of_word(piece, known)
            low += of_word[0]
            high += of_word[1]
    # What merges across these pieces, and what the fit does not explain.
    low -= 0.18 * math.sqrt(low)
    high += 0.42 * math.sqrt(high)
    return max(0, math.floor(low)), math.ceil(high)


def conversation_range(messages: Iterable[Mapping[str, object]], format_tokens: int = 0) -> tuple[int, int]:
    """The same for a conversation, with what a chat format puts around its messages.

    `format_tokens` is what the model's own format may add to every conversation beyond the usual, such as a
    system message of its own.
    """
    low, high = _AROUND_CONVERSATION
    high += format_tokens
    for message in messages:
        content = message.get("content")
        fewest, most = token_range(content if isinstance(content, str) else "")
        low += fewest + _AROUND_MESSAGE[0]
        high += most + _AROUND_MESSAGE[1]
    return low, high


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _most_of_gap(gap: str) -> float:
    """Of white space: equal signs go together, unequal ones perhaps not."""
    if len(gap) == 1:
        return _bytes(gap)
    most = 0.0
    for found in _ONE_GAP.finditer(gap):
        run = found[0]
        step = _GAP_OF_ONE_TOKEN.get(run[0] if len(set(run)) == 1 else run[:2])
        most += _bytes(run) if step is None else 1.2 + (len(run) - 1) // step
    return most


def _most_of_signs(piece: str, near: int) -> float:
    """Of signs, of which `near` belong to no other script."""
    signs = piece.strip(" ")
    pairs = [a + b for a, b in itertools.pairwise(signs) if a <= _LAST_LATIN and b <= _LAST_LATIN]
    frequent = sum(pair in _FREQUENT_PAIRS or "\n" in pair for pair in pairs)
    accented = sum("\x7f" < sign <= _LAST_LATIN for sign in signs)
    most = 1 + 0.4 * max(0, frequent - 1) + (near - 1 - frequent)
    return min(near, max(1, most)) + accented


def _most_of_part(part: str) -> float:
    """Of a word, or what looks like one, that is not in the list."""
    length = len(part)
    most = (
        2.0
        + 0.23 * max(0, min(length, 12) - 4)
        + 0.8 * max(0, length - 12)
        + (0.5 * (length - 1) if part.isupper() else 0)
        + (0 if part.isascii() else 1.6 * sum(letter > "\x7f" for letter in part))
    )
    return max(most, 1 + _TOKENS_OF_A_STRANGE_LETTER * length) if _is_strange(part) else most


def _is_strange(part: str) -> bool:
    """Whether it is no word of a language: a part's number, letters in no order."""
    consonants = [len(run) for run in _VOWELS.split(part)]
    return max(consonants) > _LONGEST_OF_CONSONANTS or sum(consonants) > 0.8 * len(part)


def _range_of_word(piece: str, known: Mapping[str, tuple[int, int]]) -> tuple[float, float]:
    """Of a word with what stands directly before it: a space belongs to it, another sign may."""
    low = high = 0.0
    before = ""
    if piece[0] == " ":
        before, piece = " ", piece[1:]
    elif not piece[0].isalpha():
        # It may make one token with the word, or with its beginning.
        low -= 0.4
        high += 1.45
        piece = piece[1:]
    parts = _PART_OF_WORD.findall(piece)
    for part in parts:
        length = len(part)
        if length == 1:
            of_part: tuple[float, float] = (1, 1)
        else:
            of_part = known.get(before + part) or (1 + 0.25 * max(0, length - 12), _most_of_part(part))
        low += of_part[0]
        high += of_part[1]
        before = ""
    # Where one word begins inside another, the two may be one token.
    low -= 0.6 * (len(parts) - 1)
    return low, high


@cache
def _words() -> Mapping[str, tuple[int, int]]:
    file = resources() / "token_words.txt.gz"
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            words: dict[str, tuple[int, int]] = {}
            for line in lines:
                word, *counts = line.rstrip("\n").split("\t")
                words[word] = (int(counts[0]), int(counts[1])) if counts else (1, 1)
    except (OSError, EOFError, ValueError) as error:
        raise UserError(
            "GeoFT's own list of words is missing or damaged.", "Install GeoFT again.", f"{file}: {error}"
        ) from error
    return words
