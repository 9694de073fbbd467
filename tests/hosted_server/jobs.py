"""A fine-tuning job, and how it goes on."""

import base64
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TERMINAL = ("succeeded", "failed", "cancelled")
_KEPT_CHECKPOINTS = 3


@dataclass(frozen=True)
class JobFailure:
    """Why jobs fail: before the training ("validation") or after it ("end")."""

    stage: str
    code: str
    message: str
    param: str | None = None

    @classmethod
    def invalid_line(cls, number: int) -> "JobFailure":
        """The training file's validation names a line."""
        return cls(
            "validation",
            "invalid_training_file",
            "The job failed due to an invalid training file. "
            f"Invalid file format. Line {number}: the last message must be from the assistant.",
            "training_file",
        )

    @classmethod
    def moderated(cls) -> "JobFailure":
        """The training file is refused for what it says."""
        return cls(
            "validation",
            "invalid_training_file",
            "The job failed due to an invalid training file. This training file was blocked by our "
            "moderation system because it contains too many examples that violate OpenAI's usage policies, "
            "or because it attempts to create model outputs that violate OpenAI's usage policies.",
            "training_file",
        )

    @classmethod
    def unsafe_model(cls) -> "JobFailure":
        """The trained model does not pass the check of what it says."""
        return cls(
            "end",
            "unsafe_model",
            "The fine-tuned model was blocked because it failed our safety evaluations.",
        )

    @classmethod
    def internal(cls) -> "JobFailure":
        """The platform's own fault, in the middle of it."""
        return cls("end", "server_error", "The job failed due to an internal error.")


@dataclass(frozen=True)
class Story:
    """How jobs go on.

    Attributes:
        steps: training steps of a job.
        failure: how every job ends, if not well.
        sends_metrics: whether events carry numbers; else they only stand in the words.
        has_checkpoints: whether an epoch leaves one.
        results: the result file: "plain" or "base64" CSV, or "none".
        paused_as: the status of a job that waits; the specification has no word for it.
        organisation: who owns the jobs.
    """

    steps: int = 12
    failure: JobFailure | None = None
    sends_metrics: bool = True
    has_checkpoints: bool = True
    results: str = "plain"
    paused_as: str = "paused"
    organisation: str = "org-test"


@dataclass
class Job:
    """A job on the platform.

    Attributes:
        asked: the request that created it, as it came.
        position: how many stages it has gone through: queued, running, one per step, the end.
        polls: how often it was asked for.
        listed_from: the monotonic second from which the list of jobs shows it.
        lasting: nothing changes it, for tests by others that name it again and again.
        is_paused: it waits until it is resumed.
        began, stages: the clock's second at its creation; how many stages time or questions were good for.
    """

    id: str
    model: str
    training_file: str
    validation_file: str | None
    hyperparameters: dict[str, Any]
    method: dict[str, Any]
    metadata: dict[str, str] | None
    suffix: str | None
    seed: int
    created_at: int
    integrations: list[dict[str, Any]] | None
    story: Story
    fault_of_rows: tuple[str, str] | None = None
    tokens: int = 0
    status: str = "validating_files"
    error: dict[str, Any] | None = None
    finished_at: int | None = None
    fine_tuned_model: str | None = None
    result_file: str | None = None
    position: int = 0
    polls: int = 0
    listed_from: float = 0.0
    lasting: bool = False
    is_paused: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    checkpoints: list[dict[str, Any]] = field(default_factory=list)
    asked: Mapping[str, Any] = field(default_factory=dict)
    began: float = 0.0
    stages: int = 0

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        epochs = self.hyperparameters.get("n_epochs")
        self.epochs = epochs if isinstance(epochs, int) else 3
        self.say(f"Created fine-tuning job: {self.id}")
        self.say(f"Validating training file: {self.training_file}")

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in TERMINAL

    def told(self) -> dict[str, Any]:
        """The specification's ``FineTuningJob``."""
        epochs = self.hyperparameters.get("n_epochs", "auto") if self.position < 2 else self.epochs
        return {
            "id": self.id,
            "object": "fine_tuning.job",
            "created_at": self.created_at,
            "error": self.error,
            "fine_tuned_model": self.fine_tuned_model,
            "finished_at": self.finished_at,
            "hyperparameters": {
                "batch_size": self.hyperparameters.get("batch_size", "auto"),
                "learning_rate_multiplier": self.hyperparameters.get("learning_rate_multiplier", "auto"),
                "n_epochs": epochs,
            },
            "model": self.model,
            "organization_id": self.story.organisation,
            "result_files": [] if self.result_file is None else [self.result_file],
            "status": self.status,
            "trained_tokens": self.tokens * self.epochs if self.status == "succeeded" else None,
            "training_file": self.training_file,
            "validation_file": self.validation_file,
            "integrations": self.integrations,
            "seed": self.seed,
            "estimated_finish": None,
            "method": self.method,
            "metadata": self.metadata,
        }

    def say(
        self, message: str, level: str = "info", kind: str = "message", data: dict[str, Any] | None = None
    ) -> None:
        """Add an event."""
        self.events.append(
            {
                "id": f"ftevent-{self.id.removeprefix('ftjob-')}-{next(self._numbers):05}",
                "object": "fine_tuning.job.event",
                "created_at": self.created_at + self.position,
                "level": level,
                "message": message,
                "type": kind,
                "data": {} if data is None else data,
            }
        )

    def move(self) -> None:
        """Go through the next stage."""
        if self.is_over or self.is_paused:
            return
        self.position += 1
        failure = self.story.failure
        step = self.position - 2
        if self.position == 1:
            if failure is not None and failure.stage == "validation":
                self.fail(failure)
            elif self.fault_of_rows is not None:
                self.fail(JobFailure("validation", *self.fault_of_rows, "training_file"))
            else:
                self.status = "queued"
                self.say("Files validated, moving job to queued state")
        elif self.position == 2:
            self.status = "running"
            self.say("Fine-tuning job started")
        elif step <= self.story.steps:
            self._train(step)
        elif failure is not None:
            self.fail(failure)
        else:
            self._succeed()

    def fail(self, failure: JobFailure) -> None:
        """End badly."""
        self.status = "failed"
        self.finished_at = self.created_at + self.position
        self.error = {"code": failure.code, "message": failure.message, "param": failure.param}
        self.say(failure.message, "error")

    def pause(self) -> None:
        """Wait until it is resumed."""
        if not self.is_paused:
            self.is_paused = True
            self.status = self.story.paused_as
            self.say("The job has been paused")

    def resume(self) -> None:
        """Go on where it was paused."""
        if self.is_paused:
            self.is_paused = False
            self.status = ("validating_files", "queued")[self.position] if self.position < 2 else "running"
            self.say("The job has been resumed")

    def cancel(self) -> None:
        """End now; checkpoints stay."""
        self.status = "cancelled"
        self.finished_at = self.created_at + self.position
        self.say("The job was cancelled")

    @property
    def model_name(self) -> str:
        """The name of the model that comes of it."""
        organisation = self.story.organisation.removeprefix("org-")
        return f"ft:{self.model}:{organisation}:{self.suffix or ''}:{self.id.removeprefix('ftjob-')}"

    def results_csv(self) -> bytes:
        """The numbers of every step that was taken, as the result file holds them."""
        lines = ["step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"]
        for step in range(1, min(self.position - 2, self.story.steps) + 1):
            metrics = self.metrics(step)
            told = ("train_loss", "train_mean_token_accuracy", "valid_loss", "valid_mean_token_accuracy")
            lines.append(",".join([str(step), *(str(metrics.get(name, "")) for name in told)]))
        text = ("\n".join(lines) + "\n").encode()
        return base64.b64encode(text) if self.story.results == "base64" else text

    def metrics(self, step: int) -> dict[str, float]:
        """The numbers of a step; the same for every job."""
        loss = round(0.1 + 2 * math.exp(-4 * step / self.story.steps), 4)
        accuracy = round(1 - loss / 4, 4)
        told: dict[str, float] = {"train_loss": loss, "train_mean_token_accuracy": accuracy}
        if self.validation_file is not None:
            told["valid_loss"] = round(loss * 1.1, 4)
            told["valid_mean_token_accuracy"] = round(accuracy * 0.98, 4)
            if self._ends_epoch(step):
                told["full_valid_loss"] = round(loss * 1.2, 4)
                told["full_valid_mean_token_accuracy"] = round(accuracy * 0.97, 4)
        return told

    def _train(self, step: int) -> None:
        metrics = self.metrics(step)
        words = [f"training loss={metrics['train_loss']:.2f}"]
        if "valid_loss" in metrics:
            words.append(f"validation loss={metrics['valid_loss']:.2f}")
        if "full_valid_loss" in metrics:
            words.append(f"full validation loss={metrics['full_valid_loss']:.2f}")
        message = f"Step {step}/{self.story.steps}: {', '.join(words)}"
        if self.story.sends_metrics:
            data = {"step": step, "total_steps": self.story.steps, **metrics}
            self.say(message, kind="metrics", data=data)
        else:
            self.say(message)
        if self.story.has_checkpoints and self._ends_epoch(step):
            self._keep_checkpoint(step, metrics)

    def _ends_epoch(self, step: int) -> bool:
        every = self.story.steps / self.epochs
        return int(step / every) > int((step - 1) / every)

    def _keep_checkpoint(self, step: int, metrics: dict[str, float]) -> None:
        is_last = step == self.story.steps
        name = self.model_name if is_last else f"{self.model_name}:ckpt-step-{step}"
        self.say(f"Checkpoint created at step {step}")
        self.checkpoints.append(
            {
                "id": f"ftckpt_{self.id.removeprefix('ftjob-')}{step}",
                "object": "fine_tuning.job.checkpoint",
                "created_at": self.created_at + self.position,
                "fine_tuned_model_checkpoint": name,
                "fine_tuning_job_id": self.id,
                "step_number": step,
                "metrics": {"step": step, **metrics},
            }
        )
        del self.checkpoints[:-_KEPT_CHECKPOINTS]

    def _succeed(self) -> None:
        self.status = "succeeded"
        self.finished_at = self.created_at + self.position
        self.fine_tuned_model = self.model_name
        self.say(f"New fine-tuned model created: {self.fine_tuned_model}")
        self.say("Evaluating model against our usage policies", kind="message")
        self.say("Usage policy evaluations completed, model is now enabled for sampling")
        self.say("The job has successfully completed")
