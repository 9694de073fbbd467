"""Showing a key to its issuer: real servers on loopback."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from huggingface_hub import constants

from geoft_gui.errors import UserError
from geoft_gui.hosted.key_check import check_hugging_face, check_key
from geoft_gui.hosted.providers import provider
from geoft_gui.hosted.refused import is_refused, remember_refusal, who
from tests.hosted_server import HostedServer

KEY = "hf" + "_" + "aBcDeFgH12" * 3


class Hub(ThreadingHTTPServer):
    """Knows whose key `KEY` is, while it works."""

    works = True


class _Answers(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        known = self.headers.get("Authorization") == f"Bearer {KEY}"
        status = (200 if known else 401) if self.server.works else 503
        account = {"name": "maria", "auth": {"accessToken": {"role": "read"}}}
        fault = {"error": f"no {self.headers['Authorization']}"}
        body = json.dumps(account if status == 200 else fault).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    server = Hub(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_hugging_face_says_whose_a_key_is(hub: Hub) -> None:
    endpoint = f"http://127.0.0.1:{hub.server_address[1]}"
    assert check_hugging_face(KEY, endpoint) == (
        "Hugging Face accepts the key: it is that of “maria”, to read."
    )
    with pytest.raises(UserError, match="refuses this key") as refused:
        check_hugging_face(KEY + "x", endpoint)
    assert KEY not in str(refused.value) + refused.value.details
    hub.works = False
    with pytest.raises(UserError, match="503"):
        check_hugging_face(KEY, endpoint)


def test_hugging_face_that_cannot_be_asked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="HF_HUB_OFFLINE"):
        check_hugging_face(KEY)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with pytest.raises(UserError, match="does not answer"):
        check_hugging_face(KEY, "http://127.0.0.1:9")


def test_a_provider_shows_its_models_to_whoever_has_a_key() -> None:
    with HostedServer(key=KEY) as server:
        openai = replace(provider("openai"), base_url=server.url)
        mine = who(None, KEY, server.url)
        remember_refusal("openai", mine, date.today())
        assert check_key(openai, KEY).startswith("OpenAI accepts the key and shows ")
        assert is_refused("openai", mine) is None, "it is asked once more"
        with pytest.raises(UserError) as refused:
            check_key(openai, KEY + "x")
        assert KEY not in str(refused.value) + refused.value.details
        asked = [(request.method, request.path) for request in server.requests]
        assert asked == [("GET", "/models")] * 2
    with pytest.raises(UserError, match="no key"):
        check_key(openai, None)
    with HostedServer(key=KEY) as server, pytest.raises(UserError, match="no key for your own server"):
        check_key(replace(provider("custom"), base_url=server.url), None)
    with pytest.raises(UserError, match="address"):
        check_key(provider("azure"), KEY)
