"""Ids of models in a provider's own list, as a server on loopback has it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from geoft_gui.hosted.catalogue import trainable_id
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import Provider, provider
from tests.hosted_server import HostedServer

_OPAQUE = "model-qwen-qwen3-5-9b-1a2b"


@pytest.fixture
def server() -> Iterator[HostedServer]:
    with HostedServer(key=None) as running:
        for name, opaque, trains in (("Qwen/Qwen3.5-9B", _OPAQUE, True), ("big/model", "model-big-1", False)):
            running.platform.models[opaque] = {
                "id": opaque,
                "object": "model",
                "created": 1,
                "owned_by": "crusoe",
                "model_name": name,
                "fine_tuning_available": trains,
            }
        yield running


def _ask(server: HostedServer, one: Provider, model_id: str) -> str:
    here = replace(one, base_url=server.url)
    with Connection(here, "my-own-key") as connection:
        return trainable_id(connection.once, here, model_id)


def test_a_model_is_found_by_its_usual_name_or_by_its_id(server: HostedServer) -> None:
    crusoe = provider("crusoe")
    assert _ask(server, crusoe, "qwen/qwen3.5-9b") == _OPAQUE
    assert _ask(server, crusoe, _OPAQUE) == _OPAQUE
    asked = len(server.requests)
    assert _ask(server, provider("openai"), "gpt-4.1-2025-04-14") == "gpt-4.1-2025-04-14"
    assert len(server.requests) == asked


@pytest.mark.parametrize("model_id", ["big/model", "unknown"])
def test_a_model_that_is_not_trained_there_is_said(server: HostedServer, model_id: str) -> None:
    with pytest.raises(HostedError, match=f"does not train {model_id}") as told:
        _ask(server, provider("crusoe"), model_id)
    assert told.value.kind == "model"
