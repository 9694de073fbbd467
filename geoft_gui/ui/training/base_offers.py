"""The models that a training can start from, and what is known of each. Read on a thread of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from geoft_gui import paths
from geoft_gui.backends.methods import can_four_bits, choose_method
from geoft_gui.bases.cached import all_cached, cached
from geoft_gui.bases.catalogue import CatalogueModel, Gate, catalogue
from geoft_gui.bases.download import remote_size
from geoft_gui.bases.facts import ModelFacts, read_facts
from geoft_gui.bases.fit import ROW_TOKENS, Fit, fit, needed, recommended, room
from geoft_gui.bases.refusal import refuse_unusable
from geoft_gui.engine import machine as this_computer
from geoft_gui.engine.machine import Machine
from geoft_gui.errors import UserError
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import Method, TrainingSettings

METHODS: Final[tuple[Method, ...]] = get_args(Method)


@dataclass(frozen=True)
class MethodFit:
    """Whether a method can be had on this computer, and how many bytes it takes at the most."""

    fit: Fit
    needed: int


@dataclass(frozen=True)
class Offer:
    """A model to start from. `reference` is what `geoft train --model` takes.

    `bytes` are those to download, or those on the disk where it `is_here`; `free` those of memory that a
    training may have here. `remarks` say what else it wants and what its licence does not allow; `note` of a
    folder where it is. `fits` is empty where its shape is not known. `refusal` says why it cannot be trained.
    """

    reference: str
    name: str
    kind: Literal["catalogue", "run", "folder", "cached", "hub"]
    is_here: bool
    bytes: int | None = None
    parameters: int | None = None
    context: int | None = None
    licence: str = ""
    licence_url: str = ""
    gate: Gate = "open"
    advice: str = ""
    remarks: tuple[str, ...] = ()
    note: str = ""
    is_recommended: bool = False
    free: int = 0
    fits: Mapping[Method, MethodFit] = field(default_factory=dict)
    best_method: Method | None = None
    unsuitable: frozenset[Method] = frozenset()
    refusal: UserError | None = None


@dataclass(frozen=True)
class OwnModel:
    """A model that was trained here: its run's folder, what people call it, and where its weights are."""

    run: Path
    name: str
    model: Path


def read_offers(own: Iterable[OwnModel], folders: Iterable[Path]) -> tuple[Offer, ...]:
    """Everything that can be offered on this computer, the catalogue first. Takes some tenths of a second."""
    machine = this_computer.describe()
    best = recommended(machine).id
    listed = catalogue()
    known = {model.id for model in listed}
    return (
        *(_of_catalogue(model, machine, is_best=model.id == best) for model in listed),
        *(_of_folder(model.model, machine, str(model.run), model.name, "run") for model in own),
        *(_of_folder(folder, machine, str(folder), folder.name, "folder") for folder in folders),
        *(
            _of_folder(found.folder, machine, found.id, found.id, "cached")
            for found in all_cached()
            if found.id not in known
        ),
    )


def offer_folder(folder: Path) -> Offer:
    """A folder that the user has chosen. What is wrong with it is in its refusal."""
    return _of_folder(folder, this_computer.describe(), str(folder), folder.name, "folder")


def _of_catalogue(model: CatalogueModel, machine: Machine, *, is_best: bool) -> Offer:
    lies = paths.starter_model() if model.id == STARTER else cached(model.id)
    return Offer(
        reference=model.id,
        name=model.name,
        kind="catalogue",
        is_here=lies is not None,
        bytes=model.bytes,
        parameters=model.parameters,
        context=model.context,
        licence=model.licence,
        licence_url=model.licence_url,
        gate=model.gate,
        advice=model.advice,
        remarks=tuple(filter(None, (model.needs, model.limits))),
        is_recommended=is_best,
        unsuitable=model.unsuitable,
        **_fitting(model.facts, machine, model.unsuitable),
    )


def _of_folder(
    folder: Path, machine: Machine, reference: str, name: str, kind: Literal["run", "folder", "cached"]
) -> Offer:
    refusal = None
    try:
        refuse_unusable(folder, name)
    except UserError as error:
        refusal = error
    facts = read_facts(folder)
    return Offer(
        reference=reference,
        name=name,
        kind=kind,
        is_here=True,
        bytes=facts.bytes if facts else None,
        parameters=facts.parameters if facts else None,
        refusal=refusal,
        note=str(folder) if kind == "folder" else "",
        **_fitting(facts, machine, frozenset()),
    )


def offer_of_hub(name: str, hub_key: Callable[[], str | None]) -> Offer:
    """Any model on the hub, as far as it can be known before it is downloaded; what is wrong with it is in
    its refusal. `hub_key` gives the user's key, without which the hub does not tell of some.

    Raises UserError when there is none of this name or the hub cannot be reached.
    """
    lies = cached(name)
    if lies is not None:
        return _of_folder(lies, this_computer.describe(), name, name, "cached")
    remote = remote_size(name, token=hub_key())
    return Offer(
        reference=name,
        name=name,
        kind="hub",
        is_here=False,
        bytes=remote.bytes,
        gate=remote.gate,
        refusal=remote.refusal,
    )


def _fitting(facts: ModelFacts | None, machine: Machine, unsuitable: frozenset[Method]) -> dict[str, Any]:
    """What an offer says of the memory that training takes; nothing where the shape is not known."""
    if facts is None:
        return {}
    fits = {}
    for method in METHODS:
        if method == "lora_4bit" and not can_four_bits(machine):
            continue
        takes = needed(facts, method, machine)
        fits[method] = MethodFit(fit(takes, machine), takes)
    best = choose_method(TrainingSettings(), facts, ROW_TOKENS, machine, unsuitable).value
    return {"free": room(machine), "fits": fits, "best_method": best}
