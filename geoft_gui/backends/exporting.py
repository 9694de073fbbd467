"""Takes a finished model away: as an adapter, whole weights or one GGUF file, asked for a part first."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from geoft_gui.bases.facts import read_facts
from geoft_gui.bases.places import folder_of
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.engine import machine, work_folders
from geoft_gui.engine.line_child import ChildDiedError, told_by_child
from geoft_gui.engine.processes import ChildGivenUpError
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import reason

Form = Literal["adapter", "merged", "gguf"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
CONVERTER: Final = "convert_hf_to_gguf.py"
"""llama.cpp's own, https://github.com/ggml-org/llama.cpp; found on the search path."""
_EXPORTER: Final = ("-m", "geoft_gui.inference.export")
_LONGEST_PROMPT: Final = 2_000
"""In characters: what is asked to compare two answers need not be long."""
_GGUF_BYTES: Final = 2
"""Of each weight: the converter writes 16 bits unless told otherwise."""


class ExportGivenUpError(UserError):
    """Nobody waits for the export any more."""

    def __init__(self) -> None:
        super().__init__("The export was given up.", "Nothing was written.")


@dataclass(frozen=True)
class Exported:
    """A model that was written, loaded again and asked; `same`: it answered as the run's own model did."""

    folder: Path
    form: Form
    bytes: int
    prompt: str
    answer: str
    same: bool


@dataclass(frozen=True)
class Offer:
    """A form in which a run's model can be taken away: bytes, or in `hindrance` why it cannot be."""

    form: Form
    bytes: int
    hindrance: str = ""


def offers(folder: RunFolder) -> tuple[Offer, ...]:
    """What can be made of a run's model, with sizes known before anything is written.

    Raises UserError when the run has no model yet.
    """
    model = folder.model_dir
    adapter = (model / "adapter_config.json").is_file()
    if not adapter and not (model / "config.json").is_file():
        raise UserError(
            f"The run {folder.path.name} has no model yet.",
            f"See how far it is in Runs, or with: geoft runs show {folder.reference}",
        )
    base = _base(model) if adapter else model
    facts = read_facts(base) if base else None
    missing = "" if facts else "Its base model is not on this computer."
    whole = facts.bytes if facts else 0
    as_gguf = _GGUF_BYTES * facts.parameters if facts else 0
    no_converter = "" if shutil.which(CONVERTER) else f"llama.cpp's {CONVERTER} is not on the search path."
    return (
        Offer("adapter", _size(model), "" if adapter else "All weights were trained: there is no adapter."),
        Offer("merged", whole, missing),
        Offer("gguf", as_gguf, missing or no_converter),
    )


def export(
    folder: RunFolder,
    out: Path,
    form: Form,
    *,
    tell: Callable[[str], None] = lambda phase: None,
    given_up: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write a run's model to the new folder `out`, load it again there and ask it for a part.

    `out` appears when all of that went well. `tell` hears what is being done.

    Raises UserError when the form is not on offer, `out` exists, the disk has no room or the export fails,
    and ExportGivenUpError when `given_up` says so; nothing is left behind then.
    """
    offered = {offer.form: offer for offer in offers(folder)}
    offer = offered[form]
    if offer.hindrance:
        raise UserError(f"This model cannot be exported like that. {offer.hindrance}", "Choose another form.")
    out = out.resolve()
    if out.exists():
        raise UserError(f"There is already something at {out}.", "Choose a folder that does not exist yet.")
    # A GGUF file is made from whole weights that lie beside it until then.
    needed = offer.bytes + (offered["merged"].bytes if form == "gguf" else 0)
    if machine.free_disk(out) < needed:
        raise UserError(
            f"The model takes {needed / 1e9:.1f} GB, and the disk has no room for it.",
            "Free some space, or choose another folder.",
        )
    unfinished = work_folders.unfinished(out)
    # A process that was killed while it exported has left as much as a whole model.
    work_folders.clear_unfinished(out.parent)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        answer = _exported(folder, unfinished, form, tell, given_up)
        unfinished.rename(out)
    except OSError as error:
        raise UserError(
            f"The model cannot be written to {out}: {reason(error)}.", "Choose another folder.", str(error)
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Exported(out, form, _size(out), answer["prompt"], answer["answer"], answer["same"])


def _exported(
    folder: RunFolder,
    target: Path,
    form: Form,
    tell: Callable[[str], None],
    given_up: Callable[[], bool],
) -> dict[str, Any]:
    arguments = [*_EXPORTER, str(folder.model_dir), str(target), "--form", form]
    if form == "gguf":
        arguments += ["--converter", str(shutil.which(CONVERTER))]

    def hear(told: dict[str, Any]) -> None:
        if "phase" in told:
            tell(str(told["phase"]))

    try:
        # In a file: everyone on the computer can read the arguments of a process.
        with tempfile.TemporaryDirectory(prefix="geoft-") as private:
            if (prompt := _prompt(folder)) is not None:
                asked = Path(private) / "prompt.txt"
                asked.write_bytes(prompt.encode("utf-8"))
                arguments += ["--prompt-file", str(asked)]
            last = told_by_child(arguments, hear, given_up=given_up)
    except ChildGivenUpError as error:
        raise ExportGivenUpError from error
    except ChildDiedError as error:
        raise UserError(
            "The model could not be exported.", "See the details; nothing was left behind.", str(error)
        ) from error
    if "problem" in last:
        problem = last["problem"]
        raise UserError(problem["message"], problem["hint"], problem["details"])
    exported: dict[str, Any] = last["exported"]
    return exported


def _prompt(folder: RunFolder) -> str | None:
    """One that the model has not learnt from."""
    rows = read_rows(folder.validation_data) if folder.validation_data.is_file() else iter(())
    prompts = (row.prompt for row in rows if isinstance(row, Row))
    return next((prompt for prompt in prompts if len(prompt) <= _LONGEST_PROMPT and "\0" not in prompt), None)


def _base(model: Path) -> Path | None:
    """The folder of the model that an adapter belongs to; None when it is not on this computer."""
    try:
        described = json.loads((model / "geoft.json").read_text(encoding="utf-8"))
        name, commit = described["base"], described.get("base_commit")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    base = folder_of(str(name), commit)
    return base if base is not None and base.is_dir() else None


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
