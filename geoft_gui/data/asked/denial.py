"""What a prompt names but does not wish for: `no fillet`, `not red`, `must fit over a 5 mm hole`.

One guard for everything that reads prompts. It leans to silence: what may be denied counts as denied.
"""

import re

_WINDOW = 400
"""Characters before a phrase among which the word that denies it is looked for."""
_SENTENCE_END = re.compile(r"[!?;\n]|(?<!\bdia)(?<!\bdiam)(?<!\bapprox)(?<!\bca)\.(?=\s)", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:no(?!\s+(?:rush|hurry|problem|worries)\b)|not|without|w/o|never|none|nothing|neither|nor|cannot|dont"
    r"|except|exclud(?:e|es|ed|ing)|remov(?:e|es|ed|ing)|delet(?:e|es|ed|ing)|omit(?:s|ted|ting)?|lack(?:s|ing)?"
    r"|avoid(?:s|ing)?|skip(?:s|ped|ping)?|free\s+(?:of|from)|(?:instead|rather|other|devoid|rid)\s+(?:of|than)"
    r"|but(?!\s+(?:with|in|made|also|has|have|it|please)\b))\b|n['’]t\b",
    re.IGNORECASE,
)
_WISHED_AGAIN = re.compile(
    r"[,:]\s*(?:and\s+|but\s+)?(?:with(?!out)|has|have|having|add|includ\w+|featur\w+|make\s+it)\b|\bbut\s+with\b",
    re.IGNORECASE,
)
"""Ends what a `no` denies: `no fillet, with a hole`."""
_DENIED_AFTER = re.compile(
    r"[\s-]*free\b|\s*[:=]\s*(?:none|no|0)\b"
    r"|\s*(?:(?:is|are|was|were|(?:must|should|shall|will|can)(?:\s+be)?)\s*)?"
    r"(?:not\b|n['’]t\b|never\b|omitted\b|removed\b|left\s+out\b|filled\b|plugged\b|closed\b|unwanted\b|excluded\b)",
    re.IGNORECASE,
)
_FITTED = re.compile(
    r"\b(?:fit(?:s|ted|ting)?|plugs|to\s+plug|match(?:es|ing)?|mates|over|covers|fills?|seals|slides|goes)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:for|into|inside|in|onto|on|over|around|through|against|under|between|near)\s+"
    r"(?:(?:an?|the|its|any|some|another|this|that|existing|my|our|your)\s+){0,2}$",
    re.IGNORECASE,
)


def is_denied(prompt: str, start: int, end: int) -> bool:
    """Whether a word of the same sentence says that what stands at these places is not to be."""
    if _DENIED_AFTER.match(prompt, end):
        return True
    return _is_after(_NOT, _before(prompt, start))


def is_of_another_part(prompt: str, start: int) -> bool:
    """Whether a hole, a slot or a tube belongs to what the part goes with: `plugs a 12 mm hole`."""
    before = _before(prompt, start)
    return _BESIDE.search(before) is not None or _is_after(_FITTED, before)


def _before(prompt: str, start: int) -> str:
    """What stands before a phrase in its sentence."""
    before = prompt[max(0, start - _WINDOW) : start]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    return before[ends[-1] :] if ends else before


def _is_after(word: re.Pattern[str], before: str) -> bool:
    found = [match.end() for match in word.finditer(before)]
    return bool(found) and _WISHED_AGAIN.search(before, found[-1]) is None
