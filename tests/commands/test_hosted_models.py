"""`geoft ask` and `geoft eval` of models at a provider; the provider is a real server on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoft_gui.cli import main
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.runs.hosted import HostedResult, write_hosted
from tests.backends.small_rows import write_small_rows
from tests.hosted_server import Fault, FaultSchedule, HostedServer
from tests.key_stores import MemoryStore, system_store

KEY = "a-key-of-no-known-shape-1234"
MODEL = "gpt-4o-mini-2024-07-18"
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'


@pytest.fixture
def server(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostedServer]:
    """A provider that stands in for OpenAI, and a user who has its key."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with system_store(MemoryStore()), HostedServer(key=KEY, answer=lambda messages, model: CUBE) as running:
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{running.url}"\n', encoding="utf-8")
        yield running


@pytest.fixture
def run(own_home: Path) -> str:
    """A run whose model is at the provider."""
    folder = own_home / "runs" / "hosted-1"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{}", encoding="utf-8")
    result = HostedResult(provider="openai", model=MODEL, base=MODEL, created=datetime.now(UTC))
    write_hosted(folder / "model", result, "You make parts.")
    return folder.name


def _geoft(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert KEY not in out + err
    return status, out, err


def test_a_model_at_a_provider_is_asked_by_its_name(
    server: HostedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, err = _geoft(
        capsys, "ask", "--model", f"openai:{MODEL}", "Create a 20mm cube", "--out", str(tmp_path / "c.stl")
    )
    assert (status, out) == (0, f"{CUBE}\n")
    assert "until 14 January 2027" in err or "was shut down" in err
    assert (tmp_path / "c.stl").stat().st_size > 84
    (asked,) = [request.body for request in server.requests if request.method == "POST"]
    assert (asked["model"], asked["temperature"]) == (MODEL, 0.2)
    assert asked["response_format"]["json_schema"]["schema"]["title"].startswith("GeoFT geometry")
    assert asked["messages"] == [{"role": "user", "content": "Create a 20mm cube"}]


def test_a_run_whose_model_is_at_a_provider_is_asked_as_it_was_trained(
    server: HostedServer, run: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = _geoft(capsys, "ask", "--model", run, "Create a 20mm cube", "--json")
    told = json.loads(out)
    assert status == 0 and told["builds"] and told["tokens"]["written"] > 0
    assert server.requests[-1].body["messages"][0] == {"role": "system", "content": "You make parts."}


def test_rows_are_answered_by_a_provider_and_the_cost_is_said_first(
    server: HostedServer, run: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = write_small_rows(tmp_path / "rows.jsonl", 12)
    known = {row.prompt: row.answer for row in read_rows(rows) if isinstance(row, Row)}
    server.begin_anew(
        key=KEY,
        answer=lambda messages, model: known[messages[-1]["content"]],
        faults=FaultSchedule.planned({("POST", "/chat/completions"): [Fault.RESET_BEFORE]}),
    )
    status, out, err = _geoft(capsys, "eval", "--model", run, "--data", str(rows), "--json")
    scores = json.loads(out)
    assert (status, scores["n"], scores["correct"]) == (0, 12, 1)
    first = err.splitlines()[0]
    assert first.startswith("12 questions to OpenAI: ") and "by the prices of" in first
    assert "may be billed again" in first and "1 try got lost on the way" in err
    assert "The provider counted" in err
    temperatures = {request.body["temperature"] for request in server.requests}
    assert temperatures == {0.0}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("ask", "--model", "openai:", "x"), "names no model"),
        (("ask", "--model", "openai:ft:gone", "x"), "does not offer this model"),
        (("ask", "--model", "azure:mine", "x"), "does not know the address of Azure"),
        (("ask", "--model", "nebius:mine", "x"), "There is no key for Nebius"),
        (("serve", "--model", f"openai:{MODEL}"), "cannot be served from here"),
        (("serve", "--model", "hosted-1"), "cannot be served from here"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    server: HostedServer, run: str, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], said: str
) -> None:
    status, out, err = _geoft(capsys, *command)
    assert (status, out) == (1, "") and said in err


def test_a_wrong_key_is_told_without_it(
    server: HostedServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"{KEY}-wrong")
    status, _, err = _geoft(capsys, "ask", "--model", f"openai:{MODEL}", "x")
    assert status == 1 and "OpenAI refuses the key" in err
