"""From what a user asks for to a complete spec: rows are read, the preset chooses, assignments override."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geoft_gui import paths
from geoft_gui.backends.lengths import row_lengths
from geoft_gui.backends.preparation import Preparation, prepare
from geoft_gui.backends.presets import settings_from_preset
from geoft_gui.bases.catalogue import CatalogueModel, in_catalogue
from geoft_gui.bases.facts import ModelFacts, read_facts
from geoft_gui.bases.places import folder_of
from geoft_gui.data.tokens import counter_for
from geoft_gui.engine import machine
from geoft_gui.runs.events import now
from geoft_gui.runs.models import find_base
from geoft_gui.runs.spec import Method, RunSpec, TrainingSettings, new_id, with_settings


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
    called: str = "",
) -> Plan:
    """Read the rows, let the preset choose the settings, and apply `key=value` assignments to them.

    With a `preparation` of the same files and seed the rows are not read again. `called` is what people call
    the rows, where that is not the name of the file: the run is named by it.

    Raises UserError when rows, model, preset or an assignment are wrong.
    """
    base = find_base(model, runs_root, paths.starter_model())
    listed = in_catalogue(base)
    preparation = preparation or prepare(data, validation, seed)
    choice = settings_from_preset(
        preset,
        base,
        len(preparation.split.train),
        machine.describe(),
        _facts(base, listed),
        lengths=row_lengths(preparation, counter_for(base)),
        method=_method_in(assignments),
        unsuitable=listed.unsuitable if listed else frozenset(),
    )
    created = now()
    spec = RunSpec(
        id=new_id(model, preset, created),
        name=f"{Path(model).name} on {called or data.name}",
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


def _facts(base: str, listed: CatalogueModel | None) -> ModelFacts | None:
    """From the model's files where they are here, else from the catalogue."""
    folder = folder_of(base)
    facts = read_facts(folder) if folder is not None else None
    return facts or (listed.facts if listed else None)


def _method_in(assignments: Sequence[str]) -> Method | None:
    """The method that the user set, so that all else is chosen to suit it; None where it was not."""
    told = [text for text in assignments if text.partition("=")[0].strip() == "method"]
    return with_settings(TrainingSettings(), told).method if told else None
