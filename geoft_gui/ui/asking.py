"""One question put to a model, wherever it is, with the answer handed on while it is written."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geoft_gui.chat.protocol import TEMPERATURE

if TYPE_CHECKING:
    from geoft_gui.chat.client import ChatClient, Reply

_UPDATE_SECONDS: Final = 0.05
"""An answer on the screen grows at most this often, however fast the model writes."""


@dataclass(frozen=True)
class Question:
    """One prompt for the model. Another seed gives another answer."""

    prompt: str
    seed: int = 0
    stopped: threading.Event = field(default_factory=threading.Event, compare=False)


def stream(
    client: "ChatClient",
    model: str,
    question: Question,
    is_dropped: Callable[[], bool],
    wrote: Callable[[str], None],
    *,
    system_prompt: str | None = None,
    schema: Mapping[str, Any] | None = None,
) -> "Reply | None":
    """Ask, and wait for the whole answer; None as soon as it is dropped.

    Args:
        client: of the place where the model is.
        model: its name there.
        question: what is asked.
        is_dropped: whether nobody wants the answer any more.
        wrote: called with the whole answer so far, now and then.
        system_prompt: what the model is told before.
        schema: the JSON schema that the answer shall match.
    """
    if is_dropped():
        return None
    turns = [{"role": "user", "content": question.prompt}]
    if system_prompt:
        turns.insert(0, {"role": "system", "content": system_prompt})
    # Leaving this block closes the stream, which stops the model.
    with client.ask(model, turns, TEMPERATURE, question.seed, schema=schema) as pieces:
        text, shown = "", 0.0
        for piece in pieces:
            if is_dropped():
                return None
            text += piece
            if time.monotonic() - shown >= _UPDATE_SECONDS:
                wrote(text)
                shown = time.monotonic()
    assert pieces.reply is not None
    return pieces.reply
