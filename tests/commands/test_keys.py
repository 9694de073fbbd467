import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoft_gui import cli
from geoft_gui.hosted.providers import provider
from tests.hosted_server import HostedServer
from tests.key_stores import MemoryStore, system_store

KEY = "sk-" + "proj-" + "Ab3dEf" * 5


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    made = MemoryStore()
    with system_store(made):
        yield made


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What stands on standard input."""
    given = io.StringIO()
    monkeypatch.setattr("sys.stdin", given)
    yield given


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["keys", *arguments])
    out, err = capsys.readouterr()
    assert KEY not in out + err
    return status, out, err


def test_a_key_comes_by_standard_input_and_is_listed_by_its_end(
    store: MemoryStore, give: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    give.write(f"\ufeff{KEY}\r\n")
    give.seek(0)
    assert geoft(capsys, "set", "openai")[0] == 0
    assert store.kept == {("geoft/openai", "key"): KEY}
    listed = json.loads(geoft(capsys, "list", "--json")[1])
    assert listed["store"]["works"]
    by_name = {each["name"]: each for each in listed["keys"]}
    assert list(by_name) == ["openai", "nebius", "azure", "crusoe", "custom", "hugging_face"]
    openai = by_name["openai"]
    assert (openai["place"], openai["last_four"]) == ("store", KEY[-4:])
    assert by_name["nebius"]["place"] == "none"
    assert "no key" in geoft(capsys, "list")[1]
    assert geoft(capsys, "delete", "openai") == (0, "OpenAI: the key is deleted.\n", "")
    assert store.kept == {}


def test_what_cannot_be_is_said_in_a_sentence(
    give: io.StringIO, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give.write(KEY)
    give.seek(0)
    status, out, err = geoft(capsys, "set", "openai")
    assert (status, out) == (1, "")
    assert "no store of keys that works" in err
    assert "OPENAI_API_KEY" in err
    assert geoft(capsys, "list")[0] == 0
    status, _, err = geoft(capsys, "set", "nobody")
    assert (status, "hugging_face" in err) == (1, True)
    assert geoft(capsys, "set")[0] == 2
    status, _, err = geoft(capsys, "test", "openai")
    assert (status, "There is no key for OpenAI" in err) == (1, True)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    status, _, err = geoft(capsys, "delete", "openai")
    assert (status, "OPENAI_API_KEY" in err) == (1, True)
    assert "environment variable OPENAI_API_KEY" in geoft(capsys, "list")[1]


def test_a_key_is_shown_to_its_issuer_and_to_nobody_else(
    store: MemoryStore,
    give: io.StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with HostedServer(key=KEY + "custom") as server:
        assert geoft(capsys, "custom", server.url)[0] == 0
        assert provider("custom").base_url == server.url
        assert geoft(capsys, "test", "custom")[0] == 1, "the key of OpenAI is not this server's"
        give.write(KEY + "custom")
        give.seek(0)
        assert geoft(capsys, "set", "custom")[0] == 0
        status, out, _ = geoft(capsys, "test", "custom", "--json")
        assert (status, json.loads(out)["accepted"]) == (0, True)
        assert KEY not in "\n".join(map(repr, server.requests))


def test_an_address_that_is_not_encrypted_is_for_this_computer_only(
    capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    status, _, err = geoft(capsys, "custom", "http://models.example.com/v1")
    assert (status, "not encrypted" in err) == (1, True)
    assert not (own_home / "providers.toml").exists()
    assert geoft(capsys, "azure", "https://parts.openai.azure.com/openai/v1")[0] == 0
    assert provider("azure").base_url == "https://parts.openai.azure.com/openai/v1"
