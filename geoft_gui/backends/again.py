"""A new run as an earlier one was, but for what is changed: what its error says would mend it, or by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geoft_gui.backends.openai_compatible.planning import check_settings
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.preparation import prepare
from geoft_gui.hosted.providers import provider
from geoft_gui.runs.events import now
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings
from geoft_gui.runs.spec import new_id, with_settings
from geoft_gui.runs.summary import summarise


def plan_again(folder: RunFolder, assignments: Sequence[str] = ()) -> Plan:
    """A plan with the rows, model and settings of a run, its error's change applied, then `assignments`.

    Where the files that it learnt from are gone, the run's own copy of their rows is taken. What a training
    at a provider may cost is not taken over: that has to be agreed to again.

    Raises UserError when the run is damaged, its rows cannot be read, or an assignment does not fit.
    """
    spec = folder.spec
    hosted = spec.hosted
    error = summarise(folder.events()).error
    mending = as_assignments(error.change) if error is not None and error.change else ()
    data, validation, why = _rows_of(folder)
    created = now()
    changed = [*mending, *assignments]
    settings: dict[str, Any] = (
        {"settings": with_settings(spec.settings, changed)}
        if hosted is None
        else {"hosted": _hosted_again(hosted, changed, spec.backend)}
    )
    again = spec.model_copy(
        update={
            "id": new_id(spec.model, spec.preset if hosted is None else spec.backend, created),
            "created": created,
            "data": data,
            "validation": validation,
            **settings,
        }
    )
    reasons = (
        f"The settings of {folder.path.name}{', but for ' + ', '.join(changed) if changed else ''}.",
        *why,
    )
    return Plan(again, prepare(data, validation, spec.seed), reasons)


def as_assignments(change: Mapping[str, Any]) -> tuple[str, ...]:
    """A change of settings as `--set` takes it."""
    return tuple(f"{name}={'none' if value is None else value}" for name, value in change.items())


def _hosted_again(settings: HostedSettings, changed: Sequence[str], backend: str) -> HostedSettings:
    again = with_settings(settings.model_copy(update={"budget": None, "any_price": False}), changed)
    check_settings(again, provider(backend))
    return again


def _rows_of(folder: RunFolder) -> tuple[Path, Path | None, tuple[str, ...]]:
    spec = folder.spec
    if spec.data.exists() and (spec.validation is None or spec.validation.exists()):
        return spec.data, spec.validation, ()
    gone = spec.data if not spec.data.exists() else spec.validation
    return (
        folder.train_data,
        folder.validation_data,
        (f"{gone} is gone, so the rows are taken from {folder.path.name} itself.",),
    )
