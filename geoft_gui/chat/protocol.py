"""The OpenAI chat protocol, as much of it as a local model can keep: what comes in and what goes out.

Source: the "Chat Completions" pages of the OpenAI API reference (request, response, streamed chunk, errors).
"""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FinishReason = Literal["stop", "length"]
Conversation = list[dict[str, str]]

DONE = "data: [DONE]\n\n"
TEMPERATURE = 0.2
MODEL_FAILED = "model_failed"
"""The code of an answer that the model itself could not finish."""

_WITHOUT_EFFECT: Mapping[str, tuple[object, ...]] = {
    "n": (1,),
    "top_p": (1,),
    "stop": ([],),
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
    "logit_bias": ({},),
    "logprobs": (False,),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "response_format": ({"type": "text"},),
}
"""Parameters that would change the answer, with the values at which they do not; others are refused."""


class ProtocolError(Exception):
    """A request that cannot be fulfilled, as the protocol says it."""

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code


class _TextPart(BaseModel):
    model_config = ConfigDict(strict=True)
    type: Literal["text"]
    text: str


class _Message(BaseModel):
    model_config = ConfigDict(strict=True)
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_TextPart]

    def turn(self) -> dict[str, str]:
        """The message as chat templates take it; they know no developer."""
        role = "system" if self.role == "developer" else self.role
        content = (
            self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)
        )
        return {"role": role, "content": content}


class _StreamOptions(BaseModel):
    model_config = ConfigDict(strict=True)
    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request for one answer. What is left out is as for `geoft ask`: temperature 0.2, seed 0."""

    model_config = ConfigDict(strict=True)
    model: str
    messages: Annotated[list[_Message], Field(min_length=1)]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None

    @property
    def conversation(self) -> Conversation:
        """The turns, as chat templates take them."""
        return [message.turn() for message in self.messages]

    @property
    def limit(self) -> int | None:
        """The most tokens the answer may have, or None where the request does not say."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def wants_usage(self) -> bool:
        """Whether a streamed answer shall end with the number of tokens."""
        return self.stream_options is not None and self.stream_options.include_usage


def read_request(body: bytes) -> ChatRequest:
    """Read a request's body.

    Raises:
        ProtocolError: it is not JSON, not a chat request, or asks for something a local model does not do.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(400, "The request's body is not JSON.", code="invalid_json") from error
    if not isinstance(content, dict):
        raise ProtocolError(400, "The request's body is not a JSON object.", code="invalid_json")
    for name, harmless in _WITHOUT_EFFECT.items():
        value = content.get(name)
        if value is not None and value not in harmless:
            raise ProtocolError(400, f"This model does not support '{name}'.", name, "unsupported_parameter")
    try:
        return ChatRequest.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        param = ".".join(str(step) for step in first["loc"])
        raise ProtocolError(400, f"'{param}': {first['msg']}.", param, "invalid_value") from error


@dataclass(frozen=True)
class Completion:
    """One answer in the making: what all of its objects have in common."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, finish_reason: FinishReason, usage: Mapping[str, int]) -> dict[str, Any]:
        """The answer in one piece."""
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}
        return {**self._head("chat.completion"), "choices": [choice], "usage": dict(usage)}

    def piece(self, text: str) -> str:
        """The event that carries a piece of the answer's text."""
        return self._chunk({"content": text}, None)

    def opening(self) -> str:
        """The first event of a streamed answer."""
        return self._chunk({"role": "assistant", "content": ""}, None)

    def ending(self, finish_reason: FinishReason) -> str:
        """The event that tells why the answer ends."""
        return self._chunk({}, finish_reason)

    def usage(self, usage: Mapping[str, int]) -> str:
        """The event that carries the number of tokens."""
        return _event({**self._head("chat.completion.chunk"), "choices": [], "usage": dict(usage)})

    def _chunk(self, delta: Mapping[str, str], finish_reason: FinishReason | None) -> str:
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish_reason}
        return _event({**self._head("chat.completion.chunk"), "choices": [choice]})

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def usage_of(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    """The number of tokens read and written."""
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


def model_object(name: str, created: int) -> dict[str, Any]:
    """A model, as `GET /v1/models` lists it."""
    return {"id": name, "object": "model", "created": created, "owned_by": "geoft"}


def error_object(error: ProtocolError) -> dict[str, Any]:
    """An error as clients of the protocol expect it."""
    kind = "invalid_request_error" if error.status < 500 else "server_error"
    said = {"message": error.message, "type": kind, "param": error.param, "code": error.code}
    return {"error": said}


def error_event(error: ProtocolError) -> str:
    """An error in a stream that has begun."""
    return _event(error_object(error))


def _event(content: Mapping[str, Any]) -> str:
    """A server-sent event (WHATWG HTML §9.2): one line of data and an empty one."""
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
