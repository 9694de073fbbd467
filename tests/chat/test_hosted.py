"""Models at a provider, asked by the one client; the provider is a real server on loopback."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geoft_gui.chat.client import Reply
from geoft_gui.chat.hosted import HostedModel, answer_all, parse_reference
from geoft_gui.errors import UserError
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer
from tests.hosted_server.platform import Refused

KEY = "test-key"
MODEL = "gpt-4o-mini-2024-07-18"
CHAT = ("POST", "/chat/completions")


@pytest.fixture(scope="module")
def running() -> Iterator[HostedServer]:
    with HostedServer() as server:
        yield server


@pytest.fixture
def server(running: HostedServer) -> HostedServer:
    running.begin_anew(answer=lambda messages, model: f"answer to {messages[-1]['content']}")
    return running


def _model(server: HostedServer, provider_id: str = "openai") -> HostedModel:
    return HostedModel(replace(provider(provider_id), base_url=server.url, chat_base_url=""), MODEL)


def _question(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


@pytest.mark.parametrize(
    ("reference", "model"),
    [
        ("openai:ft:gpt-4.1-mini-2025-04-14:org::abc", "ft:gpt-4.1-mini-2025-04-14:org::abc"),
        ("nebius:Qwen/Qwen3-8B-LoRa:parts-AbCd", "Qwen/Qwen3-8B-LoRa:parts-AbCd"),
    ],
)
def test_a_reference_names_a_provider_and_a_model(reference: str, model: str) -> None:
    named = parse_reference(reference)
    assert named is not None
    assert (named.provider.id, named.model, named.reference) == (
        reference.partition(":")[0],
        model,
        reference,
    )


@pytest.mark.parametrize(
    "reference", ["starter", r"C:\models\mine", "c:/x", "http://127.0.0.1:8765", "", ":", "x:y"]
)
def test_other_references_name_no_hosted_model(reference: str) -> None:
    assert parse_reference(reference) is None


def test_a_reference_without_a_model_is_told() -> None:
    with pytest.raises(UserError, match="names no model"):
        parse_reference("openai: ")


def test_an_answer_comes_in_pieces_and_whole_with_what_is_billed(server: HostedServer) -> None:
    model = _model(server)
    with model.client(KEY) as client:
        with client.ask(MODEL, _question("a cube"), schema={"type": "object"}) as stream:
            pieces = list(stream)
        whole = client.answer(MODEL, _question("a cube"), max_tokens=50)
    assert len(pieces) > 1 and "".join(pieces) == "answer to a cube"
    assert stream.reply is not None and stream.reply.usage is not None
    assert stream.reply.usage == whole.usage and whole.text == "answer to a cube" and not whole.cut
    streamed, asked = (request.body for request in server.requests)
    assert streamed["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert streamed["temperature"] == 0.2
    assert "response_format" not in asked and asked["max_completion_tokens"] == 50


def test_a_provider_that_knows_no_schema_is_asked_without(server: HostedServer) -> None:
    custom = _model(server, "custom")
    with custom.client(KEY) as client:
        client.answer(MODEL, _question("a cube"), schema={"type": "object"})
    assert "response_format" not in server.requests[-1].body


def test_a_provider_that_refuses_the_schema_is_asked_without(server: HostedServer) -> None:
    def answer(messages: list[dict[str, str]], model: str) -> str:
        if "response_format" in server.requests[-1].body:
            said = "Invalid schema for response_format 'part'."
            raise Refused(400, said, param="response_format")
        return "{}"

    server.begin_anew(answer=answer)
    with _model(server).client(KEY) as client:
        with client.ask(MODEL, _question("a cube"), schema={"type": "object"}) as stream:
            assert list(stream) == ["{}"]
        assert client.answer(MODEL, _question("a cube"), schema={"type": "object"}).text == "{}"
    assert ["response_format" in request.body for request in server.requests] == [True, False] * 2


def test_what_a_provider_wants_beside_comes_along(server: HostedServer) -> None:
    with _model(server, "crusoe").client(KEY) as client:
        client.answer(MODEL, _question("a cube"))
    assert server.requests[-1].body["chat_template_kwargs"] == {"enable_thinking": False}


def test_a_wrong_key_is_told_in_words_without_it(server: HostedServer) -> None:
    with _model(server).client("wrong-key-of-mine") as client, pytest.raises(HostedError) as told:
        client.answer(MODEL, _question("a cube"))
    assert told.value.kind == "key" and "wrong-key" not in f"{told.value}{told.value.details}"
    with pytest.raises(HostedError, match="There is no key"):
        _model(server).client(None)


@pytest.mark.parametrize("fault", [Fault.TORN_RESPONSE, Fault.RESET_AFTER, Fault.CUT_RESPONSE])
def test_an_answer_that_breaks_off_is_no_answer(server: HostedServer, fault: Fault) -> None:
    server.faults = FaultSchedule.planned({CHAT: [fault] * 9})
    with _model(server).client(KEY) as client:
        with pytest.raises(HostedError), client.ask(MODEL, _question("a cube")) as stream:
            list(stream)
        with pytest.raises(HostedError):
            client.answer(MODEL, _question("a cube"))


def test_many_are_asked_at_once_and_answered_in_order(server: HostedServer) -> None:

    def answer(messages: list[dict[str, str]], model: str) -> str:
        return messages[-1]["content"].upper()

    server.begin_anew(answer=answer)
    told: dict[int, Reply] = {}
    asked = [_question(f"cube {n}") for n in range(20)]
    with _model(server).client(KEY) as client:
        replies = answer_all(client, MODEL, asked, tell=told.__setitem__, max_tokens=[30] * 20)
    assert [reply.text for reply in replies] == [f"CUBE {n}" for n in range(20)]
    assert [told[n] for n in range(20)] == replies
    assert {request.body["temperature"] for request in server.requests} == {0.0}


def test_who_is_asked_too_often_is_asked_again(server: HostedServer) -> None:
    faults = [Fault.RATE_LIMIT, Fault.UNAVAILABLE, Fault.RESET_BEFORE, Fault.RATE_LIMIT, Fault.SERVER_ERROR]
    server.faults = FaultSchedule.planned({CHAT: faults})
    with _model(server).client(KEY) as client:
        replies = answer_all(client, MODEL, [_question("a"), _question("b")], first_wait=0.01)
    assert [reply.text for reply in replies] == ["answer to a", "answer to b"]


def test_an_answer_that_may_be_billed_is_bought_again_only_if_somebody_agrees(server: HostedServer) -> None:
    server.faults = FaultSchedule.planned({CHAT: [Fault.GATEWAY_TIMEOUT] * 3})
    agreed = [True, False]
    with _model(server).client(KEY) as client:
        with pytest.raises(HostedError):
            client.answer(MODEL, _question("a cube"))
        assert len(server.requests) == 1, "nothing below asks again by itself"
        with pytest.raises(HostedError):
            answer_all(
                client, MODEL, [_question("a")], lost=lambda number: agreed.pop(0), first_wait=0.01
            )
    assert len(server.requests) == 3 and not agreed


def test_a_refusal_ends_the_asking_and_keeps_what_came(server: HostedServer, tmp_path: Path) -> None:
    told: list[int] = []

    def tell(number: int, reply: Reply) -> None:
        told.append(number)
        server.platform.key = "another"

    with _model(server).client(KEY) as client, pytest.raises(HostedError) as failure:
        answer_all(client, MODEL, [_question(str(n)) for n in range(50)], concurrency=1, tell=tell)
    assert failure.value.kind == "key"
    assert told and told[0] == 0 and len(server.requests) < 50


def test_the_asking_can_be_stopped(server: HostedServer) -> None:
    stop = threading.Event()
    with _model(server).client(KEY) as client, pytest.raises(UserError, match="stopped"):
        answer_all(
            client,
            MODEL,
            [_question(str(n)) for n in range(50)],
            concurrency=1,
            tell=lambda number, reply: stop.set(),
            stop=stop,
        )
    assert len(server.requests) < 50
