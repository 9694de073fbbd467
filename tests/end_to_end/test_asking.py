"""A model on disk asked, scored and served through the terminal, with real processes on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import openai
import pytest
import trimesh

from geoft_gui import cli
from tests.small_models import BALL, BALL_PROMPT, CUBE, CUBE_PROMPT, save_small_model

RING_PROMPT = "Make a ring that cannot be"
RING = '{"type":"torus","dimensions":{"radius":4,"minor_radius":9}}'
ENDS = 120.0


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lessons = [(CUBE_PROMPT, CUBE), (BALL_PROMPT, BALL), (RING_PROMPT, RING)]
    return save_small_model(tmp_path_factory.mktemp("models") / "taught", lessons=lessons)


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A process of GeoFT and the first line of JSON that it prints."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()
        yield process, json.loads(line)
    finally:
        process.kill()
        process.communicate()


class Served(NamedTuple):
    """A server, and the process that it serves."""

    owner: "subprocess.Popen[bytes]"
    server: "subprocess.Popen[str]"
    url: str


@pytest.fixture(scope="module")
def served(taught: Path) -> Iterator[Served]:
    owner = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    arguments = ["-m", "geoft_gui.chat.server", "--model", str(taught), "--parent", str(owner.pid)]
    with started(*arguments) as (server, said):
        assert said["model"] == "taught"
        yield Served(owner, server, said["url"])
    owner.communicate()


@pytest.fixture
def url(served: Served) -> str:
    return served.url


def geoft(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_ask_starts_the_model_streams_the_part_and_saves_it(
    taught: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cube.stl"
    status, stdout, stderr = geoft(capsys, "ask", "--model", str(taught), CUBE_PROMPT, "--out", str(out))
    assert status == 0
    assert stdout == CUBE + "\n"
    assert "It builds: cube, 20 × 20 × 20 mm, 8,000 mm³, watertight." in stderr
    mesh = trimesh.load_mesh(out)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(8000, rel=1e-4)


def test_ask_tells_a_program_what_came_of_it(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, stdout, _ = geoft(capsys, "ask", "--model", url, CUBE_PROMPT, "--json")
    result = json.loads(stdout)
    assert status == 0
    assert set(result) == {
        "answer", "document", "parses", "matches_schema", "builds", "volume_mm3", "seconds"
    }  # fmt: skip
    assert result["answer"] == CUBE
    assert result["document"] == json.loads(CUBE)
    assert (result["parses"], result["matches_schema"], result["builds"]) == (True, True, True)
    assert result["volume_mm3"] == 8000
    assert result["seconds"] > 0


def test_ask_fails_when_what_shall_be_saved_does_not_build(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ring.stl"
    status, stdout, stderr = geoft(capsys, "ask", "--model", url, RING_PROMPT, "--out", str(out), "--json")
    assert status == 1
    assert json.loads(stdout)["builds"] is False
    assert "was not written" in stderr
    assert not out.exists()
    status, _, stderr = geoft(capsys, "ask", "--model", url, RING_PROMPT)
    assert status == 0
    assert "no part can be built" in stderr


def test_ask_repeats_itself_and_a_seed_changes_a_hot_answer(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hot = ["ask", "--model", f"{url}/v1", "a small part", "--temperature", "1.5"]
    first, again = (geoft(capsys, *hot)[1] for _ in range(2))
    other = geoft(capsys, *hot, "--seed", "1")[1]
    assert first == again != other


def test_ask_refuses_before_it_loads_anything(
    taught: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, stderr = geoft(
        capsys, "ask", "--model", str(taught), "a", "--out", str(tmp_path / "part.docx")
    )
    assert (status, "Loading" in stderr) == (1, False)
    status, _, stderr = geoft(capsys, "ask", "--model", "nobody", "a")
    assert status == 1
    assert "There is no model 'nobody'" in stderr
    assert geoft(capsys, "ask", "--model", str(taught), "a", "--temperature", "3")[0] == 2


def test_ask_passes_on_why_a_model_cannot_be_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"torn")
    status, _, stderr = geoft(capsys, "ask", "--model", str(tmp_path), "a")
    assert status == 1
    assert "are incomplete" in stderr
    assert "Traceback" not in stderr


def test_the_server_speaks_with_the_library_of_the_protocol(url: str) -> None:
    http_client = openai.DefaultHttpxClient(trust_env=False)
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", http_client=http_client) as referee:
        assert [model.id for model in referee.models.list()] == ["taught"]
        asked = {"model": "taught", "messages": [{"role": "user", "content": BALL_PROMPT}], "temperature": 0}
        whole = referee.chat.completions.create(**asked)  # type: ignore[call-overload]
        assert whole.choices[0].message.content == BALL
        assert whole.choices[0].finish_reason == "stop"
        streamed = list(referee.chat.completions.create(**asked, stream=True))  # type: ignore[call-overload]
        assert "".join(chunk.choices[0].delta.content or "" for chunk in streamed) == BALL
        assert len(streamed) > 10
        short = referee.chat.completions.create(**asked, max_tokens=4)  # type: ignore[call-overload]
        assert short.choices[0].finish_reason == "length"
        assert short.usage.completion_tokens == 4
        with pytest.raises(openai.BadRequestError, match="can look at 512"):
            asked["messages"] = [{"role": "user", "content": "7" * 600}]
            referee.chat.completions.create(**asked)  # type: ignore[call-overload]


def test_serve_says_that_a_port_is_taken_before_it_loads_the_model(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text("this model cannot be loaded", encoding="utf-8")
    port = url.rpartition(":")[2]
    status, stdout, stderr = geoft(capsys, "serve", "--model", str(tmp_path), "--port", port)
    assert (status, stdout) == (1, "")
    assert f"Port {port} on this computer cannot be used." in stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")
def test_serve_announces_itself_and_ends_cleanly_when_told_to(taught: Path) -> None:
    arguments = ["-m", "geoft_gui", "serve", "--model", str(taught), "--port", "0", "--json"]
    with started(*arguments) as (process, said):
        assert set(said) == {"url", "model"}
        assert said["url"].startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=ENDS)
        assert process.returncode == 0
        assert "Traceback" not in stderr


def test_eval_scores_every_row_and_names_those_it_cannot_use(
    taught: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "rows.jsonl"
    rows = [(CUBE_PROMPT, CUBE), (BALL_PROMPT, BALL), (BALL_PROMPT, CUBE), ("something", "no document")]
    lines = [json.dumps({"prompt": prompt, "completion": answer}) for prompt, answer in rows]
    data.write_text("\n".join([*lines, "{torn"]), encoding="utf-8")
    status, stdout, stderr = geoft(capsys, "eval", "--model", str(taught), "--data", str(data), "--json")
    scores = json.loads(stdout)
    assert status == 0
    assert (scores["n"], scores["correct"]) == (5, 0.4)
    assert scores["by_type"]["unusable"]["n"] == 2
    assert scores["by_type"]["sphere"]["correct"] == 1.0
    assert "2 of 5 rows cannot be used" in stderr
    assert "row 5: The line is not JSON" in stderr
    status, stdout, _ = geoft(capsys, "eval", "--model", str(taught), "--data", str(data), "--limit", "2")
    assert status == 0
    assert "2 rows" in stdout
    assert "correct               100.0%" in stdout


def test_a_server_ends_with_the_process_it_serves(served: Served) -> None:
    """The last of this file: the others ask this very server."""
    assert served.server.poll() is None
    served.owner.communicate(b"\n")
    served.server.communicate(timeout=ENDS)
    assert served.server.returncode == 0
