"""Why a model cannot be trained, and the way out: known from its files, before anything is loaded."""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from geoft_gui.bases.weights import require_weights
from geoft_gui.errors import UserError

_CHAT_TEMPLATES: Final = ("chat_template.jinja", "chat_template.json", "additional_chat_templates")
_KIND: Final = re.compile(r"""^\s*\(\s*"(?P<kind>[\w.-]+)",\s*"\w+Config"\s*\)""", re.MULTILINE)
_ANOTHER: Final = "Choose another model to start from."


def refuse_unusable(folder: Path, name: str, *, weights: bool = True) -> None:
    """Raises UserError when a training cannot start from the model in a folder.

    With `weights=False` it is not asked whether the weights are there, of a model that is still to come.
    """
    _refuse_gguf(folder, name)
    if (folder / "adapter_config.json").is_file():
        raise _adapter(folder, name)
    if not (folder / "config.json").is_file():
        raise UserError(f"There is no model in {folder}.", _ANOTHER)
    config = _object(folder / "config.json", name)
    tokenizer = folder / "tokenizer_config.json"
    tokenizer_config = _object(tokenizer, name) if tokenizer.is_file() else {}
    _refuse_code(config, tokenizer_config, name)
    if "quantization_config" in config:
        raise UserError(
            f"The weights of {name} are rounded already, and training starts from whole ones.",
            "Start from the model that it was made from; the method lora_4bit rounds its weights itself.",
        )
    templates = any((folder / template).exists() for template in _CHAT_TEMPLATES)
    if not templates and not tokenizer_config.get("chat_template"):
        raise UserError(
            f"The model {name} has no chat template, so it cannot learn to answer.",
            "Choose a model made for chat or instructions, often called “Instruct” or “it”.",
        )
    if weights:
        require_weights(folder, name)


def needs_own_code(kind: object, *, brings_code: bool) -> bool:
    """Whether a model of a kind (`model_type`) runs only with the program code that it brings along."""
    known = known_kinds()
    return brings_code and bool(known) and str(kind) not in known


@cache
def known_kinds() -> frozenset[str]:
    """The kinds of models that the installed libraries can load; empty where they are not installed.

    Read from their list as text: importing it would load the whole training engine.
    """
    # Finding a package does not import it.
    found = find_spec("transformers")
    if found is None or found.origin is None:
        return frozenset()
    listed = Path(found.origin).parent / "models" / "auto"
    kinds: set[str] = set()
    for file in ("auto_mappings.py", "configuration_auto.py"):
        try:
            kinds.update(_KIND.findall((listed / file).read_text(encoding="utf-8")))
        except OSError:
            continue
    return frozenset(kinds)


def _refuse_gguf(folder: Path, name: str) -> None:
    is_file = folder.suffix.lower() == ".gguf"
    if is_file or (any(folder.glob("*.gguf")) and not any(folder.glob("*.safetensors"))):
        raise UserError(
            f"{name} is in the GGUF format, which is made for asking and cannot be trained.",
            "Choose the same model in the safetensors format, from which this one was made.",
        )


def _adapter(folder: Path, name: str) -> UserError:
    config = _object(folder / "adapter_config.json", name)
    own = folder / "geoft.json"
    settings = _object(own, name) if own.is_file() else {}
    base = settings.get("base") or config.get("base_model_name_or_path")
    way_out = f"Start from {base} instead" if base else "Start from the model that it was made from"
    if settings:
        way_out += (
            ", or from the run exported with its weights merged. Export it in Runs, or with: "
            "geoft runs export"
        )
    return UserError(
        f"{name} is an adapter to another model, and training starts from whole models.", f"{way_out}."
    )


def _refuse_code(config: dict[str, Any], tokenizer_config: dict[str, Any], name: str) -> None:
    kind = config.get("model_type")
    if needs_own_code(kind, brings_code="auto_map" in config or "auto_map" in tokenizer_config):
        raise UserError(f"The model {name} needs program code of its own, which GeoFT never runs.", _ANOTHER)
    if known_kinds() and str(kind) not in known_kinds():
        raise UserError(
            f"The model {name} is of a kind that this GeoFT does not know ({kind or 'not named'}).",
            "Choose another model to start from, or update GeoFT.",
        )


def _object(path: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(
            f"The file {path.name} of {name} cannot be read.", "Copy or download the model again.", str(error)
        ) from error
    if not isinstance(content, dict):
        raise UserError(
            f"The file {path.name} of {name} is not what belongs there.", "Copy or download the model again."
        )
    return content
