"""From what a user asks for to a complete spec: rows are read, the preset chooses, assignments override."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geoft_gui import paths
from geoft_gui.backends.preparation import Preparation, prepare
from geoft_gui.backends.presets import settings_from_preset
from geoft_gui.bases.facts import read_facts
from geoft_gui.engine import machine
from geoft_gui.runs.events import now
from geoft_gui.runs.models import STARTER, find_base
from geoft_gui.runs.spec import RunSpec, new_id, with_settings


@dataclass(frozen=True)
class Plan:
    """A run that could be drafted, and why its settings are what they are."""

    spec: RunSpec
    preparation: Preparation
    reasons: tuple[str, ...]


def plan(
    *,
    data: Path,
    validation: Path | None,
    model: str,
    preset: str,
    runs_root: Path,
    assignments: Sequence[str] = (),
    seed: int = 0,
    backend: str = "local",
    preparation: Preparation | None = None,
) -> Plan:
    """Read the rows, let the preset choose the settings, and apply `key=value` assignments to them.

    With a `preparation` of the same files and seed the rows are not read again.

    Raises UserError when rows, model, preset or an assignment are wrong.
    """
    starter = paths.starter_model()
    base = find_base(model, runs_root, starter)
    preparation = preparation or prepare(data, validation, seed)
    facts = read_facts(starter if base == STARTER else Path(base))
    rows = len(preparation.split.train)
    choice = settings_from_preset(preset, base, rows, machine.describe(), facts)
    created = now()
    spec = RunSpec(
        id=new_id(model, preset, created),
        name=f"{Path(model).name} on {data.name}",
        created=created,
        backend=backend,
        model=base,
        data=data.resolve(),
        validation=validation.resolve() if validation else None,
        preset=preset,
        seed=seed,
        settings=with_settings(choice.settings, assignments),
    )
    set_by_hand = (f"Set by you instead: {', '.join(assignments)}.",) if assignments else ()
    return Plan(spec, preparation, choice.reasons + set_by_hand)
