"""What a process of GeoFT's is given on its standard input: one line of JSON, in which secrets may stand.

An argument is seen by every user of the computer, and the environment is inherited by whatever a process
starts. This line is read once, by the process that it is for.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

from geoft_gui.errors import UserError
from geoft_gui.redact import hide

KEYS_ON_STDIN: Final = "--keys-on-stdin"
"""The argument that says that there is such a line. Without it nobody waits for one, as at a terminal."""
_HUB_TOKEN: Final = "HF_TOKEN"


def line_of(given: Mapping[str, str | None]) -> bytes:
    """What to write to the standard input of a process that calls `given_line`."""
    return (json.dumps(dict(given)) + "\n").encode("ascii")


def given_line(stream: TextIO | None = None) -> dict[str, Any]:
    """What this process was given; nothing where its standard input is empty.

    Raises UserError when it is something else than such a line.
    """
    try:
        given = json.loads((stream or sys.stdin).readline() or "{}")
        if not isinstance(given, dict):
            raise TypeError("no JSON object")
    except (OSError, ValueError, TypeError, RecursionError) as error:
        # Nothing of the line itself: there may be a key in it.
        raise UserError(
            "A part of GeoFT was given its keys in a form that it cannot read.",
            "Try again; if it stays so, install GeoFT again.",
            type(error).__name__,
        ) from None
    return given


def hub_token_line(token: str) -> bytes:
    """The line for a process that calls `given_hub_token`."""
    return line_of({_HUB_TOKEN: token})


def given_hub_token() -> str | None:
    """The token of Hugging Face that this process was given; from now on, no text that it writes shows it.

    Raises UserError as `given_line` does.
    """
    token = given_line().get(_HUB_TOKEN)
    if not isinstance(token, str) or not token:
        return None
    hide(token)
    return token
