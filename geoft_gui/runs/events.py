"""What can happen in a run. One event is one line of `events.jsonl`; its `type` says which model reads it."""

import json
import math
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

StatusName = Literal[
    "queued",
    "preparing",
    "running",
    "pausing",
    "paused",
    "stopping",
    "stopped",
    "succeeded",
    "failed",
    "interrupted",
]
ENDED: frozenset[str] = frozenset({"paused", "stopped", "succeeded", "failed", "interrupted"})
"""No process works on a run with one of these."""


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


Number = Annotated[float | None, BeforeValidator(_finite)]
"""None where the value was not finite: JSON has no NaN, and a curve should show a gap, not end."""


class BaseEvent(BaseModel):
    """`seq` and `time` are set by the writer; 0 and None mean: not written yet."""

    model_config = ConfigDict(frozen=True)

    seq: int = 0
    time: datetime | None = None


class ProviderEvent(BaseEvent):
    """What can also be told by the provider of a hosted training.

    `source` is then the id of what the provider said; each is written exactly once. None: GeoFT's own words.
    """

    source: str | None = None


class Phase(ProviderEvent):
    """A named stretch of work: `done` of `total` units; total None: how much there is is not known.

    `ends` is when a provider expects it to be over, where it says so.
    """

    type: Literal["phase"] = "phase"
    name: str
    done: float = 0
    total: float | None = None
    ends: datetime | None = None


class Step(ProviderEvent):
    """One optimizer step. `loss` and `token_accuracy` are means over the answer tokens of its batch."""

    type: Literal["step"] = "step"
    step: int
    total_steps: int
    epoch: float
    loss: Number
    learning_rate: Number = None
    """None: a provider does not tell it."""
    grad_norm: Number = None
    token_accuracy: Number = None
    tokens: int = 0
    """Tokens gone through since the run began."""
    tokens_per_second: Number = None


class Evaluation(ProviderEvent):
    """Loss and next-token accuracy on the held-out rows."""

    type: Literal["evaluation"] = "evaluation"
    step: int
    loss: Number
    token_accuracy: Number = None


class ScoreEvent(BaseEvent):
    """`n` held-out prompts answered and judged as parts. Rates are 0..1 of all `n`: a failure counts 0."""

    type: Literal["score"] = "score"
    step: int
    n: int
    parses: float
    matches_schema: float
    builds: float
    correct: float
    mean_iou: float
    cad_score: float
    by_kind: dict[str, dict[str, float]] = {}
    """For each type of part, the same rates and its own `n`."""


class Sample(BaseEvent):
    """One held-out prompt with the expected and the given answer."""

    type: Literal["sample"] = "sample"
    step: int
    prompt: str
    expected: str
    answer: str
    verdict: Literal["correct", "another_part", "does_not_build", "not_a_document"]


class Checkpoint(ProviderEvent):
    """A checkpoint lies complete on disk. `path` is relative to the run folder: `checkpoints/step-000200`.

    One of a hosted training lies at the provider: `path` is empty, and `model` is its name there.
    """

    type: Literal["checkpoint"] = "checkpoint"
    step: int
    path: str
    best: bool = False
    model: str | None = None


class Warning_(ProviderEvent):
    """Something the user should know; the run goes on."""

    type: Literal["warning"] = "warning"
    message: str
    hint: str = ""
    details: str = ""


class Error_(BaseEvent):
    """Why a run failed: what happened, what to do, and details for a report.

    `change` holds the settings with which a new run would not fail like that; None where none are known.
    `kind` is what went wrong with a provider, as `hosted.hosted_error` names it; None for anything else.
    """

    type: Literal["error"] = "error"
    message: str
    hint: str = ""
    details: str = ""
    change: dict[str, Any] | None = None
    kind: str | None = None


class Status(BaseEvent):
    """The run is in this state from here on. `message` says why where it is not obvious."""

    type: Literal["status"] = "status"
    status: StatusName
    message: str = ""


class Unknown(BaseEvent):
    """An event of a newer GeoFT, or a line that cannot be read (type `unreadable`): kept as it is."""

    type: str
    fields: dict[str, Any]


Known = Phase | Step | Evaluation | ScoreEvent | Sample | Checkpoint | Warning_ | Error_ | Status
Event = Known | Unknown
_ADAPTER: TypeAdapter[Known] = TypeAdapter(Annotated[Known, Field(discriminator="type")])
_HOSTED_ONLY = ("source", "model", "ends")
"""Fields that only the events of hosted runs have: not written where they say nothing."""


def to_line(event: Event) -> str:
    """The event as one line of JSON, with its newline."""
    if isinstance(event, Unknown):
        when = event.time.isoformat().replace("+00:00", "Z") if event.time else None
        raw = {"seq": event.seq, "time": when, "type": event.type, **event.fields}
        return json.dumps(raw, ensure_ascii=False) + "\n"
    unsaid = {name for name in _HOSTED_ONLY if getattr(event, name, None) is None}
    return event.model_dump_json(exclude=unsaid) + "\n"


def from_line(line: str) -> Event:
    """The event in one line. Never raises: what this version cannot read comes back as Unknown."""
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError:
        return _unknown(line)


def now() -> datetime:
    """This moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _unknown(line: str) -> Unknown:
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str):
        return Unknown(type="unreadable", fields={"line": line})
    fields = {key: value for key, value in raw.items() if key not in {"seq", "time", "type"}}
    try:
        return Unknown(seq=raw.get("seq", 0), time=raw.get("time"), type=raw["type"], fields=fields)
    except ValidationError:
        return Unknown(type="unreadable", fields={"line": line})
