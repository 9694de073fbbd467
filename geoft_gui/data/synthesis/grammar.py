"""Singular and plural of units, and articles, as they go in good English."""

import re

_UNITS = ("millimetre", "millimeter", "centimetre", "centimeter", "metre", "meter", "inch")
_MEASURED = re.compile(rf"(\d[\d.,/ -]*|\b(?:half|an) )({'|'.join(_UNITS)})(?:e?s)\b")
_ONE_OR_LESS = re.compile(r"(?:1|\d+/\d+)[ -]?|\D+")
_ADJECTIVES = "long|wide|high|tall|thick|deep"
_IN_A_LIST = re.compile(r"\d ?(?:x|×|by|\.) ?$")
"""`3 x 4 x 1 inches`: the unit is of all of them."""
_FOLLOWING = (
    r"x|×|by|and|with|in|on|across|along|apart|from|at|to|up|left|right|behind|towards|above|below|around|going"
    r"|for|minus|plus|cut|then|made|through(?! (?:drilled )?(?:hole|bore))|out|that|under|underneath|against"
    r"|standing|sitting|resting|hanging|off|one|as|moved|tapering|A/F|flat|corner|please|when|if|(?!drilled)\w+ed"
)
"""What follows a measure that is not said of the next noun."""
_END = "$|[,.;:!?)]"
_ALONE = re.compile(rf"{_END}| (?:{_FOLLOWING})\b| (?:{_ADJECTIVES})(?:{_END}| (?:{_FOLLOWING})\b)")
_ARTICLE = re.compile(r"\b([Aa])n? (?=(\S+))")
_SAID_WITH_A_VOWEL = re.compile(r"8|1[18](?:$|[^\d/]|[.,]\d)|[aeio]|Ra\b|ABS\b", re.IGNORECASE)
_SAID_WITHOUT = re.compile(r"one\b", re.IGNORECASE)


def agreeing(sentence: str) -> str:
    """The sentence with its spelt-out units and its articles mended.

    `a 20 millimetres cube` becomes `a 20 millimetre cube`, `a 8 mm hole` becomes `an 8 mm hole`.
    """
    sentence = _MEASURED.sub(lambda match: _agreed(match, sentence), sentence)
    return _ARTICLE.sub(lambda match: f"{match[1]}{'n' if _takes_an(match[2]) else ''} ", sentence)


def _agreed(match: re.Match[str], sentence: str) -> str:
    number, unit = match[1], match[2]
    is_one = _ONE_OR_LESS.fullmatch(number) and not _IN_A_LIST.search(sentence, 0, match.start())
    return number + unit if is_one or not _ALONE.match(sentence, match.end()) else match[0]


def _takes_an(word: str) -> bool:
    return _SAID_WITH_A_VOWEL.match(word) is not None and _SAID_WITHOUT.match(word) is None
