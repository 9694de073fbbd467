"""What stands in front of the calls: the journal, and the faults of the network."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.hosted_server.faults import Fault
from tests.hosted_server.files import form_fields
from tests.hosted_server.platform import Received, Refused

_SECRET_HEADERS = {"authorization", "api-key", "cookie", "proxy-authorization"}
_SILENCE_SECONDS = 30.0

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Mischief:
    """An ASGI application around another.

    Args:
        app: what answers.
        fault_of: the fault of a request, told its method and its path below /v1.
        journal: called with every request.
        transport_of: the connection of a client, given (host, port).
        is_closing: set when the server ends, so that no silence outlives it.
    """

    def __init__(
        self,
        app: ASGIApp,
        fault_of: Callable[[str, str], Fault],
        journal: Callable[[Received], None],
        transport_of: Callable[[tuple[str, int]], asyncio.Transport | None],
        is_closing: Callable[[], bool],
    ) -> None:
        self._app = app
        self._fault_of = fault_of
        self._journal = journal
        self._transport_of = transport_of
        self._is_closing = is_closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole(receive)
        path = scope["path"].removeprefix("/v1")
        received = _received(scope, path, body)
        received.fault = fault = self._fault_of(scope["method"], path)
        self._journal(received)
        if fault is Fault.NONE:
            await self._app(scope, _again(body, receive), _noting(received, send))
            return
        if fault is Fault.TRUNCATED_UPLOAD:
            body = _halved(scope, body)
        answer = await _answer(self._app, scope, body) if fault.acts else _refusal(fault)
        received.status = answer[0]
        match fault:
            case Fault.RESET_BEFORE | Fault.RESET_AFTER | Fault.TRUNCATED_UPLOAD:
                await self._end_connection(scope, reset=True)
            case Fault.TIMEOUT_BEFORE | Fault.TIMEOUT_AFTER:
                await self._say_nothing(receive)
                await self._end_connection(scope, reset=True)
            case Fault.TORN_RESPONSE:
                await _send_part(send, answer)
                await self._end_connection(scope, reset=False)
            case Fault.CUT_RESPONSE:
                status, headers, said = answer
                await _send(send, (status, headers, said[: len(said) // 2]))
            case Fault.GATEWAY_TIMEOUT:
                await _send(send, (504, [(b"content-type", b"text/html")], b"<h1>504 Gateway Time-out</h1>"))
            case _:
                await _send(send, answer)

    async def _say_nothing(self, receive: Receive) -> None:
        gone = asyncio.ensure_future(receive())
        waited = 0.0
        while not gone.done() and not self._is_closing() and waited < _SILENCE_SECONDS:
            await asyncio.wait([gone], timeout=0.02)
            waited += 0.02
        gone.cancel()

    async def _end_connection(self, scope: Scope, *, reset: bool) -> None:
        transport = self._transport_of(tuple(scope["client"]))
        if transport is None:
            return
        if reset:
            # No good-bye: what the client gets is a reset, not an end.
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
        # The server hears of it in its loop's next rounds.
        while self._transport_of(tuple(scope["client"])) is not None:
            await asyncio.sleep(0)


def _received(scope: Scope, path: str, body: bytes) -> Received:
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    told: Any = body
    kind = headers.get("content-type", "")
    try:
        if kind.startswith("application/json") and body:
            told = json.loads(body)
        elif kind.startswith("multipart/form-data"):
            told = {
                name: content.decode() if filename is None else {"filename": filename, "bytes": len(content)}
                for name, (filename, content) in form_fields(kind, body).items()
            }
    except ValueError:
        # It is kept as it came.
        told = body
    kept = {name: "…" if name in _SECRET_HEADERS else value for name, value in headers.items()}
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return Received(scope["method"], path, query, kept, told or None)


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _noting(received: Received, send: Send) -> Send:
    async def note(message: Message) -> None:
        if message["type"] == "http.response.start":
            received.status = message["status"]
        await send(message)

    return note


async def _answer(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """What the application says to a request, kept back."""
    status, headers, said = 500, [], b""

    async def keep(message: Message) -> None:
        nonlocal status, headers, said
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message["headers"])
        else:
            said += message.get("body", b"")

    async def nothing_more() -> Message:
        return await asyncio.Future()

    await app(scope, _again(body, nothing_more), keep)
    return status, [(name, value) for name, value in headers if name.lower() != b"content-length"], said


def _halved(scope: Scope, body: bytes) -> bytes:
    """An upload whose file lost its second half on the way, and that looks whole."""
    kind = dict(scope["headers"]).get(b"content-type", b"").decode()
    try:
        _, content = form_fields(kind, body)["file"]
    except (ValueError, KeyError):
        return body
    return body.replace(content, content[: len(content) // 2], 1)


def _refusal(fault: Fault) -> Answer:
    match fault:
        case Fault.RATE_LIMIT | Fault.RATE_LIMIT_TOLD:
            told = {"Retry-After": "0.01"} if fault is Fault.RATE_LIMIT_TOLD else {}
            message = "Rate limit reached for requests. Please try again later."
            refused = Refused(429, message, code="rate_limit_exceeded", kind="requests", headers=told)
        case Fault.UNAVAILABLE:
            message = "The engine is currently overloaded, please try again later"
            refused = Refused(503, message, kind="server_error")
        case _:
            message = "The server had an error while processing your request. Sorry about that!"
            refused = Refused(500, message, kind="server_error")
    headers = [(b"content-type", b"application/json")]
    headers += [(name.lower().encode(), value.encode()) for name, value in refused.headers.items()]
    return refused.status, headers, json.dumps(refused.body).encode()


async def _send(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _send_part(send: Send, answer: Answer) -> None:
    status, headers, body = answer
    length = (b"content-length", str(len(body) + 1).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
