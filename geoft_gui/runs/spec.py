"""What a training run was asked to do. Written once into `run.json` and never changed afterwards."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges, rows_in
from geoft_gui.runs.hosted import HostedSettings

__all__ = [
    "FORMAT",
    "FileIdentity",
    "Method",
    "Provenance",
    "RunSpec",
    "SplitIdentity",
    "TrainingSettings",
    "new_id",
    "read_provenance",
    "read_spec",
    "row_ranges",
    "rows_in",
    "with_settings",
]

FORMAT: Final = 1
Method = Literal["all_weights", "lora", "lora_4bit"]
_Model = TypeVar("_Model", bound=BaseModel)


class TrainingSettings(BaseModel):
    """Everything that shapes the training itself. Each field's description is its help text everywhere."""

    model_config = ConfigDict(frozen=True)

    epochs: float = Field(default=3.0, gt=0, description="How many times the training rows are gone through.")
    learning_rate: float = Field(
        default=2e-4, gt=0, le=1, description="How far the weights move at each step, at its peak."
    )
    scheduler: Literal["cosine", "linear", "constant"] = Field(
        default="cosine", description="How the learning rate falls after the warm-up."
    )
    warmup_fraction: float = Field(
        default=0.05, ge=0, lt=1, description="Part of the run in which the learning rate rises from zero."
    )
    batch_size: int = Field(default=8, ge=1, description="Rows that are worked on at the same time.")
    gradient_accumulation: int = Field(
        default=1, ge=1, description="Batches that are added up before the weights move; saves memory."
    )
    weight_decay: float = Field(default=0.01, ge=0, description="How strongly large weights are held back.")
    max_grad_norm: float = Field(default=1.0, gt=0, description="Longest step that a gradient may ask for.")
    method: Method = Field(
        default="lora",
        description="What is trained: all weights, a small adapter beside them (LoRA), or an adapter beside "
        "weights that are rounded to 4 bits, which takes the least memory.",
    )
    lora_rank: int = Field(default=16, ge=1, description="Width of the adapter (LoRA only).")
    lora_alpha: int = Field(default=32, ge=1, description="Strength of the adapter (LoRA only).")
    lora_dropout: float = Field(
        default=0.0, ge=0, lt=1, description="Part of the adapter that is left out at random (LoRA only)."
    )
    evaluations: int = Field(
        default=8, ge=0, description="How many times in the run the model is judged on held-out prompts."
    )
    early_stopping: int | None = Field(
        default=None,
        ge=1,
        description="The run ends after so many judgements in a row without a better model; empty: never.",
    )
    score_prompts: int = Field(
        default=64, ge=0, description="How many held-out prompts are answered each time the model is judged."
    )
    samples: int = Field(
        default=4, ge=0, description="How many of these answers are kept to be looked at each time."
    )
    max_new_tokens: int = Field(default=512, ge=1, description="Longest answer, in tokens.")
    checkpoint_steps: int | None = Field(
        default=None, ge=1, description="Steps between two checkpoints; empty: one at each judgement."
    )
    checkpoints_kept: int = Field(
        default=2, ge=1, description="How many of the newest checkpoints are kept, beside the best one."
    )
    system_prompt: str | None = Field(
        default=None, description="Put in front of every conversation that has no system message of its own."
    )

    @property
    def trains_adapter(self) -> bool:
        """Whether an adapter is trained, and the model's own weights stay as they are."""
        return self.method != "all_weights"


class RunSpec(BaseModel):
    """What is asked of one run. `format` is raised when an older reader could no longer understand it."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = FORMAT
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str
    created: datetime
    backend: str = "local"
    model: str
    """`starter`, a model folder, or an id on the Hugging Face hub."""
    data: Path
    validation: Path | None = None
    """None: a part of the training rows is held out."""
    preset: str
    seed: int = Field(default=0, ge=0, lt=2**32)
    settings: TrainingSettings
    hosted: HostedSettings | None = None
    """What a hosted training is asked to do, with `backend` the provider's id and `model` its name for the
    base; of `settings`, only the system prompt counts then. None: the run is trained by GeoFT's trainer."""


class FileIdentity(BaseModel):
    """Which file the rows came from, at the time they were read."""

    model_config = ConfigDict(frozen=True)

    path: Path
    sha256: str
    rows: int


class SplitIdentity(BaseModel):
    """Which frozen split the rows are from: the `id` in its `split.json`, and where that was."""

    model_config = ConfigDict(frozen=True)

    id: str
    path: Path


class Provenance(BaseModel):
    """Where a run came from: enough to make it again and to see that it is the same."""

    model_config = ConfigDict(frozen=True)

    data: FileIdentity
    validation: FileIdentity | None
    train_rows: str
    """Numbers of the rows trained on, in the data file: `1-3600,3602`."""
    validation_rows: str
    """Numbers of the held-out rows, in the validation file or, when there is none, in the data file."""
    split: SplitIdentity | None = None
    """None: the rows are not from a split that was frozen."""
    packages: dict[str, str]
    machine: dict[str, Any]


def new_id(model: str, preset: str, now: datetime | None = None) -> str:
    """A readable id that sorts by time: `20261122-121530-starter-quick` (local time)."""
    moment = (now or datetime.now(UTC)).astimezone()
    words = [_slug(Path(model).name if model else ""), _slug(preset)]
    return "-".join([moment.strftime("%Y%m%d-%H%M%S"), *filter(None, words)])


def with_settings(settings: _Model, assignments: Iterable[str]) -> _Model:
    """The same settings with `key=value` assignments applied, as `--set` takes them.

    Raises UserError when an assignment is not `key=value`, the key is unknown or the value does not fit.
    """
    changes: dict[str, Any] = {}
    known = type(settings).model_fields
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        key = key.strip().replace("-", "_")
        if not equals:
            raise UserError(f"'{assignment}' is not a setting.", "Write it as key=value, such as epochs=3.")
        if key not in known:
            raise UserError(f"There is no setting called '{key}'.", f"Known settings: {', '.join(known)}.")
        optional = known[key].default is None
        changes[key] = None if optional and value.strip().lower() in {"", "none"} else value
    try:
        return type(settings).model_validate({**settings.model_dump(), **changes})
    except ValidationError as error:
        raise _setting_error(error, changes, known) from error


def read_spec(raw: Mapping[str, Any], where: Path) -> RunSpec:
    """The spec inside a `run.json` object. Raises UserError when a newer GeoFT wrote it or it is damaged."""
    written = raw.get("format")
    if isinstance(written, int) and written > FORMAT:
        raise UserError(
            f"The run in {where} was made by a newer GeoFT.", "Update GeoFT on this computer to open it."
        )
    return _validated(RunSpec, raw, where)


def read_provenance(raw: Mapping[str, Any], where: Path) -> Provenance:
    """The provenance inside a `run.json` object. Raises UserError when it is damaged."""
    return _validated(Provenance, raw.get("provenance"), where)


def _validated(model: type[_Model], raw: object, where: Path) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise UserError(
            f"The file run.json in {where} is damaged.",
            "Its log and model can still be opened; start a new run to train again.",
            str(error),
        ) from error


def _setting_error(
    error: ValidationError, changes: Mapping[str, Any], known: Mapping[str, FieldInfo]
) -> UserError:
    first = error.errors()[0]
    key = str(first["loc"][0])
    return UserError(
        f"'{changes.get(key)}' does not fit the setting '{key}': {first['msg'].lower()}.",
        known[key].description or "",
        str(error),
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
