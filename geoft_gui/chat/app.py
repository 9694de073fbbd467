"""A model behind the OpenAI chat protocol, for programs on this computer only."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from geoft_gui.chat.protocol import (
    DONE,
    MODEL_FAILED,
    TEMPERATURE,
    ChatRequest,
    Completion,
    Conversation,
    FinishReason,
    ProtocolError,
    error_event,
    error_object,
    model_object,
    read_request,
    usage_of,
)
from geoft_gui.errors import UserError

_log = logging.getLogger(__name__)

_LARGEST_BODY = 4 * 1024 * 1024
_LOOPBACK_NAMES = frozenset(("127.0.0.1", "localhost", "[::1]"))


class Answer(Protocol):
    """A whole answer."""

    @property
    def text(self) -> str: ...
    @property
    def prompt_tokens(self) -> int: ...
    @property
    def tokens(self) -> int: ...
    @property
    def finish_reason(self) -> FinishReason: ...


class AnswerStream(Iterator[str], Protocol):
    """The pieces of an answer; ``answer`` is there once they end."""

    @property
    def answer(self) -> Answer | None: ...


class Model(Protocol):
    """What is served: a model that can be asked."""

    @property
    def name(self) -> str: ...

    def stream(
        self, conversation: Conversation, max_new_tokens: int, temperature: float, seed: int
    ) -> AnswerStream:
        """Begin an answer; UserError where the question cannot be asked."""
        ...


def chat_app(model: Model, executor: Executor, max_new_tokens: int) -> ASGIApp:
    """The web application.

    Args:
        model: what is asked.
        executor: where the model computes; it should have one worker.
        max_new_tokens: how long an answer may be where the request does not say.
    """
    service = _Service(model, executor, max_new_tokens)
    protocol = [
        Route("/models", service.models),
        Route("/models/{name:path}", service.model),
        Route("/chat/completions", service.complete, methods=["POST"]),
    ]
    return Starlette(
        # Programs differ in whether the address they ask for ends with /v1.
        routes=[Route("/health", service.health), Mount("/v1", routes=protocol), *protocol],
        middleware=[Middleware(_LoopbackOnly)],
        exception_handlers={
            ProtocolError: _tell_protocol_error,
            HTTPException: _tell_http_error,
            Exception: _tell_fault,
        },
    )


class _Service:
    def __init__(self, model: Model, executor: Executor, max_new_tokens: int) -> None:
        self._model = model
        self._executor = executor
        self._max_new_tokens = max_new_tokens
        self._since = int(time.time())
        # Answers at the same time would only slow each other down; whoever comes first is first.
        self._turn = asyncio.Lock()

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [model_object(self._model.name, self._since)]})

    async def model(self, request: Request) -> Response:
        self._check_name(request.path_params["name"])
        return JSONResponse(model_object(self._model.name, self._since))

    async def complete(self, request: Request) -> Response:
        asked = read_request(await _body(request))
        self._check_name(asked.model)
        pieces = await self._begin(asked)
        completion = Completion(self._model.name)
        if asked.stream:
            events = self._events(completion, pieces, asked.wants_usage)
            return StreamingResponse(
                events, media_type="text/event-stream", headers={"Cache-Control": "no-cache"}
            )
        async with self._turn:
            # Asking whether somebody still listens costs nothing, the next token does.
            while not await request.is_disconnected() and await self._next(pieces) is not None:
                pass
        answer = pieces.answer
        if answer is None:
            # Nobody is there to read this.
            return Response(status_code=499)
        usage = usage_of(answer.prompt_tokens, answer.tokens)
        return JSONResponse(completion.whole(answer.text, answer.finish_reason, usage))

    async def _begin(self, asked: ChatRequest) -> AnswerStream:
        """Everything that can be wrong with a question is found before an answer begins."""
        temperature = TEMPERATURE if asked.temperature is None else asked.temperature
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._executor,
                self._model.stream,
                asked.conversation,
                asked.limit or self._max_new_tokens,
                temperature,
                asked.seed or 0,
            )
        except UserError as error:
            raise ProtocolError(400, str(error), "messages") from error

    async def _events(
        self, completion: Completion, pieces: AnswerStream, with_usage: bool
    ) -> AsyncIterator[str]:
        """The answer as server-sent events. Cancelled when the client is gone: the model then stops, too."""
        async with self._turn:
            yield completion.opening()
            try:
                while (piece := await self._next(pieces)) is not None:
                    yield completion.piece(piece)
            except ProtocolError as error:
                # The status has been sent; an error object in the stream is what clients look for.
                yield error_event(error)
                return
        answer = pieces.answer
        if answer is not None:
            yield completion.ending(answer.finish_reason)
            if with_usage:
                yield completion.usage(usage_of(answer.prompt_tokens, answer.tokens))
        yield DONE

    async def _next(self, pieces: AnswerStream) -> str | None:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, next, pieces, None)
        except Exception as fault:
            # Told here and not by the server, which would close the connection under the answer.
            _log.exception("The model failed while it was answering.")
            raise _fault() from fault

    def _check_name(self, name: str) -> None:
        if name != self._model.name:
            raise ProtocolError(
                404,
                f"There is no model '{name}' here, only '{self._model.name}'.",
                "model",
                "model_not_found",
            )


class _LoopbackOnly:
    """Refuses requests that a web page could have sent.

    A page whose own name is made to point to this computer (DNS rebinding) names itself in the Host header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _host_name(scope) not in _LOOPBACK_NAMES:
            error = ProtocolError(403, "Only programs on this computer may ask.", code="forbidden_host")
            await _response(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _host_name(scope: Scope) -> str:
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    name, _, port = hosts[0].lower().rpartition(":")
    return name if name and port.isdigit() else hosts[0].lower()


async def _body(request: Request) -> bytes:
    # A web page may send any other type to any address without asking first.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProtocolError(415, "The request's Content-Type must be application/json.", code="invalid_type")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            raise ProtocolError(413, "The request is too large.", code="request_too_large")
    return bytes(body)


def _fault() -> ProtocolError:
    return ProtocolError(500, "The model failed while it was answering.", code=MODEL_FAILED)


def _response(error: ProtocolError) -> Response:
    return JSONResponse(error_object(error), status_code=error.status)


async def _tell_protocol_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProtocolError)
    return _response(error)


async def _tell_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"{request.method} {request.url.path}: {error.detail}."
    return _response(ProtocolError(error.status_code, message, code="not_found"))


async def _tell_fault(request: Request, error: Exception) -> Response:
    return _response(_fault())
