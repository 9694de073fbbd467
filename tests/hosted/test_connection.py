"""What a connection sends to whom, seen by a server on loopback."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from geoft_gui.chat.client import ChatClient
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.failures import HostedError, telling
from geoft_gui.hosted.providers import Provider, provider
from tests.hosted_server import Fault, FaultSchedule, HostedServer

_LOCALHOST = Path(__file__).with_name("localhost.pem")
_OF_OPENAI = ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_ORG", "OPENAI_PROJECT_ID")


@pytest.fixture(autouse=True)
def environment_of_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _OF_OPENAI:
        monkeypatch.setenv(name, f"value-of-{name}")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway: value-of-header")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/wrong")


@pytest.fixture
def server() -> Iterator[HostedServer]:
    with HostedServer(key=None) as running:
        yield running


def _at(server: HostedServer, provider_id: str = "openai") -> Provider:
    return replace(provider(provider_id), base_url=server.url)


def test_the_organisation_and_the_project_reach_openai(
    server: HostedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Connection(_at(server), "my-own-key") as connection:
        connection.once.models.list()
    headers = server.requests[-1].headers
    assert headers["openai-organization"] == "value-of-OPENAI_ORG_ID"
    assert headers["openai-project"] == "value-of-OPENAI_PROJECT_ID"
    monkeypatch.delenv("OPENAI_ORG_ID")
    with Connection(_at(server), "my-own-key") as connection:
        assert connection.organization == "value-of-OPENAI_ORG"
    with Connection(_at(server), "my-own-key", organization="org-mine", project="mine") as connection:
        connection.client.models.list()
    assert server.requests[-1].headers["openai-organization"] == "org-mine"


def test_nothing_of_openais_environment_reaches_another_provider(server: HostedServer) -> None:
    custom = replace(_at(server, "custom"), needs_key=False)
    for one, key in ((_at(server, "nebius"), "my-own-key"), (custom, None)):
        with Connection(one, key) as connection:
            connection.client.models.list()
            connection.once.models.list()
    for request in server.requests:
        assert "value-of" not in str(request.headers)
        assert not {"openai-organization", "openai-project", "x-gateway"} & set(request.headers)


def test_a_proxy_of_the_environment_is_not_asked_for_this_computer(
    server: HostedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Connection(_at(server), "my-own-key", proxy="http://127.0.0.1:9") as connection:
        assert list(connection.once.models.list())


def test_what_must_not_happen_twice_is_not_repeated(server: HostedServer) -> None:
    models = ("GET", "/models")
    server.faults = FaultSchedule.planned({models: [Fault.UNAVAILABLE, Fault.UNAVAILABLE]})
    here = _at(server)
    with Connection(here, "my-own-key") as connection:
        with pytest.raises(HostedError), telling(here):
            connection.once.models.list()
        assert len(server.requests) == 1
        assert list(connection.client.models.list())
        assert len(server.requests) == 3


def test_nothing_is_sent_on_to_where_a_server_points(server: HostedServer) -> None:
    head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {server.url}/models\r\nContent-Length: 0\r\n\r\n"
    with _answering(head.encode()) as port:
        here = replace(provider("openai"), base_url=f"http://127.0.0.1:{port}/v1")
        with Connection(here, "my-own-key") as connection, pytest.raises(HostedError), telling(here):
            connection.client.models.list()
        with ChatClient(here.base_url) as local, pytest.raises(UserError, match="another address"):
            local.models()
    assert server.requests == []


def test_nothing_of_openais_environment_reaches_a_model_of_ones_own(server: HostedServer) -> None:
    with ChatClient(server.url) as client:
        assert client.models()
    (request,) = server.requests
    assert "value-of" not in str(request.headers)
    assert not {"openai-organization", "openai-project", "x-gateway"} & set(request.headers)


@pytest.mark.parametrize("key", ["schlüssel", "two words", "a\nb", "\u200bkey"])
def test_what_cannot_be_a_key_is_said_before_anything_is_sent(key: str) -> None:
    with pytest.raises(HostedError) as told:
        Connection(provider("openai"), key)
    assert told.value.kind == "key" and key not in str(told.value)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secretword@127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://me:secretword@127.0.0.1:9")
    far = replace(provider("openai"), base_url="https://api.example.invalid/v1")
    with Connection(far, "my-own-key") as connection, pytest.raises(HostedError) as told, telling(far):
        connection.once.models.list()
    assert told.value.kind == "proxy" and "127.0.0.1:9" in told.value.message
    assert "secretword" not in f"{told.value} {told.value.details}"


@pytest.mark.parametrize(("provider_id", "said"), [("openai", "geoft keys set openai"), ("azure", "address")])
def test_what_is_missing_is_said_before_anything_is_sent(provider_id: str, said: str) -> None:
    with pytest.raises(UserError) as told:
        Connection(provider(provider_id), None)
    assert said in str(told.value)


def test_a_certificate_that_nobody_knows_is_refused_and_trusted_where_the_user_says_so() -> None:
    with _tls_server() as port:
        here = replace(provider("openai"), base_url=f"https://localhost:{port}/v1")
        with (
            Connection(here, "my-own-key") as connection,
            pytest.raises(HostedError) as told,
            telling(here),
        ):
            connection.once.models.list()
        assert told.value.kind == "certificate" and told.value.outcome_known
        with Connection(here, "my-own-key", ca_file=str(_LOCALHOST)) as connection, telling(here):
            assert list(connection.once.models.list()) == []


def test_a_file_of_certificates_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for file in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(HostedError, match=file.name) as told:
            Connection(provider("openai"), "my-own-key", ca_file=str(file))
        assert told.value.kind == "certificate"


def test_a_proxy_that_refuses_is_named_as_such(tmp_path: Path) -> None:
    with _answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as port:
        (tmp_path / "providers.toml").write_text(f"[network]\nproxy = 'http://127.0.0.1:{port}'\n")
        far = replace(provider("openai"), base_url="https://api.example.invalid/v1")
        with (
            Connection(far, "my-own-key", home=tmp_path) as connection,
            pytest.raises(HostedError) as told,
            telling(far),
        ):
            connection.once.models.list()
    assert told.value.kind == "proxy" and "proxy" in told.value.message


def test_a_proxy_that_is_no_address_is_said_without_its_password() -> None:
    with pytest.raises(HostedError) as told:
        Connection(provider("openai"), "my-own-key", proxy="gopher://me:secretword@proxy.example.com")
    assert told.value.kind == "proxy" and "secretword" not in str(told.value)


@contextmanager
def _answering(answer: bytes, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that gives everybody the same answer, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _ = listener.accept()
                    with connection:
                        spoken = context.wrap_socket(connection, server_side=True) if context else connection
                        with spoken:
                            spoken.recv(65536)
                            spoken.sendall(answer)
                except OSError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


@contextmanager
def _tls_server() -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_LOCALHOST)
    body = b'{"object":"list","data":[]}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
    with _answering(head + b"Content-Length: %d\r\n\r\n" % len(body) + body, context) as port:
        yield port
