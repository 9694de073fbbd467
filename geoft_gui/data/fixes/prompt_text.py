"""Words go into a prompt, or out of it, and it stays a sentence."""

import re

_TAIL = re.compile(
    r"(?:[\s,.;]*\b(?:please|thanks|thank\s+you|cheers|many\s+thanks))?[\s.!?…]*$", re.IGNORECASE
)
_JOINING = r"(?:and|with|plus|having|featuring|including|that\s+has|which\s+has|it\s+has|add)"
_BEFORE = re.compile(rf"(?P<mark>\s*[,;]?\s*)(?P<word>(?:\b{_JOINING}\s+){{0,2}})(?:an?\s+)?$", re.IGNORECASE)
_AND_MORE = re.compile(r"\s*(?:,\s*and|,|and|plus)\s+", re.IGNORECASE)
_POSED = re.compile(r"(?:rotated|turned|tilted|positioned|placed|located|moved|shifted|at)\b", re.IGNORECASE)
_DANGLING = re.compile(
    r"(?<=[^\W\d_])\s+(?:in|using|from|made\s+of|made\s+from|out\s+of)"
    r"(?=\s+(?:with|and|positioned|located|placed|rotated|turned|tilted)\b|[\s.!?]*$)",
    re.IGNORECASE,
)


def appended(prompt: str, words: str) -> str:
    """The prompt with more to say, before its full stop and its thanks."""
    tail = _TAIL.search(prompt)
    assert tail is not None
    body, end = prompt[: tail.start()].rstrip(" ,;"), prompt[tail.start() :].rstrip()
    if not body:
        return words.lstrip(";, ") + end
    return f"{body}{'' if words.startswith((';', ',')) else ', '}{words}{end}"


def without(prompt: str, start: int, end: int) -> str:
    """The prompt without a phrase, and without the word that joined it to the rest."""
    before, after = prompt[:start], prompt[end:]
    joint = _BEFORE.search(before)
    assert joint is not None
    kept = before[: joint.start()]
    more = _AND_MORE.match(after)
    if joint["word"] and more is not None:
        # "with a fillet and a hole" keeps its "with", "with a fillet and rotated" does not.
        rest = after[more.end() :]
        return tidy(f"{kept} {'' if _POSED.match(rest) else joint['word']}{rest}")
    return tidy(f"{kept} {after}" if kept and after[:1].isalnum() else kept + after)


def tidy(prompt: str) -> str:
    """Without the spaces and commas that taking words out leaves behind."""
    prompt = re.sub(r"[ \t]{2,}", " ", prompt)
    prompt = re.sub(r"\s+([,.;!?])", r"\1", prompt)
    prompt = re.sub(r",(?:\s*,)+", ",", prompt)
    return re.sub(r"[\s,;]+(?=[.!?]*$)", "", prompt).lstrip(" ,;")


def without_dangling_word(prompt: str) -> str:
    """`… tall in` without the `in` that has lost its material."""
    return _DANGLING.sub("", prompt)


def listed(items: list[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
