"""What the platform holds, and what it does when it is asked."""

import itertools
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.hosted_server.faults import Fault
from tests.hosted_server.files import MIN_ROWS, StoredFile, fault_of_rows
from tests.hosted_server.jobs import Job, Story

USUAL_PAGE = 20
_DOCUMENT = '{"type":"cube","size":20}'

_WINDING_DOWN = (
    "OpenAI is winding down the fine-tuning platform and your organization is no longer able to create new "
    "fine-tuning training jobs. Learn more https://developers.openai.com/api/docs/deprecations"
    "#update-to-openais-self-serve-fine-tuning"
)


class Refused(Exception):
    """An answer that is an error, in the API's form."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _refusals() -> dict[str, Refused]:
    quota = (
        "You exceeded your current quota, please check your plan and billing details. For more information "
        "on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
    )
    return {
        "training_not_available": Refused(403, _WINDING_DOWN, code="training_not_available"),
        "insufficient_quota": Refused(429, quota, code="insufficient_quota", kind="insufficient_quota"),
        "model_not_available": Refused(
            400,
            "Model is not available for fine-tuning or does not exist.",
            code="model_not_available",
            param="model",
        ),
        "exceeded_jobs": Refused(
            429,
            "Fine-tuning jobs cannot be created on an Explore plan.",
            code="exceeded_quota",
            kind="invalid_request_error",
        ),
    }


@dataclass
class Received:
    """A request as it came: no value of a secret header is kept."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    fault: Fault = Fault.NONE
    status: int | None = None


@dataclass
class Platform:
    """Everything that is on the platform; all of it on the server's own thread.

    Attributes:
        key: the key that must come along; None takes any.
        story: how jobs go on.
        polls_per_stage: how often a job is asked for until its next stage; 0.25 goes through four stages at
            each question; 0 moves no job by itself (``HostedServer.move`` does).
        clock: seconds; where it is given, jobs move with time instead, one stage in ``stage_seconds``.
        refuse: no job is created, for this reason (a key of ``_refusals``), after the upload went well.
        refused_models: models that cannot be trained.
        can_pause: whether there are calls to pause and resume.
        polls_until_processed: how often an uploaded file is asked for before it counts as processed.
        listed_after: seconds until a new job is seen in the list of jobs.
        oldest_first: lists of jobs come in the order of creation, as some providers have it.
        answer: (messages, model) -> what a model says.
        min_rows: rows that a training file needs.
        lasting: nothing that was put there with ``put_file`` or ``put_job`` changes or goes away.
    """

    key: str | None = "test-key"
    story: Story = field(default_factory=Story)
    polls_per_stage: float = 1
    clock: Callable[[], float] | None = None
    stage_seconds: float = 0.05
    refuse: str | None = None
    refused_models: Sequence[str] = ()
    can_pause: bool = True
    polls_until_processed: int = 1
    listed_after: float = 0.0
    oldest_first: bool = False
    answer: Callable[[list[dict[str, Any]], str], str] = field(
        default=lambda messages, model: _DOCUMENT, repr=False
    )
    min_rows: int = MIN_ROWS
    lasting: bool = False
    files: dict[str, StoredFile] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    permissions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    requests: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        for name, closes in (
            ("gpt-4o-mini-2024-07-18", "2027-01-14"),
            ("gpt-4.1-2025-04-14", "2027-01-14"),
            ("gpt-4.1-mini-2025-04-14", "2027-01-14"),
            ("gpt-6-luna", None),
        ):
            self.put_model(name, closes)

    # ------------------------------------------------------------------ what tests put there
    def put_model(self, name: str, shutdown_date: str | None = None, owned_by: str = "system") -> None:
        """Have a model that can be asked."""
        self.models[name] = {
            "id": name,
            "object": "model",
            "created": int(time.time()),
            "owned_by": owned_by,
            "shutdown_date": shutdown_date,
        }

    def put_file(
        self,
        content: bytes,
        filename: str = "rows.jsonl",
        *,
        id: str | None = None,
        purpose: str = "fine-tune",
    ) -> StoredFile:
        """Have a file that is processed already."""
        file = StoredFile(
            id or f"file-{next(self._ids):06}",
            filename,
            content,
            purpose,
            int(time.time()),
            lasting=self.lasting,
        )
        self.files[file.id] = file
        return file

    def put_job(self, training_file: str, *, id: str | None = None, model: str = "gpt-4o-mini") -> Job:
        """Have a job, as if it had been created."""
        job = self._job({"model": model, "training_file": training_file}, id)
        job.lasting = self.lasting
        return job

    # ------------------------------------------------------------------ files
    def create_file(
        self, filename: str, content: bytes, purpose: str, expires_after: int | None
    ) -> StoredFile:
        """Store an upload."""
        if purpose == "fine-tune" and not filename.endswith(".jsonl"):
            message = f"Invalid file format. File name must end with .jsonl: {filename}"
            raise Refused(400, message, param="file")
        file = self.put_file(content, filename, purpose=purpose)
        file.lasting = False
        file.waits = self.polls_until_processed
        if expires_after is not None:
            file.expires_at = file.created_at + expires_after
        return file

    def file(self, file_id: str) -> StoredFile:
        """A file; asking for it brings it on."""
        file = self._found(self.files, file_id, "No such File object: {id}", "id")
        file.waits = max(0, file.waits - 1)
        return file

    def delete_file(self, file_id: str) -> dict[str, Any]:
        """Remove a file."""
        if not self._found(self.files, file_id, "No such File object: {id}", "id").lasting:
            del self.files[file_id]
        return {"id": file_id, "object": "file", "deleted": True}

    # ------------------------------------------------------------------ jobs
    def create_job(self, asked: Mapping[str, Any]) -> Job:
        """Start a job, if everything about it is right."""
        if self.refuse is not None:
            raise _refusals()[self.refuse]
        _check_creation(asked)
        if asked["model"] in self.refused_models:
            raise _refusals()["model_not_available"]
        for name in ("training_file", "validation_file"):
            file = self.files.get(asked.get(name) or "")
            if asked.get(name) is None:
                continue
            if file is None or file.purpose != "fine-tune":
                raise Refused(400, f"invalid {name}: {asked[name]}", param=name)
            if file.status != "processed":
                raise Refused(400, f"File '{file.id}' is still being processed and is not ready to be used.")
        return self._job(asked)

    def job(self, job_id: str) -> Job:
        """A job, as far as it has come."""
        job = self._found(self.jobs, job_id, "Could not find fine tune: {id}", "fine_tuning_job_id")
        self._bring_on(job)
        return job

    def poll(self, job_id: str) -> Job:
        """The same, where the question itself may bring it on."""
        job = self.job(job_id)
        if self.clock is None and self.polls_per_stage > 0 and not job.lasting:
            job.polls += 1
            passed = int(job.polls / self.polls_per_stage)
            self.move(job, passed - job.stages)
            job.stages = passed
        return job

    def move(self, job: Job, stages: int = 1) -> None:
        """Have a job go through stages."""
        for _ in range(stages):
            job.move()
        if job.status == "succeeded" and job.result_file is None:
            if job.story.results != "none":
                name = f"file-result-{job.id.removeprefix('ftjob-')}"
                job.result_file = self.put_file(
                    job.results_csv(), "step_metrics.csv", id=name, purpose="fine-tune-results"
                ).id
            base = self.models.get(job.model, {})
            for told in (job.fine_tuned_model, *(c["fine_tuned_model_checkpoint"] for c in job.checkpoints)):
                self.put_model(str(told), base.get("shutdown_date"), job.story.organisation)

    def change(self, job_id: str, verb: str) -> Job:
        """Cancel, pause or resume a job."""
        job = self.job(job_id)
        if job.lasting:
            return job
        if verb != "cancel" and not self.can_pause:
            raise Refused(404, f"Invalid URL (POST /v1/fine_tuning/jobs/{job_id}/{verb})")
        if job.is_over:
            raise Refused(400, f"Job has already completed: {job_id}")
        getattr(job, verb)()
        return job

    def listed_jobs(self, metadata: Mapping[str, str]) -> list[Job]:
        """The jobs that the list shows, in its order."""
        now = time.monotonic()
        jobs = [
            job
            for job in self.jobs.values()
            if job.listed_from <= now and metadata.items() <= (job.metadata or {}).items()
        ]
        for job in jobs:
            self._bring_on(job)
        return jobs if self.oldest_first else jobs[::-1]

    # ------------------------------------------------------------------ models
    def model(self, name: str) -> dict[str, Any]:
        """A model that can be asked."""
        if name not in self.models:
            raise Refused(
                404,
                f"The model `{name}` does not exist or you do not have access to it.",
                code="model_not_found",
            )
        return self.models[name]

    def _job(self, asked: Mapping[str, Any], job_id: str | None = None) -> Job:
        method = asked.get("method") or {"type": "supervised"}
        hyperparameters = dict((method.get(method["type"]) or {}).get("hyperparameters") or {})
        file = self.files[asked["training_file"]]
        job = Job(
            id=job_id or f"ftjob-{next(self._ids):06}",
            model=asked["model"],
            training_file=asked["training_file"],
            validation_file=asked.get("validation_file"),
            hyperparameters=hyperparameters or dict(asked.get("hyperparameters") or {}),
            method={"type": method["type"], method["type"]: {"hyperparameters": hyperparameters}}
            if method["type"] != "reinforcement"
            else dict(method),
            metadata=asked.get("metadata"),
            suffix=asked.get("suffix"),
            seed=asked["seed"] if asked.get("seed") is not None else 42,
            created_at=int(time.time()),
            integrations=asked.get("integrations"),
            story=replace(self.story),
            fault_of_rows=fault_of_rows(file.content, self.min_rows),
            tokens=len(file.content) // 4,
            listed_from=time.monotonic() + self.listed_after,
            asked=dict(asked),
        )
        job.began = self.clock() if self.clock is not None else 0.0
        self.jobs[job.id] = job
        return job

    def _bring_on(self, job: Job) -> None:
        if self.clock is not None and not job.lasting:
            passed = int((self.clock() - job.began) / self.stage_seconds)
            self.move(job, passed - job.stages)
            job.stages = max(job.stages, passed)

    @staticmethod
    def _found(kept: Mapping[str, Any], key: str, message: str, param: str) -> Any:
        if key not in kept:
            raise Refused(404, message.format(id=key), param=param, code=None)
        return kept[key]


def page(items: Sequence[dict[str, Any]], after: str | None, limit: int | None) -> dict[str, Any]:
    """One page of a list: what follows the item ``after``; nothing follows one that is not there."""
    ids = [item["id"] for item in items]
    if after is not None:
        items = items[ids.index(after) + 1 :] if after in ids else []
    size = limit if limit is not None and limit > 0 else USUAL_PAGE
    shown = list(items[:size])
    return {
        "object": "list",
        "data": shown,
        "has_more": len(items) > size,
        "first_id": shown[0]["id"] if shown else None,
        "last_id": shown[-1]["id"] if shown else None,
    }


def _check_creation(asked: Mapping[str, Any]) -> None:
    for name in ("model", "training_file"):
        if not isinstance(asked.get(name), str):
            code = "missing_required_parameter"
            raise Refused(400, f"Missing required parameter: '{name}'.", param=name, code=code)
    if len(asked.get("suffix") or "") > 64:
        raise Refused(400, "The suffix must be at most 64 characters long.", param="suffix")
    metadata = asked.get("metadata") or {}
    if len(metadata) > 16 or any(len(k) > 64 or len(str(v)) > 512 for k, v in metadata.items()):
        raise Refused(400, "The metadata is too long.", param="metadata")
    seed = asked.get("seed")
    if seed is not None and not (isinstance(seed, int) and 0 <= seed <= 2147483647):
        raise Refused(400, "The seed must be from 0 to 2147483647.", param="seed")
    method = asked.get("method")
    if method is not None and method.get("type") not in {"supervised", "dpo", "reinforcement"}:
        raise Refused(400, "The method's type is not known.", param="method.type")
    sets = [asked.get("hyperparameters") or {}]
    if method is not None:
        sets.append((method.get(method["type"]) or {}).get("hyperparameters") or {})
    for told in sets:
        for name, low, high in (("n_epochs", 1, 50), ("batch_size", 1, 256)):
            value = told.get(name, "auto")
            if value != "auto" and not (isinstance(value, int) and low <= value <= high):
                raise Refused(400, f"{value} is not valid for {name}.", param=f"hyperparameters.{name}")
        value = told.get("learning_rate_multiplier", "auto")
        if value != "auto" and not (isinstance(value, int | float) and value > 0):
            name = "learning_rate_multiplier"
            raise Refused(400, f"{value} is not valid for {name}.", param=f"hyperparameters.{name}")


def metadata_filter(query: Mapping[str, str]) -> dict[str, str]:
    """The pairs of ``metadata[key]=value`` in a query."""
    found = {}
    for name, value in query.items():
        match = re.fullmatch(r"metadata\[(.+)\]", name)
        if match:
            found[match.group(1)] = value
    return found
