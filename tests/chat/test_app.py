"""The chat protocol as its clients see it: a real server on loopback, the OpenAI library as the referee."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import httpx2
import openai
import pytest
import uvicorn

from geoft_gui.chat.app import chat_app
from geoft_gui.chat.client import ChatClient
from geoft_gui.chat.protocol import Conversation
from geoft_gui.errors import UserError

WAIT = 10.0


@dataclass(frozen=True)
class FakeAnswer:
    text: str
    prompt_tokens: int
    tokens: int
    finish_reason: Literal["stop", "length"]


class FakeStream(Iterator[str]):
    def __init__(self, model: "FakeModel", words: list[str]) -> None:
        self.model = model
        self.words = words
        self.place = 0
        self.answer: FakeAnswer | None = None

    def __next__(self) -> str:
        if self.place == len(self.words):
            text = "".join(self.words)
            self.answer = FakeAnswer(text, 7, len(self.words), self.model.finish_reason)
            raise StopIteration
        self.model.before_each_word()
        self.model.said.append(self.words[self.place])
        self.place += 1
        return self.words[self.place - 1]


@dataclass
class FakeModel:
    """Answers with the question's words, and keeps how it was asked."""

    name: str = "fake"
    finish_reason: Literal["stop", "length"] = "stop"
    before_each_word: Callable[[], None] = lambda: None
    asked: list[tuple[Conversation, int, float, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def stream(
        self, conversation: Conversation, max_new_tokens: int, temperature: float, seed: int
    ) -> FakeStream:
        self.asked.append((conversation, max_new_tokens, temperature, seed))
        if conversation[-1]["content"] == "too long":
            raise UserError("The question takes 9,999 tokens.", "Ask a shorter question.")
        return FakeStream(self, [word + " " for word in conversation[-1]["content"].split()])


@contextmanager
def served(model: FakeModel) -> Iterator[str]:
    """The address at which a model is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    with ThreadPoolExecutor(1) as executor:
        config = uvicorn.Config(
            chat_app(model, executor, 64),
            lifespan="off",
            log_config=None,
            timeout_keep_alive=300,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(WAIT)


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def url(model: FakeModel) -> Iterator[str]:
    with served(model) as address:
        yield address


@pytest.fixture
def referee(url: str) -> Iterator[openai.OpenAI]:
    http_client = openai.DefaultHttpxClient(trust_env=False)
    with openai.OpenAI(base_url=f"{url}/v1", api_key="x", max_retries=0, http_client=http_client) as client:
        yield client


@pytest.fixture
def plain(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, trust_env=False) as client:
        yield client


def question(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def body(**more: object) -> dict[str, object]:
    return {"model": "fake", "messages": question("a b c"), **more}


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_answer_in_one_piece(referee: openai.OpenAI) -> None:
    answer = referee.chat.completions.create(model="fake", messages=question("a small cube"))  # type: ignore[arg-type]
    assert answer.object == "chat.completion"
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content == "a small cube "
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (
        7,
        3,
        10,
    )


def test_a_streamed_answer_comes_in_pieces_and_ends_with_its_reason_and_usage(referee: openai.OpenAI) -> None:
    chunks = list(
        referee.chat.completions.create(
            model="fake",
            messages=question("a small cube"),  # type: ignore[arg-type]
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert [chunk.choices[0].delta.content for chunk in chunks[:-2]] == ["", "a ", "small ", "cube "]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None, None, None, None, "stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 10


def test_a_stream_is_events_of_json_and_ends_with_done(plain: httpx2.Client) -> None:
    response = plain.post("/v1/chat/completions", json=body(stream=True))
    assert response.headers["content-type"].startswith("text/event-stream")
    events = response.text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    assert all(event.startswith("data: ") for event in events[:-1])
    assert all("usage" not in json.loads(event[6:]) for event in events[:-2])


def test_an_answer_cut_by_its_limit_says_so(model: FakeModel, referee: openai.OpenAI) -> None:
    model.finish_reason = "length"
    answer = referee.chat.completions.create(model="fake", messages=question("a"))  # type: ignore[arg-type]
    assert answer.choices[0].finish_reason == "length"
    *_, last = referee.chat.completions.create(model="fake", messages=question("a"), stream=True)  # type: ignore[call-overload]
    assert last.choices[0].finish_reason == "length"


def test_the_model_is_asked_as_the_request_says(model: FakeModel, plain: httpx2.Client) -> None:
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "a "}, {"type": "text", "text": "cube"}]},
    ]
    plain.post("/v1/chat/completions", json=body(messages=messages))
    plain.post("/v1/chat/completions", json=body(temperature=0, seed=5, max_tokens=9))
    plain.post("/v1/chat/completions", json=body(max_completion_tokens=8, top_p=1, n=1, user="me"))
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a cube"}]
    assert model.asked[0] == (turns, 64, 0.2, 0)
    assert model.asked[1][1:] == (9, 0.0, 5)
    assert model.asked[2][1] == 8


def test_the_models_are_listed_with_and_without_the_version_in_the_address(
    referee: openai.OpenAI, plain: httpx2.Client
) -> None:
    assert [listed.id for listed in referee.models.list()] == ["fake"]
    assert referee.models.retrieve("fake").owned_by == "geoft"
    assert plain.get("/models").json() == plain.get("/v1/models").json()
    assert plain.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("changed", "status", "param", "code"),
    [
        ({"model": "gpt-4o"}, 404, "model", "model_not_found"),
        ({"messages": []}, 400, "messages", "invalid_value"),
        ({"messages": [{"role": "tool", "content": "x"}]}, 400, "messages.0.role", "invalid_value"),
        ({"messages": None}, 400, "messages", "invalid_value"),
        ({"temperature": 3}, 400, "temperature", "invalid_value"),
        ({"max_tokens": 0}, 400, "max_tokens", "invalid_value"),
        ({"n": 2}, 400, "n", "unsupported_parameter"),
        ({"top_p": 0.5}, 400, "top_p", "unsupported_parameter"),
        ({"stop": ["}"]}, 400, "stop", "unsupported_parameter"),
        ({"response_format": {"type": "json_object"}}, 400, "response_format", "unsupported_parameter"),
        ({"messages": [{"role": "user", "content": "too long"}]}, 400, "messages", None),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_request_that_cannot_be_fulfilled_gets_an_error_object(
    plain: httpx2.Client,
    changed: dict[str, object],
    status: int,
    param: str,
    code: str | None,
    stream: bool,
) -> None:
    response = plain.post("/v1/chat/completions", json={**body(stream=stream), **changed})
    error = response.json()["error"]
    assert response.status_code == status
    assert (error["type"], error["code"]) == ("invalid_request_error", code)
    assert error["param"].startswith(param)
    assert error["message"].endswith(".")


def test_what_is_no_chat_request_is_told(plain: httpx2.Client) -> None:
    as_json = {"Content-Type": "application/json"}
    for content in (b"{", b"\xff\xfe", b"[]", b"[" * 100_000):
        response = plain.post("/v1/chat/completions", content=content, headers=as_json)
        assert response.status_code == 400
        assert response.json()["error"]["code"] == "invalid_json"
    assert plain.post("/v1/chat/completions", content=b" " * 5_000_000, headers=as_json).status_code == 413
    for path, status in (("/v1/completions", 404), ("/v1/chat/completions", 405)):
        response = plain.get(path)
        assert response.status_code == status
        assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::2]", "0.0.0.0"]
)
def test_a_web_page_that_points_its_own_name_here_is_refused(plain: httpx2.Client, host: str) -> None:
    response = plain.get("/v1/models", headers={"Host": host})
    assert response.status_code in (400, 403)
    assert "fake" not in response.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:80", "LOCALHOST"])
def test_this_computer_s_own_names_are_welcome(plain: httpx2.Client, host: str) -> None:
    assert plain.get("/v1/models", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_web_page_cannot_ask_in_a_form_that_needs_no_permission(
    model: FakeModel, plain: httpx2.Client, kind: str
) -> None:
    content = json.dumps(body()).encode()
    response = plain.post("/v1/chat/completions", content=content, headers={"Content-Type": kind})
    assert response.status_code == 415
    assert model.asked == []
    assert "access-control-allow-origin" not in plain.options("/v1/chat/completions").headers


@pytest.mark.logs_errors
@pytest.mark.parametrize("stream", [False, True])
def test_a_fault_of_the_model_is_a_server_error(
    model: FakeModel, referee: openai.OpenAI, stream: bool
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret of the program")

    model.before_each_word = fail
    with pytest.raises(openai.APIError, match="failed while it was answering") as caught:
        list(referee.chat.completions.create(model="fake", messages=question("a"), stream=stream))  # type: ignore[call-overload]
    assert "secret" not in str(caught.value.body)
    model.before_each_word = lambda: None
    assert referee.chat.completions.create(model="fake", messages=question("a")).choices  # type: ignore[arg-type]


def test_answers_are_written_one_after_the_other(model: FakeModel, url: str) -> None:
    def ask(letter: str) -> str:
        with ChatClient(f"{url}/v1") as client:
            return "".join(client.ask("fake", question(" ".join(letter * 20))))

    model.before_each_word = lambda: time.sleep(0.002)
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(ask, "abcd"))
    assert answers == [f"{letter} " * 20 for letter in "abcd"]
    changes = sum(one != next_one for one, next_one in zip(model.said, model.said[1:], strict=False))
    assert changes == 3


@pytest.mark.parametrize("stream", [False, True])
def test_the_model_stops_when_nobody_listens_any_more(
    model: FakeModel, plain: httpx2.Client, url: str, stream: bool
) -> None:
    model.before_each_word = lambda: time.sleep(0.005)
    content = json.dumps(body(messages=question("word " * 5000), stream=stream)).encode()
    connection = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
    connection.sendall(
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + f"Content-Length: {len(content)}\r\n\r\n".encode()
        + content
    )
    until(lambda: len(model.said) > 5)
    connection.close()
    # The next question is answered at once, long before 5,000 words are written.
    model.before_each_word = lambda: None
    assert plain.post("/v1/chat/completions", json=body()).status_code == 200
    assert len(model.said) < 5000


def test_the_client_streams_and_tells_whether_the_answer_was_cut(model: FakeModel, url: str) -> None:
    model.finish_reason = "length"
    with ChatClient(f"{url}/v1") as client:
        assert client.models() == ["fake"]
        stream = client.ask("fake", question("a cube"), temperature=0.7, seed=3, max_tokens=5)
        assert list(stream) == ["a ", "cube "]
    assert stream.reply is not None
    assert (stream.reply.text, stream.reply.cut) == ("a cube ", True)
    assert model.asked[-1][1:] == (5, 0.7, 3)


def test_the_client_asks_at_temperature_0_2_and_seed_0(model: FakeModel, url: str) -> None:
    with ChatClient(f"{url}/v1") as client:
        list(client.ask("fake", question("a")))
    assert model.asked[-1][2:] == (0.2, 0)


def test_a_client_that_leaves_early_stops_the_model(model: FakeModel, url: str) -> None:
    model.before_each_word = lambda: time.sleep(0.005)
    with ChatClient(f"{url}/v1") as client:
        with client.ask("fake", question("word " * 5000)) as stream:
            assert next(stream) == "word "
        model.before_each_word = lambda: None
        assert list(client.ask("fake", question("next"))) == ["next "]
    assert len(model.said) < 5000


def test_no_key_and_no_proxy_of_the_environment_reaches_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heads: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_once() -> None:
        connection, _ = listener.accept()
        with connection:
            heads.append(connection.recv(65536))
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n"
                b'{"object":"list","data":[]}'
            )

    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-the-user")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with listener:
        thread = threading.Thread(target=answer_once)
        thread.start()
        with ChatClient(f"http://127.0.0.1:{listener.getsockname()[1]}/v1") as client:
            assert client.models() == []
        thread.join(WAIT)
    assert b"secret" not in heads[0]


def test_errors_become_sentences(model: FakeModel, url: str) -> None:
    with ChatClient(f"{url}/v1") as client:
        with pytest.raises(UserError, match="There is no model 'other' here"):
            client.ask("other", question("a"))
        with pytest.raises(UserError, match="9,999 tokens"):
            client.ask("fake", question("too long"))
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with (
        ChatClient(f"http://127.0.0.1:{port}/v1") as client,
        pytest.raises(UserError, match="Nothing answers"),
    ):
        client.models()


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with ChatClient(address, timeout_seconds=0.2) as client, pytest.raises(UserError, match="too long"):
            client.models()
