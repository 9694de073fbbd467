"""`geoft runs`: the trainings so far, running or ended."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.runs.folder import RunFolder

_ENVELOPE = {"seq", "time", "type"}


def add(commands: Commands) -> None:
    """Adds ``geoft runs list | show | stop | resume | delete``."""
    parser = commands.add_parser("runs", help="see, stop, resume and delete trainings")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = actions.add_parser("list", help="all runs and how they stand")
    listing.set_defaults(run=run_list)
    show = actions.add_parser("show", help="how one run stands")
    show.add_argument(
        "--follow", action="store_true", help="watch it until it ends; Ctrl-C leaves it running"
    )
    show.set_defaults(run=run_show)
    stop = actions.add_parser("stop", help="stop a run and keep what it learnt")
    stop.add_argument(
        "--now", action="store_true", help="stop at once; what came after the last checkpoint is lost"
    )
    stop.set_defaults(run=run_stop)
    resume = actions.add_parser("resume", help="continue a run from its last good checkpoint")
    resume.set_defaults(run=run_resume)
    delete = actions.add_parser("delete", help="delete a run with its model")
    delete.set_defaults(run=run_delete)
    for action in (show, stop, resume, delete):
        action.add_argument("reference", metavar="RUN", help="a run's id or folder")
    for action in (listing, show, stop, resume, delete):
        action.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
        Terminal.add_json_flag(action)


def run_list(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints every run, oldest first; one that cannot be read is shown as damaged, not left out."""
    supervisor = _supervisor(arguments)
    entries = [_entry(supervisor, folder) for folder in supervisor.list()]
    lines = [f"{entry['id']}  {entry['words']}" for entry in entries]
    empty = f"No runs in {supervisor.root} yet. Start one with: geoft demo"
    terminal.result({"runs": entries}, "\n".join(lines) or empty)
    return 0


def run_show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints how one run stands; with --follow, when it has ended."""
    from geoft_gui.commands.following import follow
    from geoft_gui.runs.summary import summarise
    from geoft_gui.runs.words import sample_sentence, score_sentence, state_words

    supervisor, folder = _found(arguments)
    supervisor.reconcile(folder)
    if arguments.follow:
        follow(supervisor, folder, terminal, stop_on_interrupt=False, after_seq=_last_seq(folder))
    spec = folder.spec
    summary = summarise(folder.events())
    lines = [f"{folder.path.name}: {state_words(summary)}.", f"Folder: {folder.path}"]
    if summary.scores:
        lines.append(score_sentence(summary.scores))
    lines += [f"  {sample_sentence(sample)}" for sample in summary.samples]
    lines += [f"Note: {warning.message} {warning.hint}".rstrip() for warning in summary.warnings]
    if summary.error:
        lines.append(f"{summary.error.message} {summary.error.hint}".rstrip())
    details = {
        "id": spec.id,
        "run": str(folder.path),
        "name": spec.name,
        "created": spec.created.isoformat(),
        "model": spec.model,
        "preset": spec.preset,
        "status": summary.status,
        "step": summary.step,
        "total_steps": summary.total_steps,
        "loss": summary.loss,
        "seconds_left": summary.seconds_left,
        "best_step": summary.best_step,
        "scores": [score.model_dump(mode="json", exclude=_ENVELOPE) for score in summary.scores],
        "samples": [sample.model_dump(mode="json", exclude=_ENVELOPE) for sample in summary.samples],
        "warnings": [warning.message for warning in summary.warnings],
        "error": summary.error.message if summary.error else None,
    }
    terminal.result(details, "\n".join(lines))
    return 0


def run_stop(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Stops a run and waits until it has; says so when it is still saving after ten minutes."""
    from geoft_gui.runs.events import ENDED
    from geoft_gui.runs.words import status_words

    supervisor, folder = _found(arguments)
    terminal.say("Stopping …" if arguments.now else "Stopping, and keeping what was learnt …")
    status = supervisor.stop(folder, keep=not arguments.now)
    name = folder.path.name
    if status not in ENDED:
        raise UserError(
            f"The run {name} is still saving.", f"Look again later: geoft runs show {folder.reference}"
        )
    terminal.result({"run": str(folder.path), "status": status}, f"{name}: {status_words(status)}.")
    return 0


def run_resume(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Continues a run and tells what happens, as `geoft train` does."""
    from geoft_gui.commands.following import follow
    from geoft_gui.commands.train import conclude

    supervisor, folder = _found(arguments)
    before = _last_seq(folder)
    supervisor.resume(folder)
    summary = follow(supervisor, folder, terminal, stop_on_interrupt=True, after_seq=before)
    return conclude(folder, summary, terminal)


def run_delete(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Deletes a run that is not running."""
    supervisor, folder = _found(arguments)
    supervisor.delete(folder)
    terminal.result({"run": str(folder.path), "deleted": True}, f"Deleted {folder.path}.")
    return 0


def _supervisor(arguments: argparse.Namespace) -> "Supervisor":
    from geoft_gui.backends.local import LocalBackend
    from geoft_gui.backends.supervisor import Supervisor

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    return Supervisor(root, {"local": LocalBackend()})


def _found(arguments: argparse.Namespace) -> "tuple[Supervisor, RunFolder]":
    from geoft_gui.runs.folder import RunFolder

    supervisor = _supervisor(arguments)
    return supervisor, RunFolder.find(arguments.reference, supervisor.root)


def _last_seq(folder: "RunFolder") -> int:
    return max((event.seq for event in folder.events()), default=0)


def _entry(supervisor: "Supervisor", folder: "RunFolder") -> dict[str, object]:
    from geoft_gui.runs.summary import summarise
    from geoft_gui.runs.words import state_words

    try:
        spec = folder.spec
        supervisor.reconcile(folder)
        summary = summarise(folder.events())
    except (UserError, OSError) as error:
        return {"id": folder.path.name, "run": str(folder.path), "status": "damaged", "words": str(error)}
    return {
        "id": folder.path.name,
        "run": str(folder.path),
        "name": spec.name,
        "created": spec.created.isoformat(),
        "status": summary.status,
        "words": state_words(summary),
    }
