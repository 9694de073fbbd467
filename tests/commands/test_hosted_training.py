"""`geoft train --backend PROVIDER` and what can be done with such a run."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from geoft_gui import cli
from geoft_gui.hosted.providers import write_custom
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings
from tests.backends.openai_compatible.hosted_runs import BASE, hosted_folder
from tests.backends.small_rows import write_small_rows
from tests.hosted_server import HostedServer
from tests.key_stores import MemoryStore, system_store
from tests.runs.sample_runs import sample_run


@pytest.fixture(autouse=True)
def no_system_store() -> Iterator[None]:
    """The developer's own keys are out of reach."""
    with system_store(MemoryStore()):
        yield


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_small_rows(tmp_path / "rows.jsonl")


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object], str]:
    status = cli.main([*arguments, "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out.strip() else {}, err


def list_of(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def test_a_dry_run_tells_findings_tokens_and_price_without_the_network(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setenv("OPENAI_API_KEY", "test-key-9876543210")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    runs = ["--runs", str(tmp_path / "runs")]
    asked = ["train", "--backend", "openai", "--model", BASE, "--data", str(rows), "--dry-run", *runs]
    status, told, _ = geoft(capsys, *asked)
    assert status == 0
    assert (told["provider"], told["model"], told["rows"], told["validation_rows"]) == ("openai", BASE, 54, 6)
    tokens, dollars = told["tokens"], told["dollars"]
    assert isinstance(tokens, list) and isinstance(dollars, list)
    assert 0 < tokens[0] <= tokens[1] and dollars == pytest.approx([n * 3 * 5 / 1e6 for n in tokens])
    problems = told["problems"]
    assert isinstance(problems, list)
    assert {problem["severity"] for problem in problems} == {"warning"}
    assert any("can be asked for" in problem["message"] for problem in problems)
    assert not list((tmp_path / "runs").glob("*/run.json"))


def test_what_costs_money_starts_only_when_it_was_agreed_to(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test-key-9876543210")
    asked = ["train", "--backend", "openai", "--model", BASE, "--data", str(rows), "--runs", str(tmp_path)]
    status, _, complaint = geoft(capsys, *asked, "--budget", "0.01")
    assert status == 1
    assert "may cost up to $" in complaint and "Agree with: --budget 0." in complaint
    assert not list(tmp_path.glob("*/run.json"))


def test_an_unknown_price_is_agreed_to_by_a_flag_of_its_own(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test-key-9876543210")
    asked = ["train", "--backend", "openai", "--model", "a-model", "--data", str(rows)]
    asked += ["--runs", str(tmp_path)]
    status, _, complaint = geoft(capsys, *asked)
    assert status == 1
    assert "does not know what a-model costs" in complaint and "Agree with: --any-price" in complaint
    status, _, complaint = geoft(capsys, *asked, "--any-price", "--budget", "0.01")
    assert status == 1 and "can keep to no budget" in complaint
    status, told, _ = geoft(capsys, *asked, "--any-price", "--dry-run")
    settings = told["settings"]
    assert status == 0 and isinstance(settings, dict) and settings["any_price"] is True
    assert cli.main([*asked, "--dry-run"]) == 0
    assert "Agree to that with --any-price." in capsys.readouterr().out
    assert not list(tmp_path.glob("*/run.json"))


def test_a_model_has_to_be_named(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = geoft(capsys, "train", "--backend", "openai", "--data", str(rows))
    assert status == 1
    assert "cannot train the starter model" in complaint and BASE in complaint


def test_what_only_this_computer_can_do_is_said(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["train", "--backend", "openai", "--model", BASE, "--data", str(rows), "--queue"]
    status, _, complaint = geoft(capsys, *asked)
    assert status == 1 and "--queue is for trainings on this computer" in complaint


def test_a_run_is_followed_to_its_end_and_its_rows_deleted(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = ["--runs", str(tmp_path / "runs")]
    with HostedServer(key=None, steps=3, polls_per_stage=0.05) as server:
        write_custom(server.url)
        asked = ["train", "--backend", "custom", "--model", "a-model", "--data", str(rows), *runs]
        status, told, said = geoft(capsys, *asked)
        assert status == 0, said
        [job] = server.jobs.values()
        assert (told["status"], told["model"]) == ("succeeded", job.fine_tuned_model)
        name = Path(str(told["run"])).name
        status, shown, _ = geoft(capsys, "runs", "show", name, *runs)
        assert (status, shown["status"], shown["step"]) == (0, "succeeded", 3)
        assert (shown["backend"], shown["job"]) == ("custom", job.id)
        assert shown["trained_model"] == job.fine_tuned_model
        assert {file.filename for file in server.files.values()} >= set(list_of(shown["uploads"]))
        assert len(list_of(shown["uploads"])) == 2 and "preset" not in shown
        assert cli.main(["runs", "show", name, *runs]) == 0
        printed = capsys.readouterr().out
        assert f"Where: Your own server, job {job.id}" in printed
        assert "Settings: epochs=3" in printed and "geoft runs delete-uploads" in printed
        status, told, _ = geoft(capsys, "runs", "delete-uploads", name, *runs)
        assert (status, told["deleted"]) == (0, 2)
        assert not [file for file in server.files.values() if file.purpose == "fine-tune"]
        status, shown, _ = geoft(capsys, "runs", "show", name, *runs)
        assert (status, shown["uploads"]) == (0, [])
        status, told, said = geoft(capsys, "runs", "again", name, "--set", "epochs=2", *runs)
        assert status == 0, said
        assert "but for epochs=2" in said and len(server.jobs) == 2
        assert RunFolder(Path(str(told["run"]))).spec.hosted == HostedSettings(epochs=2)
        assert cli.main(["runs", "list", *runs]) == 0
        assert capsys.readouterr().out.count("Your own server  succeeded") == 2
        assert cli.main(["runs", "delete", Path(str(told["run"])).name, *runs]) == 0
        printed = capsys.readouterr().out
        assert f"Its model stays at your own server, as {told['model']}" in printed
        assert "Its rows stay at your own server, as geoft-" in printed


def test_what_an_earlier_run_was_allowed_to_cost_is_agreed_to_anew(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test-key-9876543210")
    folder = hosted_folder(tmp_path, budget=50.0)
    status, _, complaint = geoft(capsys, "runs", "again", folder.path.name, "--runs", str(tmp_path))
    assert status == 1
    assert "nothing has been agreed to" in complaint and "--budget" in complaint
    assert [path.parent for path in tmp_path.glob("*/run.json")] == [folder.path]


def test_a_training_on_this_computer_takes_no_budget(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sample_run(tmp_path)
    asked = ["runs", "again", folder.path.name, "--budget", "3", "--runs", str(tmp_path)]
    status, _, complaint = geoft(capsys, *asked)
    assert status == 1 and "costs nothing" in complaint
