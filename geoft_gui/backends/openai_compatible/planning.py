"""From what a user asks of a provider to a complete spec."""

from collections.abc import Sequence
from pathlib import Path

from geoft_gui.backends.plan import Plan
from geoft_gui.backends.preparation import Preparation, prepare
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.events import now
from geoft_gui.runs.hosted import HostedSettings, read_hosted
from geoft_gui.runs.spec import RunSpec, TrainingSettings, new_id, with_settings

_OURS = frozenset({"budget", "any_price"})
"""Settings that no provider hears of."""


def plan_hosted(
    *,
    data: Path,
    validation: Path | None,
    provider: Provider,
    model: str,
    runs_root: Path,
    assignments: Sequence[str] = (),
    seed: int = 0,
    preparation: Preparation | None = None,
    called: str = "",
) -> Plan:
    """Read the rows and apply `key=value` assignments; `model` is a model there, or a run that made one.

    With a `preparation` of the same files and seed the rows are not read again. `called` is what people call
    the rows, where that is not the name of the file.

    Raises UserError when the rows or an assignment are wrong, or the provider does not take a setting.
    """
    settings = with_settings(HostedSettings(), assignments)
    check_settings(settings, provider)
    base = _base(model, provider, runs_root)
    preparation = preparation or prepare(data, validation, seed)
    created = now()
    spec = RunSpec(
        id=new_id(base, provider.id, created),
        name=f"{base} on {called or data.name}",
        created=created,
        backend=provider.id,
        model=base,
        data=data.resolve(),
        validation=validation.resolve() if validation else None,
        preset="hosted",
        seed=seed,
        settings=TrainingSettings(),
        hosted=settings,
    )
    set_by_hand = (f"Set by you: {', '.join(assignments)}.",) if assignments else ()
    left = [
        name
        for name in ("batch_size", "learning_rate_multiplier", "learning_rate")
        if _is_left(name, settings)
    ]
    open_ones = [name.replace("_", " ") for name in left if name in provider.hyperparameters]
    chosen = (f"{provider.name} chooses: {', '.join(open_ones)}.",) if open_ones else ()
    return Plan(spec, preparation, chosen + set_by_hand)


def check_settings(settings: HostedSettings, provider: Provider) -> None:
    """Raises UserError when a provider does not take one of the settings that were set."""
    for name in settings.model_fields_set:
        _check_setting(name, getattr(settings, name), provider)


def _base(model: str, provider: Provider, runs_root: Path) -> str:
    """What is trained: the model that a run left at the same provider, or the name as it is."""
    run = runs_root / model
    if not model or not (run / "run.json").is_file():
        return model
    result = read_hosted(run / "model")
    if result is None or result.provider != provider.id:
        raise UserError(
            f"The run {model} has no model at {provider.called}.",
            f"Choose a model of {provider.called}, or train on this computer.",
        )
    return result.model


def _is_left(name: str, settings: HostedSettings) -> bool:
    return getattr(settings, name) is None


def _check_setting(name: str, value: object, provider: Provider) -> None:
    if name in _OURS or value in (None, "") or value == HostedSettings.model_fields[name].default:
        return
    if name not in provider.hyperparameters:
        known = ", ".join(key for key in provider.hyperparameters if key in HostedSettings.model_fields)
        raise UserError(f"{provider.name} takes no setting called '{name}'.", f"It takes: {known}.")
    choices = provider.choices.get(name)
    if choices and value not in choices:
        told = ", ".join(f"{choice:g}" for choice in choices)
        raise UserError(f"{provider.name} does not take {name} {value}.", f"Choose one of: {told}.")
