"""`geoft models`: what a training can start from, whether it fits this computer, and how it gets here."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from geoft_gui import paths, settings
from geoft_gui.commands import Commands
from geoft_gui.commands.hub_key import hub_key
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.bases.cached import Cached
    from geoft_gui.bases.catalogue import CatalogueModel
    from geoft_gui.bases.download import Remote
    from geoft_gui.bases.facts import ModelFacts
    from geoft_gui.engine.machine import Machine
    from geoft_gui.runs.spec import Method

_METHOD_WORDS = {"all_weights": "all weights", "lora": "LoRA", "lora_4bit": "4-bit LoRA"}
_FIT_WORDS = {"fits": "fits", "tight": "tight", "too_large": "too large"}
_GATE_WORDS = {
    "open": "Anybody can download it.",
    "click": "Sign in at {page}, accept the terms and make a token. {give}",
    "manual": "Ask for it at {page}; when the owner has let you in, make a token. {give}",
}
_MEGABYTE = 1_000_000


def add(commands: Commands) -> None:
    """Adds ``geoft models list | show | download``."""
    parser = commands.add_parser(
        "models",
        help="models to start from: list, show, download",
        description="Models that a training can start from, and whether they fit this computer.",
    )
    Terminal.add_json_flag(parser)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="known models, and what has been downloaded",
        description="Known models, from small to large, with how well they fit the memory of this computer. "
        "Every other model of the Hugging Face hub, and every folder with a model, can be used as well.",
    )
    listing.set_defaults(run=run_list)
    show = actions.add_parser(
        "show",
        help="one model, and whether it can be trained here",
        description="All that is known of a model, and whether it can be trained on this computer.",
    )
    show.add_argument("model", metavar="MODEL", help="starter, OWNER/NAME on the hub, a run, or a folder")
    show.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    show.set_defaults(run=run_show)
    download = actions.add_parser(
        "download",
        help="fetch a model from Hugging Face",
        description="Fetch a model from huggingface.co, going on where an earlier download stopped. Models "
        "with terms to accept need a token of yours. Give it in Settings → Keys, or with: geoft keys set "
        "hugging_face",
    )
    download.add_argument(
        "model", metavar="OWNER/NAME", help="the model, or a state of it: OWNER/NAME@COMMIT"
    )
    download.set_defaults(run=run_download)
    for action in (listing, show, download):
        Terminal.add_json_flag(action)


def run_list(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the catalogue with its fits, and what else has been downloaded. Asks nobody."""
    from geoft_gui.bases.cached import all_cached
    from geoft_gui.bases.catalogue import catalogue
    from geoft_gui.bases.fit import recommended
    from geoft_gui.engine.machine import describe

    machine = describe()
    best = recommended(machine).id
    here = {model.id: model for model in all_cached()}
    models = catalogue()
    others = [model for model in here.values() if all(model.id != listed.id for listed in models)]
    result = {
        "models": [
            _described(model, machine)
            | {"downloaded": _is_here(model.id, here), "recommended": model.id == best}
            for model in models
        ],
        "others": [{"id": each.id, "bytes": each.bytes, "folder": str(each.folder)} for each in others],
        "offline": _offline(),
    }
    terminal.result(result, "\n".join(_table(models, machine, best, here, others)))
    return 0


def run_show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints one model; the verdict is in what is printed, so the status is 0 whatever it says."""
    from geoft_gui.bases.cached import cached
    from geoft_gui.bases.catalogue import in_catalogue
    from geoft_gui.bases.facts import read_facts
    from geoft_gui.bases.places import folder_of
    from geoft_gui.bases.refusal import refuse_unusable
    from geoft_gui.engine.machine import describe
    from geoft_gui.runs.models import find_base

    machine = describe()
    lies = Path(arguments.model)
    # What is no model, such as a GGUF file, is refused with the reason rather than not found.
    there = lies.is_file() or (lies.is_dir() and not (lies / "run.json").is_file())
    root = arguments.runs or settings.runs_root()
    model = arguments.model if there else find_base(arguments.model, root, paths.starter_model())
    listed = in_catalogue(model)
    folder = Path(model) if there else folder_of(model)
    result: dict[str, object] = {"id": model}
    refusal: UserError | None = None
    facts = None if folder is None else read_facts(folder)
    if folder is not None:
        try:
            refuse_unusable(folder, model)
        except UserError as error:
            refusal = error
    elif listed is None:
        remote = _asked(model)
        refusal = remote.refusal
        result |= {"bytes": remote.bytes, "gate": remote.gate}
    if listed is not None:
        result = _described(listed, machine)
    elif facts is not None:
        result |= {"parameters": facts.parameters, "bytes": facts.bytes, "methods": _methods(facts, machine)}
    result |= {
        "folder": str(folder) if folder else None,
        "downloaded": folder is not None,
        "problem": refusal.message if refusal else None,
        "hint": refusal.hint if refusal else None,
    }
    lines = _shown(result, listed, facts, machine)
    if folder is None and refusal is None:
        lines.append(f"Download it with: geoft models download {model}")
    elif cached(model) is not None:
        lines.append(f"It has been downloaded, to {folder}.")
    if refusal is not None:
        lines.append(str(refusal))
    elif folder is not None:
        lines.append(f"Train it with: geoft train --model {model} --data FILE")
    terminal.result(result, "\n".join(lines))
    return 0


def run_download(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetches a model and says where it is; the size is said first."""
    from geoft_gui.bases.cached import cached
    from geoft_gui.bases.download import download
    from geoft_gui.bases.refusal import refuse_unusable
    from geoft_gui.runs.models import STARTER, is_hub_id

    named: str = arguments.model
    model, _, state = named.partition("@")
    commit = state or None
    if model == STARTER:
        raise UserError("The starter model comes with GeoFT.", "Train it with: geoft train --model starter")
    if not is_hub_id(model) or (commit is not None and re.fullmatch(r"[0-9a-f]{40}", commit) is None):
        raise UserError(f"“{named}” is not the name of a model on Hugging Face.", "It looks like owner/name.")
    folder = cached(model, commit)
    if folder is None:
        remote = _asked(model, commit)
        if remote.refusal is not None:
            raise remote.refusal
        terminal.say(f"{model}: {_size(remote.bytes)} to download. Ctrl+C stops it; it goes on from there.")
        total = max(1, remote.bytes // _MEGABYTE)
        with terminal.progress("Downloading", total, "MB") as progress:
            folder = download(
                model,
                lambda done, _: progress.set(done // _MEGABYTE),
                commit=commit,
                token=hub_key(),
            )
    refuse_unusable(folder, model)
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    terminal.result(
        {"id": model, "folder": str(folder), "bytes": size},
        f"{model} is in {folder} ({_size(size)}).\nTrain it with: geoft train --model {model} --data FILE",
    )
    return 0


def _asked(model: str, commit: str | None = None) -> "Remote":
    from geoft_gui.bases.download import remote_size

    return remote_size(model, commit, hub_key())


def _described(model: "CatalogueModel", machine: "Machine") -> dict[str, object]:
    return {
        "id": model.id,
        "name": model.name,
        "parameters": model.parameters,
        "context": model.context,
        "bytes": model.bytes,
        "licence": model.licence,
        "licence_url": model.licence_url,
        "limits": model.limits,
        "gate": model.gate,
        "advice": model.advice,
        "needs": model.needs,
        "methods": _methods(model.facts, machine, model.unsuitable),
    }


def _methods(
    facts: "ModelFacts", machine: "Machine", unsuitable: "frozenset[Method]" = frozenset()
) -> dict[str, dict[str, object]]:
    from geoft_gui.bases.fit import fit, needed
    from geoft_gui.runs.spec import Method

    fits: dict[str, dict[str, object]] = {}
    for method in get_args(Method):
        takes = needed(facts, method, machine)
        suits = method not in unsuitable
        fits[method] = {"needed_bytes": takes, "fit": fit(takes, machine), "suits": suits}
    return fits


def _table(
    models: "tuple[CatalogueModel, ...]",
    machine: "Machine",
    best: str,
    here: "dict[str, Cached]",
    others: "list[Cached]",
) -> list[str]:
    from geoft_gui.bases.fit import room
    from geoft_gui.engine.cuda import usable_cards

    memory = "graphics memory" if usable_cards(machine) else "free memory"
    width = max(len(model.id) for model in models)
    heads = "".join(f"{word:>13}" for word in _METHOD_WORDS.values())
    lines = [f"  {'':{width}}{'download':>10}{heads}   licence"]
    for model in models:
        fits = _methods(model.facts, machine, model.unsuitable)
        cells = "".join(f"{_cell(fits[method]):>13}" for method in _METHOD_WORDS)
        size = "here" if _is_here(model.id, here) else _size(model.bytes)
        gate = "" if model.gate == "open" else ", terms to accept"
        mark = "*" if model.id == best else " "
        lines.append(f"{mark} {model.id:{width}}{size:>10}{cells}   {model.licence}{gate}")
    lines += ["", f"* is recommended for this computer, with {_size(room(machine))} of {memory}."]
    lines.append("How well they fit is reckoned for one row of 512 tokens at a time; a rehearsal measures.")
    if others:
        lines += ["", "Downloaded as well:"]
        lines += [f"  {model.id:{width}}{_size(model.bytes):>10}" for model in others]
    if _offline():
        lines += ["", "HF_HUB_OFFLINE is set, so nothing can be downloaded: only models that are here."]
    return lines


def _cell(fits: dict[str, object]) -> str:
    return _FIT_WORDS[str(fits["fit"])] if fits["suits"] else "–"


def _shown(
    result: dict[str, object],
    listed: "CatalogueModel | None",
    facts: "ModelFacts | None",
    machine: "Machine",
) -> list[str]:
    from geoft_gui.bases.fit import fit_words, needed
    from geoft_gui.bases.hub_words import GIVE_TOKEN
    from geoft_gui.runs.spec import Method

    lines = [str(result["id"])]
    shape = listed.facts if listed else facts
    if shape is not None:
        place = "on the disk" if result.get("downloaded") else "to download"
        lines.append(f"{_count(shape.parameters)} parameters, {_size(shape.bytes)} {place}.")
    elif isinstance(size := result.get("bytes"), int):
        lines.append(f"{_size(size)} to download.")
    if listed is not None:
        gate = _GATE_WORDS[listed.gate].format(page=listed.page, give=GIVE_TOKEN) if listed.page else ""
        lines += [
            listed.advice,
            *filter(None, (listed.needs,)),
            f"It can look at {listed.context:,} tokens.",
            " ".join(filter(None, (f"Licence: {listed.licence}.", listed.limits, listed.licence_url))),
            *filter(None, (gate,)),
        ]
    if shape is not None:
        for method in get_args(Method):
            unsuitable = listed is not None and method in listed.unsuitable
            words = fit_words(needed(shape, method, machine), machine)
            lines.append(f"{_METHOD_WORDS[method]}: {'It is not made for that.' if unsuitable else words}")
    return lines


def _is_here(model: str, here: "dict[str, Cached]") -> bool:
    from geoft_gui.runs.models import STARTER

    return model == STARTER or model in here


def _offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def _count(parameters: int) -> str:
    if parameters >= 1_000_000_000:
        return f"{parameters / 1e9:.1f} billion"
    return f"{parameters / 1e6:,.0f} million"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1_000_000_000 else f"{count / 1e6:,.0f} MB"
