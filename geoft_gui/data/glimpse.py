"""The prompt of a long row from the first bytes of its line, without reading all of it."""

import json
import re
from typing import Final

_TEXT: Final = r'"((?:[^"\\]|\\.)*)'
_SAID_BY_USER: Final = re.compile(
    r'"(?:role|from)"\s*:\s*"(?:user|human)"\s*,\s*"(?:content|value)"\s*:\s*' + _TEXT, re.DOTALL
)


def prompt_in(line: bytes, column: str | None) -> str:
    """What a line of JSON says as its prompt, as far as the given bytes of it go.

    Args:
        line: the beginning of the line.
        column: the key of the prompt; None for conversations, whose first turn of the user is looked for.

    Returns the bytes as they are where no prompt is found in them.
    """
    # The last character may be cut in two.
    text = line.decode("utf-8", "ignore")
    prompt = (
        _SAID_BY_USER if column is None else re.compile(re.escape(json.dumps(column)) + r"\s*:\s*" + _TEXT)
    )
    found = prompt.search(text)
    if found is None:
        return text
    try:
        said: str = json.loads(f'"{found[1]}"', strict=False)
    except ValueError:
        # An escape such as \u00e9 that is cut in two at the end.
        return found[1]
    return said
