"""Our test server, and our way of asking, keep to OpenAI's published specification in both directions.

Prism stands between client and server and answers 422 to a request, 500 to a response, that the specification
does not allow. Left out, because Prism knows no way to check them: the content of a file, which the
specification calls JSON, and streamed answers.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml

from tests.backends.openai_compatible.hosted_runs import hosted_folder, live, small_provider
from tests.hosted_server import HostedServer
from tests.referee.brought import PRISM, node, node_package, published_specification
from tests.referee.served import free_port, served

SHA256 = "a203971a0bc0cd3b903b9488e3ac40eaa161a274dfaf172c1da73eee029147a8"
PATHS = ("/files", "/fine_tuning/", "/models", "/chat/completions")
ROWS = b"".join(
    json.dumps(
        {
            "messages": [
                {"role": "user", "content": f"Create a {size}mm cube"},
                {"role": "assistant", "content": f'{{"type":"cube","size":{size}}}'},
            ]
        }
    ).encode()
    + b"\n"
    for size in range(10, 22)
)


@pytest.fixture(scope="module")
def specification(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of the published specification that is about our calls."""
    whole = published_specification().read_bytes()
    assert hashlib.sha256(whole).hexdigest() == SHA256
    read = yaml.load(whole, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert (read["info"]["title"], read["info"]["version"]) == ("OpenAI API", "2.3.0")
    path = tmp_path_factory.mktemp("specification") / "openapi.json"
    path.write_text(json.dumps(_part(read), default=str), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[HostedServer]:
    with HostedServer() as running:
        yield running


@pytest.fixture(scope="module")
def prism(
    server: HostedServer, specification: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the guard before our server."""
    port = free_port()
    program = node_package(PRISM) / "dist" / "index.js"
    log = tmp_path_factory.mktemp("prism") / "log.txt"
    proxy = ["proxy", str(specification), server.url, "--errors", "--port", str(port)]
    with served([str(node()), str(program), *proxy], port, log) as address:
        yield address


@pytest.fixture
def client(prism: str, server: HostedServer) -> Iterator[openai.OpenAI]:
    # The specification has no word for a job that waits.
    server.begin_anew(paused_as="queued", steps=6)
    with openai.OpenAI(base_url=prism, api_key="test-key", max_retries=0, timeout=20) as opened:
        yield opened


def test_a_whole_life(client: openai.OpenAI, server: HostedServer) -> None:
    sent = client.files.create(
        file=("geoft-1.jsonl", ROWS),
        purpose="fine-tune",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )
    client.files.wait_for_processing(sent.id, poll_interval=0.01)
    assert [file.id for file in client.files.list(purpose="fine-tune", order="desc", limit=10)] == [sent.id]
    job = client.fine_tuning.jobs.create(
        model="gpt-4.1-mini-2025-04-14",
        training_file=sent.id,
        validation_file=sent.id,
        suffix="parts",
        seed=7,
        metadata={"geoft_run": "8c5d"},
        method={
            "type": "supervised",
            "supervised": {
                "hyperparameters": {"n_epochs": 2, "batch_size": 4, "learning_rate_multiplier": 1.8}
            },
        },
    )
    assert [found.id for found in client.fine_tuning.jobs.list(metadata={"geoft_run": "8c5d"})] == [job.id]
    assert not list(client.fine_tuning.jobs.list(metadata={"geoft_run": "another"}))
    assert client.fine_tuning.jobs.pause(job.id).status == "queued"
    client.fine_tuning.jobs.resume(job.id)
    while job.status not in {"succeeded", "failed", "cancelled"}:
        job = client.fine_tuning.jobs.retrieve(job.id)
    assert job.status == "succeeded"
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=5))
    assert [event.id for event in events] == [told["id"] for told in server.jobs[job.id].events[::-1]]
    checkpoints = list(client.fine_tuning.jobs.checkpoints.list(job.id, limit=1))
    assert [checkpoint.step_number for checkpoint in checkpoints] == [6, 3]
    assert client.files.retrieve(job.result_files[0]).purpose == "fine-tune-results"
    name = job.fine_tuned_model or ""
    assert str(client.models.retrieve(name).shutdown_date) == "2027-01-14"
    assert name in [model.id for model in client.models.list()]
    answer = client.chat.completions.create(
        model=name, messages=[{"role": "user", "content": "Create a 20mm cube"}], temperature=0.2, seed=0
    )
    assert answer.choices[0].message.content == '{"type":"cube","size":20}'
    permission = next(iter(client.fine_tuning.checkpoints.permissions.create(name, project_ids=["proj_1"])))
    client.fine_tuning.checkpoints.permissions.list(name)
    client.fine_tuning.checkpoints.permissions.delete(permission.id, fine_tuned_model_checkpoint=name)
    assert client.models.delete(name).deleted
    assert client.files.delete(sent.id).deleted
    assert not list(client.files.list(purpose="fine-tune"))


def test_an_end_before_its_time(client: openai.OpenAI, server: HostedServer) -> None:
    sent = server.platform.put_file(ROWS)
    job = client.fine_tuning.jobs.create(model="gpt-4.1-2025-04-14", training_file=sent.id)
    assert client.fine_tuning.jobs.cancel(job.id).status == "cancelled"


def test_a_job_that_fails(client: openai.OpenAI, server: HostedServer) -> None:
    sent = server.platform.put_file(ROWS.replace(b'"assistant"', b'"user"', 1))
    job = client.fine_tuning.jobs.create(model="gpt-4.1-2025-04-14", training_file=sent.id)
    job = client.fine_tuning.jobs.retrieve(job.id)
    assert job.status == "failed"
    assert job.error is not None
    assert "Line 1:" in job.error.message


def test_a_run_of_our_backend(client: openai.OpenAI, server: HostedServer, tmp_path: Path) -> None:
    # The content of a result file does not get past Prism.
    server.begin_anew(steps=6, results="none")
    assert live(hosted_folder(tmp_path), small_provider(str(client.base_url))) == "succeeded"
    assert {received.status for received in server.requests} == {200}
    calls = {(received.method, received.path.rstrip("0123456789")) for received in server.requests}
    assert {("POST", "/files"), ("POST", "/fine_tuning/jobs"), ("GET", "/fine_tuning/jobs/ftjob-")} <= calls


def test_prism_does_look(client: openai.OpenAI, server: HostedServer) -> None:
    sent = server.platform.put_file(ROWS)
    with pytest.raises(openai.UnprocessableEntityError):
        client.fine_tuning.jobs.create(model="gpt-4.1-2025-04-14", training_file=sent.id, seed=-1)
    job = client.fine_tuning.jobs.create(model="gpt-4.1-2025-04-14", training_file=sent.id)
    server.jobs[job.id].pause()
    server.jobs[job.id].status = "tired"
    with pytest.raises(openai.InternalServerError):
        client.fine_tuning.jobs.retrieve(job.id)


def _part(whole: dict[str, Any]) -> dict[str, Any]:
    """The paths that we use, and the components that they need."""
    paths = {path: item for path, item in whole["paths"].items() if path.startswith(PATHS)}
    components: dict[str, dict[str, Any]] = {}
    waiting: list[Any] = [paths]
    while waiting:
        text = json.dumps(waiting.pop(), default=str)
        for kind, name in re.findall(r'"#/components/(\w+)/([\w.-]+)"', text):
            kept = components.setdefault(kind, {})
            if name not in kept:
                kept[name] = whole["components"][kind][name]
                waiting.append(kept[name])
    told = {name: whole[name] for name in ("openapi", "info", "servers")}
    return told | {"paths": paths, "components": components}
