"""What the referees do not look at: refusals, failures, keys, and how jobs move on."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openai
import pytest

from tests.hosted_server import HostedServer, JobFailure

MODEL = "gpt-4.1-mini-2025-04-14"


def rows(count: int = 12, last: str = "assistant") -> bytes:
    lines = [
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": f"{n}"}]}
        for n in range(count)
    ]
    lines[-1]["messages"][-1]["role"] = last
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@contextmanager
def served(key: str = "test-key", **settings: Any) -> Iterator[tuple[HostedServer, openai.OpenAI]]:
    with (
        HostedServer(**settings) as server,
        openai.OpenAI(base_url=server.url, api_key=key, max_retries=0, timeout=10) as client,
    ):
        yield server, client


def test_a_wrong_key_is_refused_and_never_kept() -> None:
    with served(key="sk-wrong-marker-1234") as (server, client):
        with pytest.raises(openai.AuthenticationError) as seen:
            client.models.list()
        assert seen.value.code == "invalid_api_key"
        assert "marker" not in repr(server.requests) + str(seen.value)


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("training_not_available", openai.PermissionDeniedError),
        ("insufficient_quota", openai.RateLimitError),
        ("model_not_available", openai.BadRequestError),
    ],
)
def test_a_job_is_refused_only_after_the_upload(reason: str, error: type[openai.APIStatusError]) -> None:
    with served(refuse=reason) as (server, client):
        sent = client.files.create(file=("a.jsonl", rows()), purpose="fine-tune")
        client.files.wait_for_processing(sent.id, poll_interval=0.01)
        with pytest.raises(error) as seen:
            client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        assert seen.value.code == reason
        assert not server.jobs


def test_a_file_must_be_read_before_it_is_trained_on() -> None:
    with served(polls_until_processed=2) as (_, client):
        sent = client.files.create(file=("a.jsonl", rows()), purpose="fine-tune")
        with pytest.raises(openai.BadRequestError, match="still being processed"):
            client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        assert [client.files.retrieve(sent.id).status for _ in range(2)] == ["uploaded", "processed"]
        client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)


@pytest.mark.parametrize(
    ("content", "failure", "code", "said"),
    [
        (rows(last="user"), None, "invalid_training_file", "Line 12:"),
        (rows(count=9), None, "invalid_n_examples", "has 9 example"),
        (rows(), JobFailure.invalid_line(4), "invalid_training_file", "Line 4:"),
        (rows(), JobFailure.moderated(), "invalid_training_file", "usage policies"),
        (rows(), JobFailure.unsafe_model(), "unsafe_model", "safety"),
    ],
)
def test_jobs_fail(content: bytes, failure: JobFailure | None, code: str, said: str) -> None:
    with served(failure=failure, polls_per_stage=0.1) as (server, client):
        sent = server.platform.put_file(content)
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        while job.status not in {"failed", "succeeded"}:
            job = client.fine_tuning.jobs.retrieve(job.id)
        assert job.error is not None
        assert job.error.code == code
        assert said in (job.error.message or "")
        assert next(iter(client.fine_tuning.jobs.list_events(job.id))).level == "error"


def test_jobs_move_with_polls_with_time_or_by_hand() -> None:
    now = 0.0
    with served(polls_per_stage=2) as (server, client):
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        said = [client.fine_tuning.jobs.retrieve(job.id).status for _ in range(4)]
        assert said == ["validating_files", "queued", "queued", "running"]
        server.begin_anew(clock=lambda: now, stage_seconds=10)
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        assert client.fine_tuning.jobs.retrieve(job.id).status == "validating_files"
        now = 25.0
        assert client.fine_tuning.jobs.retrieve(job.id).status == "running"
        server.begin_anew(polls_per_stage=0, steps=5)
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        server.move(job.id, 8)
        assert client.fine_tuning.jobs.retrieve(job.id).status == "succeeded"


def test_a_paused_job_waits() -> None:
    with served() as (server, client):
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id)
        assert client.fine_tuning.jobs.pause(job.id).status == "paused"
        assert [client.fine_tuning.jobs.retrieve(job.id).status for _ in range(5)] == ["paused"] * 5
        client.fine_tuning.jobs.resume(job.id)
        assert client.fine_tuning.jobs.retrieve(job.id).status == "queued"
        client.fine_tuning.jobs.cancel(job.id)
        with pytest.raises(openai.BadRequestError, match="already completed"):
            client.fine_tuning.jobs.cancel(job.id)


def test_a_new_job_may_be_listed_late() -> None:
    with served(listed_after=0.2) as (server, client):
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id, metadata={"geoft_run": "1"})
        assert not list(client.fine_tuning.jobs.list(metadata={"geoft_run": "1"}))
        server.jobs[job.id].listed_from = 0
        assert [found.id for found in client.fine_tuning.jobs.list(metadata={"geoft_run": "1"})] == [job.id]


@pytest.mark.parametrize("results", ["plain", "base64"])
def test_the_numbers_of_every_step(results: str) -> None:
    with served(steps=4, results=results, polls_per_stage=0.1) as (server, client):
        sent = server.platform.put_file(rows())
        job = client.fine_tuning.jobs.create(model=MODEL, training_file=sent.id, validation_file=sent.id)
        job = client.fine_tuning.jobs.retrieve(job.id)
        content = client.files.content(job.result_files[0]).read()
        table = (base64.b64decode(content) if results == "base64" else content).decode().splitlines()
        assert table[0] == "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"
        assert [line.split(",")[0] for line in table[1:]] == ["1", "2", "3", "4"]


def test_answers_in_pieces() -> None:
    with served(answer=lambda messages, model: messages[-1]["content"][::-1]) as (_, client):
        pieces = client.chat.completions.create(
            model="gpt-6-luna", messages=[{"role": "user", "content": "a long question"}], stream=True
        )
        assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "noitseuq gnol a"
        with pytest.raises(openai.NotFoundError) as seen:
            client.chat.completions.create(model="ft:gone", messages=[{"role": "user", "content": "a"}])
        assert seen.value.code == "model_not_found"


def test_as_a_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hosted_server", "--until-closed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with openai.OpenAI(base_url=url, api_key="test-key", max_retries=0, timeout=10) as client:
            assert client.models.retrieve(MODEL).shutdown_date is not None
        process.communicate(timeout=10)
    assert process.returncode == 0
