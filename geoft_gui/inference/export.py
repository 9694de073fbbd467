"""Writes a model in a form that others take: `python -m geoft_gui.inference.export MODEL OUT --form …`.

Progress and result are JSON lines on standard output; `backends/exporting.py` starts this and listens.
"""

import argparse
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from geoft_gui.engine.processes import child_environment, interpreter
from geoft_gui.errors import UserError
from geoft_gui.inference import local_model
from geoft_gui.inference.local_model import LocalModel
from geoft_gui.inference.memory import is_out_of_memory
from geoft_gui.redact import hide_home, redact

PROMPT: Final = "Create a 20mm cube"
GGUF_FILE: Final = "model.gguf"
_UNKNOWN_TOKENIZER: Final = "BPE pre-tokenizer was not recognized"
_BESIDE: Final = ("README.md", "geoft.json")
_ANSWER_TOKENS: Final = 256


def main() -> int:
    """Export; 0 when it went through, 1 with the problem as the last line, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m geoft_gui.inference.export", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path, help="a folder that does not exist yet, beside its final place")
    parser.add_argument("--form", choices=("adapter", "merged", "gguf"), required=True)
    parser.add_argument("--converter", type=Path, help="llama.cpp's convert_hf_to_gguf.py")
    parser.add_argument("--prompt-file", type=Path, help=f"what to ask, in UTF-8; without it: {PROMPT}")
    arguments = parser.parse_args()
    asked: Path | None = arguments.prompt_file
    prompt = PROMPT if asked is None else asked.read_bytes().decode("utf-8")
    try:
        result = export(arguments.model, arguments.out, arguments.form, arguments.converter, prompt)
    except UserError as error:
        details = hide_home(redact(error.details))
        _tell({"problem": {"message": error.message, "hint": error.hint, "details": details}})
        return 0
    except (RuntimeError, OSError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        words = {"message": "There is not enough memory for this export.", "hint": "Close other programs."}
        _tell({"problem": words | {"details": f"{type(error).__name__}: {error}"}})
        return 0
    _tell({"exported": result})
    return 0


def export(model: Path, out: Path, form: str, converter: Path | None, prompt: str) -> dict[str, Any]:
    """Write `model` to the new folder `out`, load that again and ask both for one part.

    Returns the `answer` of what was written and whether it is the `same` as the model's own.

    Raises UserError when the model or what came out of it cannot be loaded, or the converter fails.
    """
    if form == "gguf" and find_spec("gguf") is None:
        raise UserError(
            "A GGUF file is loaded again to see that it is right, which needs the package gguf.",
            "Install it where GeoFT is installed, with: pip install gguf",
        )
    _tell({"phase": "loading the model"})
    original = local_model.load(model)
    original.use_sensible_threads()
    answer = _asked(original, prompt)
    if form == "adapter":
        shutil.copytree(model, out)
    else:
        _tell({"phase": "writing the weights"})
        _write_whole(original, model, out)
    loaded: LocalModel | None = None
    if form == "gguf":
        assert converter is not None
        _tell({"phase": "converting"})
        _convert(converter, out)
        _tell({"phase": "loading what was written"})
        loaded = _from_gguf(out, original)
    del original
    _tell({"phase": "loading what was written"})
    again = _asked(loaded or local_model.load(out), prompt)
    return {"prompt": prompt, "answer": again, "same": again == answer}


def _write_whole(original: LocalModel, model: Path, out: Path) -> None:
    """The weights of base and adapter as one model, in the number format that the base was published in."""
    base = original.model.config._name_or_path
    saved = AutoConfig.from_pretrained(base, local_files_only=True, trust_remote_code=False)
    original.model.to(saved.get_text_config().dtype or torch.float32).save_pretrained(out)
    original.tokenizer.save_pretrained(out)
    for name in _BESIDE:
        if (model / name).is_file():
            shutil.copy2(model / name, out / name)


def _convert(converter: Path, out: Path) -> None:
    """Let llama.cpp's converter make one file of the folder; the folder's other weights go then."""
    file = out / GGUF_FILE
    finished = subprocess.run(
        [str(interpreter()), str(converter), str(out), "--outfile", str(file)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=child_environment(),
        check=False,
    )
    if _UNKNOWN_TOKENIZER in finished.stderr:
        raise UserError(
            "llama.cpp does not know how the tokenizer of this model takes text apart, so its programs could "
            "not ask it.",
            "Export the merged weights instead. It knows the models of Llama, Qwen, Gemma and SmolLM.",
            finished.stderr,
        )
    if finished.returncode != 0 or not file.is_file():
        raise UserError(
            "The converter could not make a GGUF file of this model.",
            "Export the merged weights instead; many programs read those, too.",
            finished.stderr,
        )
    for weights in out.glob("*.safetensors*"):
        weights.unlink()


def _from_gguf(out: Path, original: LocalModel) -> LocalModel:
    try:
        # The library that reads it does not read all of the shape.
        model = AutoModelForCausalLM.from_pretrained(
            out, config=original.model.config, gguf_file=GGUF_FILE, local_files_only=True
        )
        tokenizer = AutoTokenizer.from_pretrained(out, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        if is_out_of_memory(error):
            raise
        raise UserError(
            "The GGUF file was written, but cannot be loaded again.",
            "Export the merged weights instead; many programs read those, too.",
            f"{type(error).__name__}: {error}",
        ) from error
    model.generation_config = original.model.generation_config
    return LocalModel(original.name, model.eval(), tokenizer, original.system_prompt)


def _asked(model: LocalModel, prompt: str) -> str:
    _tell({"phase": "asking for a part"})
    return model.answer([[{"role": "user", "content": prompt}]], _ANSWER_TOKENS)[0]


def _tell(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    sys.exit(main())
