"""A place in a document as people say it, who have never seen a JSON pointer."""

from typing import Final

_ONE_OF: Final = {"components": "component", "features": "feature"}


def place_in_words(pointer: str) -> str:
    """A JSON pointer (RFC 6901) in words; "" where it points at the whole document.

    `/components/1/features/0/diameter` is `component 2, feature 1, diameter`.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    words: list[str] = []
    for place, step in enumerate(steps):
        owner = _ONE_OF.get(steps[place - 1]) if place else None
        if owner is not None and step.isdecimal():
            words[-1] = f"{owner} {int(step) + 1}"
        else:
            words.append(step.replace("_", " "))
    return ", ".join(words)
