"""`geoft demo`: the five-minute story without a window: rows, training, scores, a part."""

import argparse
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geoft_gui import paths, settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal

if TYPE_CHECKING:
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.engine.cpu import ProcessorClock
    from geoft_gui.inference.local_model import LocalModel
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.summary import Summary

PROMPT: Final = "Create a 20mm cube"
PART: Final = "cube.stl"
SCORED_ROWS: Final = 300
"""Held-out rows that both models are scored on: `geoft eval --limit 300` gives the same numbers."""
INTERRUPTED: Final = 130


def add(commands: Commands) -> None:
    """Adds ``geoft demo``."""
    parser = commands.add_parser(
        "demo",
        help="from examples to a first part, in a few minutes",
        description="Train the starter model on the examples that come with GeoFT, score it, and let it make "
        "a part. Ctrl-C stops and keeps what was learnt.",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the run (otherwise with the others)"
    )
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tells the story and prints what came of it; status 130 when it was stopped on the way."""
    from geoft_gui.backends.local import LocalBackend
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.commands.train import raise_failure
    from geoft_gui.engine.cpu import ProcessorClock

    began, clock = time.monotonic(), ProcessorClock()
    root: Path = (arguments.out or settings.runs_root()).resolve()
    supervisor = Supervisor(root, {"local": LocalBackend()})
    folder, summary = _train(supervisor, clock, terminal)
    raise_failure(folder, summary)
    result: dict[str, Any] = {"run": str(folder.path), "scores": None, "untouched": None, "part": None}
    try:
        if summary.status == "succeeded":
            result |= _judge(folder, terminal)
    except KeyboardInterrupt:
        terminal.say(f"The trained model stays in {folder.model_dir}.")
        raise
    result["seconds"] = round(time.monotonic() - began, 1)
    result["cpu_seconds"] = round(clock.seconds(), 1)
    terminal.result(result, _ending(folder, result))
    return 0 if summary.status == "succeeded" else INTERRUPTED


def _train(
    supervisor: "Supervisor", clock: "ProcessorClock", terminal: Terminal
) -> "tuple[RunFolder, Summary]":
    from geoft_gui.backends.plan import plan
    from geoft_gui.commands.following import follow
    from geoft_gui.commands.train import launch

    data = paths.bundled_data()
    planned = plan(
        data=data / "train_dataset.jsonl",
        validation=data / "validation_dataset.jsonl",
        model="starter",
        preset="quick",
        runs_root=supervisor.root,
    )
    split = planned.preparation.split
    terminal.say("1 of 4 · See the data")
    terminal.say(f"{len(split.train):,} examples to learn from, {len(split.validation):,} held out.")
    terminal.say(f"\n2 of 4 · Train the starter model\n{' '.join(planned.reasons)}")
    folder = launch(supervisor, planned, terminal)
    summary = follow(supervisor, folder, terminal, stop_on_interrupt=True, clock=clock)
    return folder, summary


def _judge(folder: "RunFolder", terminal: Terminal) -> dict[str, Any]:
    """Score the result and the untouched starter on the same rows, and let the result make a part."""
    from geoft_gui.commands.scoring import load_model, score
    from geoft_gui.data.rows import read_rows

    rows = list(islice(read_rows(paths.bundled_data() / "validation_dataset.jsonl"), SCORED_ROWS))
    terminal.say(f"\n3 of 4 · Score it on {len(rows)} examples that it has never seen")
    trained = load_model(folder.model_dir, terminal)
    scores = score(trained, rows, terminal).as_dict()
    terminal.say(f"The trained model gets {_share(scores)}")
    untouched = score(load_model(paths.starter_model(), terminal), rows, terminal).as_dict()
    terminal.say(f"The starter before training gets {_share(untouched)}")
    terminal.say(f"\n4 of 4 · Ask for a part\n“{PROMPT}”")
    return {"scores": scores, "untouched": untouched, "part": _make_part(trained, folder, terminal)}


def _make_part(model: "LocalModel", folder: "RunFolder", terminal: Terminal) -> dict[str, Any]:
    from geoft_gui.geometry.check import check
    from geoft_gui.geometry.export import export
    from geoft_gui.geometry.reading import read_document

    # As `geoft ask` does.
    (answer,) = model.answer([[{"role": "user", "content": PROMPT}]], temperature=0.2, seed=0)
    terminal.say(answer)
    report = check(answer)
    document = read_document(answer).document
    part: dict[str, Any] = {
        "prompt": PROMPT,
        "answer": answer,
        "volume_mm3": report["volume_mm3"],
        "file": None,
    }
    if document is None or not report["builds"]:
        terminal.say("No part can be built from this answer.")
        return part
    part["file"] = str(folder.path / PART)
    export(document, folder.path / PART)
    terminal.say(f"It builds, {report['volume_mm3']:,.0f} mm³. Saved {part['file']}.")
    return part


def _share(scores: dict[str, Any]) -> str:
    from geoft_gui.runs.words import parts_of_ten

    return f"{parts_of_ten(scores['correct'])} parts right ({scores['correct']:.1%})."


def _ending(folder: "RunFolder", result: dict[str, Any]) -> str:
    from geoft_gui.runs.words import duration_in_words

    if result["scores"] is None:
        return (
            f"Stopped. What was learnt is in {folder.path}.\nGo on with: geoft runs resume {folder.reference}"
        )
    return (
        f"Your model gets {_share(result['scores'])} It took {duration_in_words(result['seconds'])} "
        f"({duration_in_words(result['cpu_seconds'])} of processor time).\n"
        f"The curve: {folder.picture}\n"
        f'Ask it yourself: geoft ask --model {folder.reference} "A plate 80 x 40 x 5 mm with four 5 mm holes"'
    )
