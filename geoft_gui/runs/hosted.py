"""What a hosted run is asked to do, and the model that it leaves: a name at a provider instead of weights."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geoft_gui.errors import UserError
from geoft_gui.runs.writing import write_json

_FILE: Final = "geoft.json"
_LANGUAGE: Final = "v2"


class HostedSettings(BaseModel):
    """What shapes a hosted training. Each field's description is its help text everywhere."""

    model_config = ConfigDict(frozen=True)

    epochs: int = Field(
        default=3, ge=1, le=50, description="How many times the training rows are gone through; each is paid."
    )
    batch_size: int | None = Field(
        default=None,
        ge=1,
        description="Rows that are worked on at the same time; empty: the provider chooses.",
    )
    learning_rate_multiplier: float | None = Field(
        default=None,
        gt=0,
        description="How far the weights move beside the usual; empty: the provider chooses.",
    )
    learning_rate: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="How far the weights move at each step; empty: the provider chooses.",
    )
    suffix: str = Field(
        default="", max_length=64, description="A word of yours in the name of the new model."
    )
    budget: float | None = Field(
        default=None, gt=0, description="The most that the training may cost, in US dollars, by the estimate."
    )
    any_price: bool = Field(
        default=False,
        description="Agreed to although nobody here knows what the training costs; a price that is known "
        "needs a budget all the same.",
    )


class HostedCheckpoint(BaseModel):
    """A state of the training that can be asked on its own."""

    model_config = ConfigDict(frozen=True)

    step: int
    model: str


class HostedResult(BaseModel):
    """A model that a hosted training made.

    `provider` is the id of the provider, `model` the name by which it is asked there, `base` what it was
    trained from, `shutdown` the day from which it answers no longer, where that is known. `address` is where
    the provider was when it was trained; "" in models of earlier versions.
    """

    model_config = ConfigDict(frozen=True)

    provider: str
    model: str
    base: str
    checkpoints: tuple[HostedCheckpoint, ...] = ()
    created: datetime
    shutdown: date | None = None
    address: str = ""


def read_hosted(model_dir: Path) -> HostedResult | None:
    """The hosted model that a run's `model/` names; None where it holds another one, or none.

    Raises UserError when what it says of a hosted model is damaged.
    """
    told = _told(model_dir).get("hosted")
    if told is None:
        return None
    try:
        return HostedResult.model_validate(told)
    except ValidationError as error:
        raise UserError(
            f"The file {model_dir / _FILE} is damaged.",
            "The model is still at the provider: ask it by its name there.",
            str(error),
        ) from error


def hosted_system_prompt(model_dir: Path) -> str | None:
    """The system prompt that a hosted model was trained with, if any."""
    told = _told(model_dir).get("system_prompt")
    return told if isinstance(told, str) else None


def write_hosted(model_dir: Path, result: HostedResult, system_prompt: str | None) -> None:
    """Make a hosted model the result of a run. The file appears whole or not at all."""
    model_dir.mkdir(exist_ok=True)
    description = {
        "system_prompt": system_prompt,
        "base": result.base,
        "language": _LANGUAGE,
        "hosted": result.model_dump(mode="json"),
    }
    write_json(model_dir / _FILE, description)


def _told(model_dir: Path) -> Mapping[str, Any]:
    try:
        told = json.loads((model_dir / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
