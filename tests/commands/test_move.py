"""`geoft move`: nothing is asked before the cost is agreed to, and the answers become rows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoft_gui.cli import main
from geoft_gui.runs.hosted import HostedResult, write_hosted
from tests.hosted_server import HostedServer
from tests.key_stores import MemoryStore, system_store

KEY = "a-key-of-no-known-shape-1234"
MODEL = "gpt-4o-mini-2024-07-18"
ANSWERS = {
    "Create a 20mm cube": '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}',
    "Create a 30mm cube": '{"type":"cube","dimensions":{"length":30,"width":30,"height":30}}',
    "Create a 40mm cube": '{"type":"cube","dimensions":{"length":41,"width":41,"height":41}}',
    "Create a 50mm cube": "I had rather not.",
}


@pytest.fixture
def server(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HostedServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    answer = lambda messages, model: ANSWERS[messages[-1]["content"]]  # noqa: E731
    with system_store(MemoryStore()), HostedServer(key=KEY, answer=answer) as running:
        (own_home / "providers.toml").write_text(f'[openai]\nbase_url = "{running.url}"\n', encoding="utf-8")
        yield running


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.txt"
    path.write_text("\n".join([*ANSWERS, "", "Create a 20mm cube"]), encoding="utf-8")
    return path


def _move(capsys: pytest.CaptureFixture[str], prompts: Path, *more: str) -> tuple[int, str, str]:
    out = prompts.with_name("moved.jsonl")
    status = main(["move", "--prompts", str(prompts), "--out", str(out), *more])
    said = capsys.readouterr()
    assert KEY not in said.out + said.err
    return status, said.out, said.err


def test_nothing_is_asked_before_terms_and_cost_are_agreed_to(
    server: HostedServer, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ("--model", f"openai:{MODEL}")
    status, out, err = _move(capsys, prompts, *model)
    assert (status, out) == (1, "")
    assert "4 prompts go to OpenAI: " in err and "until 14 January 2027" in err
    assert "https://openai.com/policies/" in err and "--terms-read" in err
    status, out, err = _move(capsys, prompts, *model, "--terms-read")
    assert (status, out) == (1, "") and "--budget 0.01" in err
    assert not server.requests


def test_a_hosted_run_is_moved_and_the_same_command_asks_nothing_twice(
    own_home: Path, server: HostedServer, prompts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = own_home / "runs" / "hosted-1"
    run.mkdir(parents=True)
    (run / "run.json").write_text("{}", encoding="utf-8")
    result = HostedResult(provider="openai", model=MODEL, base=MODEL, created=datetime.now(UTC))
    write_hosted(run / "model", result, None)
    (run / "data").mkdir()
    taught = {"prompt": "Create a 10mm cube", "completion": ANSWERS["Create a 20mm cube"]}
    (run / "data" / "train.jsonl").write_text(json.dumps(taught), encoding="utf-8")
    agreed = ("--model", "hosted-1", "--terms-read", "--budget", "0.05")
    status, out, _ = _move(capsys, prompts, *agreed, "--limit", "1")
    assert status == 0 and "1 answer is in moved.jsonl, of 1 that came." in out
    status, out, err = _move(capsys, prompts, *agreed, "--json")
    told = json.loads(out)
    assert status == 0 and (told["questions"], told["answered"], told["kept"]) == (4, 4, 2)
    assert told["left_out"] == {"unanswered_numbers": 1, "not_json": 1}
    assert 0 < told["spent_usd"] < 0.05 and told["ended"] is None
    assert "Answered before: 1 of 4 prompts." in err and "There already, so left out: 1 row." in err
    assert len(server.requests) == 4
    assert server.requests[0].body["max_completion_tokens"] < 100, "as long as what it was taught"
    assert len(prompts.with_name("moved.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--model", "starter"), "is no model at a provider"),
        (("--model", "azure:mine", "--terms-read", "--budget", "1"), "can keep to no budget"),
        (("--model", "nebius:mine", "--terms-read"), "nobody has agreed to that"),
        (("--model", "nebius:mine", "--terms-read", "--any-price"), "There is no key for Nebius"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    server: HostedServer,
    prompts: Path,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    said: str,
) -> None:
    status, out, err = _move(capsys, prompts, *more)
    assert (status, out) == (1, "") and said in err
    assert not server.requests
