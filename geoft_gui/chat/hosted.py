"""Models at a provider: how they are named, and how many questions are asked of one at the same time."""

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoft_gui.chat.client import ChatClient, Reply
from geoft_gui.chat.protocol import Conversation
from geoft_gui.errors import UserError
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import Provider, provider, providers

_TRIES = 7
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_PASSING = frozenset(("rate", "server", "network"))


@dataclass(frozen=True)
class HostedModel:
    """A model at a provider, by the name under which it is asked there."""

    provider: Provider
    model: str

    @property
    def reference(self) -> str:
        """How the user writes it: `openai:ft:gpt-4.1-mini-…`."""
        return f"{self.provider.id}:{self.model}"

    def client(self, key: str | None, timeout_seconds: float = 600.0) -> ChatClient:
        """A client for the place where it is asked.

        Raises:
            UserError: the provider needs a key or an address and has none.
        """
        return ChatClient(self.provider.chat_url, key, timeout_seconds, self.provider)


def parse_reference(reference: str, home: Path | None = None) -> HostedModel | None:
    """The hosted model that a reference `PROVIDER:MODEL` means; None where it means something else.

    Raises:
        UserError: the model's name is missing, or the user's file of providers is damaged.
    """
    name, colon, model = reference.partition(":")
    if not colon or not name.isalnum() or name not in {one.id for one in providers(home)}:
        return None
    if not model.strip():
        raise UserError(
            f"“{reference}” names no model.", f"Write it like {name}:MODEL, with the name that it has there."
        )
    return HostedModel(provider(name, home), model.strip())


def answer_all(
    client: ChatClient,
    model: str,
    conversations: Sequence[Conversation],
    temperature: float = 0.0,
    concurrency: int = 4,
    tell: Callable[[int, Reply], object] | None = None,
    *,
    seed: int = 0,
    max_tokens: Sequence[int] | None = None,
    schema: Mapping[str, Any] | None = None,
    stop: threading.Event | None = None,
    lost: Callable[[int], bool] | None = None,
    first_wait: float = _FIRST_WAIT,
) -> list[Reply]:
    """Have conversations answered, several at a time, and return the answers in their order.

    Whoever is asked too often, or has trouble for a moment, is asked again after a while. A question that the
    provider holds back by its own rules gets an empty answer. An answer that was given may get lost on the
    way; it is billed all the same, and so is the next.

    Args:
        client: of the provider.
        model: by its name there.
        conversations: what is asked.
        temperature: 0 for the likeliest answer.
        concurrency: how many are asked at the same time.
        tell: called in the caller's thread with the number of a conversation and its answer, as they come.
        seed: of every answer.
        max_tokens: the most tokens of each answer.
        schema: the JSON schema that answers shall match.
        stop: set by another thread, it ends the asking after the answers that are under way.
        lost: called in the thread that asks, with the number of a conversation, after each try of which
            nobody knows whether it was answered, and so billed; whether this one may be asked again.
        first_wait: seconds before the second try; it doubles with each.

    Raises:
        UserError: the provider refuses, or does not answer for good. What came before was told.
    """
    halt = threading.Event()
    came: queue.SimpleQueue[tuple[int, Reply | Exception | None]] = queue.SimpleQueue()

    def ask(number: int) -> None:
        if halt.is_set() or (stop is not None and stop.is_set()):
            came.put((number, None))
            return
        limit = max_tokens[number] if max_tokens is not None else None
        try:
            came.put(
                (
                    number,
                    _patiently(
                        lambda: client.answer(model, conversations[number], temperature, seed, limit, schema),
                        halt,
                        first_wait,
                        lambda: lost is None or lost(number),
                    ),
                )
            )
        except Exception as error:  # told in the caller's thread
            came.put((number, error))

    replies: list[Reply | None] = [None] * len(conversations)
    failure: Exception | None = None
    with ThreadPoolExecutor(concurrency, thread_name_prefix="asking") as pool:
        try:
            for number in range(len(conversations)):
                pool.submit(ask, number)
            for _ in conversations:
                number, outcome = came.get()
                if isinstance(outcome, Reply):
                    replies[number] = outcome
                    if tell is not None:
                        tell(number, outcome)
                elif outcome is not None:
                    failure = failure or outcome
                    halt.set()
        finally:
            halt.set()
    if failure is not None:
        raise failure
    if any(reply is None for reply in replies):
        raise UserError("The asking was stopped.", "What was answered until then is kept.")
    return [reply for reply in replies if reply is not None]


def _patiently(
    ask: Callable[[], Reply], halt: threading.Event, wait: float, may_pay_again: Callable[[], bool]
) -> Reply:
    for number in range(1, _TRIES + 1):
        try:
            return ask()
        except HostedError as error:
            if error.kind == "moderation":
                return Reply("", cut=False)
            again = error.outcome_known or may_pay_again()
            if error.kind not in _PASSING or number == _TRIES or not again:
                raise
            if halt.wait(min(error.retry_after if error.retry_after is not None else wait, _LONGEST_WAIT)):
                raise
            wait *= 2
    raise AssertionError("unreachable")
