"""`geoft runs export`: take a finished model away."""

import argparse
from pathlib import Path

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal


def add(actions: Commands) -> None:
    """Adds ``export`` to the commands of ``geoft runs``."""
    parser = actions.add_parser(
        "export",
        help="take a run's model away, for other programs",
        description="Write a run's model to a folder of its own, load it again and ask it for a part. "
        "merged: whole weights that every program reads; adapter: only what was learnt, small, needs its "
        "base model; gguf: one file for Ollama, LM Studio and llama.cpp, made by llama.cpp's converter.",
    )
    parser.add_argument("reference", metavar="RUN", help="a run's id or folder")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that does not exist")
    parser.add_argument("--as", dest="form", choices=("merged", "adapter", "gguf"), default="merged")
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Exports; says the size before, and afterwards whether the copy answers as the run's model does."""
    from geoft_gui.backends.exporting import export, offers
    from geoft_gui.runs.folder import RunFolder

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    folder = RunFolder.find(arguments.reference, root)
    offer = next(offer for offer in offers(folder) if offer.form == arguments.form)
    if not offer.hindrance:
        terminal.say(f"About {offer.bytes / 1e6:,.0f} MB.")
    done = export(folder, arguments.out, arguments.form, tell=lambda phase: terminal.say(f"{phase} …"))
    verdict = "answers as the run's model does" if done.same else "answers otherwise than the run's model"
    result = {
        "run": str(folder.path),
        "folder": str(done.folder),
        "form": done.form,
        "bytes": done.bytes,
        "prompt": done.prompt,
        "answer": done.answer,
        "same_answer": done.same,
    }
    lines = [
        f"{done.folder}: {done.bytes / 1e6:,.1f} MB, loaded again; it {verdict}.",
        f"Asked: {done.prompt}",
        f"Answered: {done.answer}",
    ]
    terminal.result(result, "\n".join(lines))
    return 0
