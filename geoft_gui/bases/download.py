"""A model of the Hugging Face hub is asked about, and downloaded by a process of its own that can be ended.

`python -m geoft_gui.bases.download OWNER/NAME` prints JSON lines `{"done": bytes, "total": bytes}`, and in
the last one `{"folder": path}` or `{"problem": {"message", "hint", "details"}}`. The token of an account is
that in the environment variable HF_TOKEN or in the file that `hf auth login` writes, never an argument.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geoft_gui.bases.catalogue import Gate
from geoft_gui.bases.hub import fetch, look
from geoft_gui.engine.line_child import ChildDiedError, told_by_child
from geoft_gui.engine.processes import ChildGivenUpError
from geoft_gui.errors import UserError

TOKEN: Final = "HF_TOKEN"
_CHILD: Final = "geoft_gui.bases.download"
_TELL_SECONDS: Final = 0.1


class DownloadGivenUpError(UserError):
    """Nobody waits for the download any more."""

    def __init__(self) -> None:
        super().__init__("The download was stopped.", "What has come is kept: it goes on from there.")


@dataclass(frozen=True)
class Remote:
    """What the hub says of a model: bytes to download, and whether it can be trained.

    `refusal` says why it cannot be; it is a UserError that was not raised.
    """

    bytes: int
    gate: Gate
    has_safetensors: bool
    needs_code: bool
    refusal: UserError | None = None

    @property
    def gated(self) -> bool:
        """Whether it is only given to those who accepted its terms."""
        return self.gate != "open"


def remote_size(model_id: str) -> Remote:
    """Ask the hub about a model, for up to some twenty seconds.

    Raises UserError when it has none of that name, or cannot be asked.
    """
    listing = look(model_id)
    return Remote(listing.bytes, listing.gate, bool(listing.weights), listing.needs_code, listing.refusal)


def download(
    model_id: str,
    tell: Callable[[int, int], None],
    given_up: Callable[[], bool] = lambda: False,
) -> Path:
    """Download a model and return its folder. `tell` hears how many bytes are here, and of how many.

    Raises UserError when it does not come whole, and DownloadGivenUpError when `given_up` says so; the next
    download goes on from there.
    """

    def hear(told: dict[str, Any]) -> None:
        if "done" in told:
            tell(told["done"], told["total"])

    try:
        last = told_by_child(["-m", _CHILD, model_id], hear, keep={TOKEN}, given_up=given_up)
    except ChildGivenUpError as error:
        raise DownloadGivenUpError from error
    except ChildDiedError as error:
        raise UserError(
            f"The download of {model_id} ended unexpectedly.",
            "Try again: what has come is kept.",
            str(error),
        ) from error
    if "problem" in last:
        problem = last["problem"]
        raise UserError(problem["message"], problem["hint"], problem["details"])
    return Path(last["folder"])


def main(model_id: str) -> None:
    """What the child does."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done >= total or time.monotonic() - told >= _TELL_SECONDS:
            told = time.monotonic()
            _print({"done": done, "total": total})

    try:
        _print({"folder": str(fetch(model_id, tell))})
    except UserError as error:
        _print({"problem": {"message": error.message, "hint": error.hint, "details": error.details}})


def _print(content: dict[str, Any]) -> None:
    print(json.dumps(content), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
