"""A model of the Hugging Face hub is asked about, and downloaded by a process of its own that can be ended.

`python -m geoft_gui.bases.download OWNER/NAME [COMMIT]` prints JSON lines `{"done": bytes, "total": bytes}`,
and in the last one `{"folder": path}` or `{"problem": {"message", "hint", "details"}}`. With
`--keys-on-stdin`, the token of an account comes on the standard input (see `engine.given`); without, it is
that in the environment variable HF_TOKEN or in the file that `hf auth login` writes.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geoft_gui.bases.catalogue import Gate
from geoft_gui.bases.hub import fetch
from geoft_gui.bases.listing import look
from geoft_gui.engine.given import KEYS_ON_STDIN, given_hub_token, hub_token_line
from geoft_gui.engine.line_child import ChildDiedError, told_by_child
from geoft_gui.engine.processes import ChildGivenUpError
from geoft_gui.errors import UserError

_CHILD: Final = "geoft_gui.bases.download"
_TELL_SECONDS: Final = 0.1


class DownloadGivenUpError(UserError):
    """Nobody waits for the download any more."""

    def __init__(self) -> None:
        super().__init__("The download was stopped.", "What has come is kept: it goes on from there.")


@dataclass(frozen=True)
class Remote:
    """What the hub says of a model: bytes to download, and whether it can be trained.

    `refusal` says why it cannot be, or is not given to this user; it is a UserError that was not raised.
    """

    bytes: int
    gate: Gate
    refusal: UserError | None = None


def remote_size(model_id: str, commit: str | None = None, token: str | None = None) -> Remote:
    """Ask the hub about a model, now or in the state of a `commit`, for up to some twenty seconds.

    Without a `token`, that in the environment or that of `hf auth login` is used, if there is one.
    Raises UserError when it has none of that name, no such state, or cannot be asked.
    """
    listing = look(model_id, commit, token)
    return Remote(listing.bytes, listing.gate, listing.refusal)


def download(
    model_id: str,
    tell: Callable[[int, int], None],
    given_up: Callable[[], bool] = lambda: False,
    commit: str | None = None,
    token: str | None = None,
) -> Path:
    """Download a model and return its folder. `tell` hears how many bytes are here, and of how many.

    It comes in the state that it is in now, or in that of a `commit`. `token` is as in `remote_size`.

    Raises UserError when it does not come whole, and DownloadGivenUpError when `given_up` says so; the next
    download goes on from there.
    """
    # It takes a moment to load.
    from huggingface_hub.utils._headers import get_token_to_send  # noqa: PLC0415

    token = get_token_to_send(token)

    def hear(told: dict[str, Any]) -> None:
        if "done" in told:
            tell(told["done"], told["total"])

    try:
        last = told_by_child(
            ["-m", _CHILD, *([KEYS_ON_STDIN] if token else []), model_id, *filter(None, [commit])],
            hear,
            given_up=given_up,
            given=hub_token_line(token) if token else b"",
        )
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


def main() -> None:
    """What the child does."""
    parser = argparse.ArgumentParser(prog=f"python -m {_CHILD}")
    parser.add_argument("model")
    parser.add_argument("commit", nargs="?")
    parser.add_argument(KEYS_ON_STDIN, action="store_true")
    arguments = parser.parse_args()
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done >= total or time.monotonic() - told >= _TELL_SECONDS:
            told = time.monotonic()
            _print({"done": done, "total": total})

    try:
        token = given_hub_token() if arguments.keys_on_stdin else None
        _print({"folder": str(fetch(arguments.model, tell, commit=arguments.commit, token=token))})
    except UserError as error:
        _print({"problem": {"message": error.message, "hint": error.hint, "details": error.details}})


def _print(content: dict[str, Any]) -> None:
    print(json.dumps(content), flush=True)


if __name__ == "__main__":
    main()
