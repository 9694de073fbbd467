"""The one client for every model, here or elsewhere: the OpenAI chat protocol through its own library."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

import openai
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from geoft_gui.chat.protocol import MODEL_FAILED, TEMPERATURE, Conversation
from geoft_gui.errors import UserError

_CONNECT_SECONDS = 5.0
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True)
class Reply:
    """A whole answer. ``cut`` tells that the model was still writing when it reached its limit."""

    text: str
    cut: bool


class ChatClient:
    """Asks the models behind one address.

    Nothing of the environment (keys, organisation, proxies) reaches a server on this computer, and no key of
    the environment any other: who calls, passes the key.
    """

    def __init__(self, base_url: str, api_key: str | None = None, timeout_seconds: float = 600.0) -> None:
        """Make a client for ``base_url``, the address up to and with ``/v1``.

        A server on this computer needs no key. ``timeout_seconds`` is how long a piece of an answer may take.
        """
        local = urlsplit(base_url).hostname in _LOOPBACK
        self._address = base_url
        self._client = openai.OpenAI(
            base_url=base_url,
            # Without one the library would send OPENAI_API_KEY to whatever address this is.
            api_key=api_key or "none",
            organization="" if local else None,
            project="" if local else None,
            timeout=openai.Timeout(timeout_seconds, connect=_CONNECT_SECONDS),
            # Once, for a connection that a server has just closed; it does no harm to ask again.
            max_retries=1 if local else openai.DEFAULT_MAX_RETRIES,
            http_client=openai.DefaultHttpxClient(trust_env=not local),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def models(self) -> list[str]:
        """The names of the models that can be asked.

        Raises:
            UserError: the server does not answer or refuses.
        """
        try:
            return [model.id for model in self._client.models.list()]
        except openai.OpenAIError as error:
            raise _told(error, self._address) from error

    def ask(
        self,
        model: str,
        conversation: Conversation,
        temperature: float = TEMPERATURE,
        seed: int = 0,
        max_tokens: int | None = None,
    ) -> "ReplyStream":
        """Ask a model and receive its answer while it is written.

        Raises:
            UserError: the server does not answer or refuses; also while the pieces are read.
        """
        try:
            chunks = self._client.chat.completions.create(
                model=model,
                messages=cast(list[ChatCompletionMessageParam], conversation),
                temperature=temperature,
                seed=seed,
                max_completion_tokens=openai.omit if max_tokens is None else max_tokens,
                stream=True,
            )
        except openai.OpenAIError as error:
            raise _told(error, self._address) from error
        return ReplyStream(chunks, self._address)


class ReplyStream(Iterator[str]):
    """The pieces of an answer; :attr:`reply` holds the whole once they end. Closing it stops the model."""

    def __init__(self, chunks: openai.Stream[ChatCompletionChunk], address: str) -> None:
        self._chunks = chunks
        self._address = address
        self._text = ""
        self._reason: str | None = None
        self.reply: Reply | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._chunks.close()

    def __next__(self) -> str:
        try:
            for chunk in self._chunks:
                for choice in chunk.choices:
                    self._reason = choice.finish_reason or self._reason
                    if choice.delta.content:
                        self._text += choice.delta.content
                        return choice.delta.content
        except openai.OpenAIError as error:
            raise _told(error, self._address) from error
        if self._reason is None:
            raise UserError(
                "The answer broke off.",
                "Ask again.",
                f"the stream from {self._address} ended without a reason",
            )
        self.reply = Reply(self._text, cut=self._reason == "length")
        raise StopIteration


def _told(error: openai.OpenAIError, address: str) -> UserError:
    details = f"{address}: {type(error).__name__}: {error}"
    if isinstance(error, openai.APITimeoutError):
        return UserError(
            f"The model at {address} took too long.", "Ask again, or choose a smaller model.", details
        )
    if isinstance(error, openai.APIConnectionError):
        return UserError(f"Nothing answers at {address}.", "Start the model, or check the address.", details)
    if isinstance(error, openai.AuthenticationError):
        return UserError(f"{address} refuses the key.", "Check the key.", details)
    body = error.body if isinstance(error, openai.APIError) else None
    said, code = (body.get("message"), body.get("code")) if isinstance(body, dict) else (None, None)
    if code == MODEL_FAILED:
        return UserError(
            "The model failed while it was answering, perhaps for lack of memory.",
            "Ask again; if that does not help, close other programs or choose a smaller model.",
            details,
        )
    return UserError(f"The model refuses: {said or error}", "", details)
