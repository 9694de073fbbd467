"""The one client for every model, here or elsewhere: the OpenAI chat protocol through its own library."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

import httpx2
import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from geoft_gui.chat.protocol import MODEL_FAILED, TEMPERATURE, Conversation
from geoft_gui.errors import UserError
from geoft_gui.hosted.addresses import is_loopback
from geoft_gui.hosted.connection import Connection, without_headers_of_environment
from geoft_gui.hosted.failures import HostedError, told
from geoft_gui.hosted.providers import Provider
from geoft_gui.redact import hide, redact

_CONNECT_SECONDS = 5.0
_FORMAT = "response_format"


@dataclass(frozen=True)
class Usage:
    """The tokens that a provider bills: those it read, and those it wrote."""

    read: int
    written: int


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    ``cut`` tells that the model was still writing when it reached its limit; ``usage`` what is billed, where
    that was said.
    """

    text: str
    cut: bool
    usage: Usage | None = None


class ChatClient:
    """Asks the models behind one address.

    No key, organisation or header of the environment reaches any server, and its proxies none on this
    computer: who calls, passes the key. A model that is billed is never asked twice by itself.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        timeout_seconds: float = 600.0,
        provider: Provider | None = None,
    ) -> None:
        """Make a client for ``base_url``, the address up to and with ``/v1``.

        A server on this computer needs no key. ``timeout_seconds`` is how long a piece of an answer may take.
        With ``provider``, whose address it is, the connection is made as that provider wants it, and its
        failures are told as :class:`HostedError`.

        Raises:
            UserError: the provider needs a key or an address and has none.
        """
        self._address = base_url
        self._provider = provider
        if provider is not None:
            connection = Connection(provider, api_key, base_url=base_url, timeout=timeout_seconds)
            # An answer is billed each time: whether to ask once more is for whoever counts to say.
            self._client = connection.once
            return
        hide(api_key or "")
        local = is_loopback(base_url)
        self._client = openai.OpenAI(
            base_url=base_url,
            # Without one the library would send OPENAI_API_KEY to whatever address this is.
            api_key=api_key or "none",
            admin_api_key="",
            organization="",
            project="",
            default_headers=without_headers_of_environment(),
            timeout=openai.Timeout(timeout_seconds, connect=_CONNECT_SECONDS),
            # Once, for a connection that a server has just closed; it does no harm to ask again.
            max_retries=1 if local else openai.DEFAULT_MAX_RETRIES,
            http_client=openai.DefaultHttpxClient(follow_redirects=False, trust_env=not local),
        )
        # An empty header is not the same as none.
        self._client.organization = self._client.project = self._client.admin_api_key = None

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
            raise self._told(error) from error
        except (json.JSONDecodeError, AttributeError, TypeError) as error:
            raise self._broke_off(f"{type(error).__name__}: {error}") from error

    def ask(
        self,
        model: str,
        conversation: Conversation,
        temperature: float = TEMPERATURE,
        seed: int = 0,
        max_tokens: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> "ReplyStream":
        """Ask a model and receive its answer while it is written.

        ``schema`` is the JSON schema that the answer shall match; a provider that cannot do that is asked
        without it.

        Raises:
            UserError: the server does not answer or refuses; also while the pieces are read.
        """
        usage = {"include_usage": True} if self._provider is not None else None
        try:
            streamed = {"stream": True, "stream_options": usage or openai.omit}
            chunks = self._create(model, conversation, temperature, seed, max_tokens, schema, streamed)
        except openai.OpenAIError as error:
            raise self._told(error) from error
        return ReplyStream(cast("openai.Stream[ChatCompletionChunk]", chunks), self._told, self._broke_off)

    def answer(
        self,
        model: str,
        conversation: Conversation,
        temperature: float = TEMPERATURE,
        seed: int = 0,
        max_tokens: int | None = None,
        schema: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Ask a model and wait for the whole answer. Arguments and errors are those of :meth:`ask`."""
        try:
            completion = self._create(model, conversation, temperature, seed, max_tokens, schema, {})
            choice = completion.choices[0]
        except openai.OpenAIError as error:
            raise self._told(error) from error
        except (json.JSONDecodeError, AttributeError, IndexError, TypeError) as error:
            raise self._broke_off(f"{type(error).__name__}: {error}") from error
        return Reply(choice.message.content or "", choice.finish_reason == "length", _usage(completion.usage))

    def _create(
        self,
        model: str,
        conversation: Conversation,
        temperature: float,
        seed: int,
        max_tokens: int | None,
        schema: Mapping[str, Any] | None,
        how: Mapping[str, Any],
    ) -> Any:
        """What the library returns for a question; `how` says whether the answer is streamed."""
        return self._with_format(
            schema,
            lambda more: self._client.chat.completions.create(
                model=model,
                messages=cast(list[ChatCompletionMessageParam], conversation),
                temperature=temperature,
                seed=seed,
                max_completion_tokens=openai.omit if max_tokens is None else max_tokens,
                **how,
                **more,
            ),
        )

    def _with_format(self, schema: Mapping[str, Any] | None, create: Callable[[dict[str, Any]], Any]) -> Any:
        """Create an answer, in the form of a schema where the server can do that."""
        provider = self._provider
        more: dict[str, Any] = {"extra_body": dict(provider.chat_extra_body)} if provider else {}
        if schema is None or (provider is not None and not provider.json_schema):
            return create(more)
        wanted = {"name": "part", "schema": dict(schema), "strict": False}
        try:
            return create({**more, _FORMAT: {"type": "json_schema", "json_schema": wanted}})
        except openai.BadRequestError as error:
            if _FORMAT not in f"{error.param} {error}":
                raise
        return create(more)

    def _told(self, error: Exception) -> UserError:
        return _told(error, self._address) if self._provider is None else told(error, self._provider)

    def _broke_off(self, reason: str) -> UserError:
        """The error of an answer that came, but not whole."""
        details = f"{self._address}: {reason}"
        if self._provider is None:
            return UserError("The answer broke off.", "Ask again.", details)
        return HostedError(
            f"The answer of {self._provider.called} broke off.",
            "Ask again.",
            details,
            kind="server",
            outcome_known=False,
        )


class ReplyStream(Iterator[str]):
    """The pieces of an answer; :attr:`reply` holds the whole once they end. Closing it stops the model."""

    def __init__(
        self,
        chunks: openai.Stream[ChatCompletionChunk],
        tell: Callable[[Exception], UserError],
        broke_off: Callable[[str], UserError],
    ) -> None:
        self._chunks = chunks
        self._tell = tell
        self._broke_off = broke_off
        self._usage: Usage | None = None
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
                self._usage = _usage(chunk.usage) or self._usage
                for choice in chunk.choices:
                    self._reason = choice.finish_reason or self._reason
                    if choice.delta.content:
                        self._text += choice.delta.content
                        return choice.delta.content
        except json.JSONDecodeError as error:
            raise self._broke_off(f"half a piece: {error}") from error
        except (openai.OpenAIError, httpx2.TransportError) as error:
            raise self._tell(error) from error
        if self._reason is None:
            raise self._broke_off("the stream ended without a reason")
        self.reply = Reply(self._text, self._reason == "length", self._usage)
        raise StopIteration


def _usage(usage: CompletionUsage | None) -> Usage | None:
    return None if usage is None else Usage(usage.prompt_tokens, usage.completion_tokens)


def _told(error: Exception, address: str) -> UserError:
    details = redact(f"{address}: {type(error).__name__}: {error}")
    if isinstance(error, openai.APIStatusError) and 300 <= error.status_code < 400:
        return UserError(f"{address} sends this computer on to another address.", "Give that one.", details)
    if isinstance(error, openai.APITimeoutError):
        return UserError(
            f"The model at {address} took too long.", "Ask again, or choose a smaller model.", details
        )
    if isinstance(error, openai.APIConnectionError):
        return UserError(f"Nothing answers at {address}.", "Start the model, or check the address.", details)
    if isinstance(error, httpx2.TransportError):
        return UserError("The answer broke off.", "Ask again.", details)
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
    return UserError(f"The model refuses: {redact(str(said or error))}", "", details)
