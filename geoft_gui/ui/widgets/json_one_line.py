"""JSON that was laid out for reading, put together again."""

from typing import Final

_SPACE: Final = " \t\r\n"


def without_layout(text: str) -> str:
    """JSON text in one line: without the white space between values, and else with every character.

    Other text than JSON is left as it is.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    kept: list[str] = []
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character in _SPACE:
            continue
        else:
            in_string = character == '"'
        kept.append(character)
    return "".join(kept)
