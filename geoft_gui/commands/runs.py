"""`geoft runs`: the trainings so far, running or ended."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands, again, elsewhere, exporting, hosted_training, pausing, queue
from geoft_gui.commands.hosted_runs import at_provider, left_behind, what_is_kept, where
from geoft_gui.commands.mending import again_hint
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.runs.folder import RunFolder

_ENVELOPE = {"seq", "time", "type"}
_PICTURE_SECONDS = 120.0


def add(commands: Commands) -> None:
    """Adds ``geoft runs`` and what can be done with them."""
    parser = commands.add_parser("runs", help="see, stop, resume and delete trainings")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = actions.add_parser("list", help="all runs and how they stand")
    listing.set_defaults(run=run_list)
    show = actions.add_parser("show", help="how one run stands")
    show.add_argument(
        "--follow", action="store_true", help="watch it until it ends; Ctrl-C leaves it running"
    )
    show.set_defaults(run=run_show)
    curve = actions.add_parser(
        "curve",
        help="would more rows help? what runs on different numbers of rows say",
        description="Compare runs that began with the same model, were scored on the same rows and were "
        "shown about as many examples in all (rows × epochs), but learnt from different numbers of rows.",
    )
    curve.add_argument("references", nargs="*", metavar="RUN", help="runs to compare; without any, all")
    curve.add_argument("--out", type=Path, metavar="FILE.png", help="draw the curve")
    curve.set_defaults(run=run_curve)
    stop = actions.add_parser("stop", help="stop a run and keep what it learnt")
    stop.add_argument(
        "--now", action="store_true", help="stop at once; what came after the last checkpoint is lost"
    )
    stop.set_defaults(run=run_stop)
    resume = actions.add_parser("resume", help="continue a run from its last good checkpoint")
    resume.set_defaults(run=run_resume)
    delete = actions.add_parser(
        "delete",
        help="delete a run with its model",
        description="Delete a run with its model from this computer. What lies at a provider stays there: "
        "delete the rows that were sent first, with geoft runs delete-uploads.",
    )
    delete.set_defaults(run=run_delete)
    for action in (show, stop, resume, delete):
        action.add_argument("reference", metavar="RUN", help="a run's id or folder")
    for action in (listing, show, curve, stop, resume, delete):
        action.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
        Terminal.add_json_flag(action)
    for family in (pausing, queue, again, exporting, elsewhere, hosted_training):
        family.add(actions)


def run_list(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints every run, oldest first; one that cannot be read is shown as damaged, not left out."""
    supervisor = _supervisor(arguments)
    entries = [_entry(supervisor, folder) for folder in supervisor.list()]
    widest = max((len(str(entry["where"])) for entry in entries), default=0)
    lines = [f"{entry['id']}  {entry['where']:{widest}}  {entry['words']}" for entry in entries]
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
    there = at_provider(folder, spec)
    lines = [f"{folder.path.name}: {state_words(summary)}.", f"Folder: {folder.path}", *there.lines]
    if summary.scores:
        lines.append(score_sentence(summary.scores))
    lines += [f"  {sample_sentence(sample)}" for sample in summary.samples]
    lines += [f"Note: {warning.message} {warning.hint}".rstrip() for warning in summary.warnings]
    if summary.error:
        lines.append(f"{summary.error.message} {again_hint(summary.error, folder)}".rstrip())
    details = {
        "id": spec.id,
        "run": str(folder.path),
        "name": spec.name,
        "created": spec.created.isoformat(),
        "backend": spec.backend,
        "model": spec.model,
        **(there.details or {"preset": spec.preset}),
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


def run_curve(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what runs on different numbers of rows say of still more rows."""
    from geoft_gui.evaluation.learning_curve import learning_curve
    from geoft_gui.evaluation.learning_words import learning_words
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.learning import comparable, learning_points
    from geoft_gui.runs.learning_advice import COMPARED, advice_words, next_runs, why_apart

    supervisor = _supervisor(arguments)
    named = [RunFolder.find(reference, supervisor.root) for reference in arguments.references]
    groups = comparable(learning_points(named or supervisor.list()))
    points = groups[0] if groups else []
    curve = learning_curve(points)
    are_apart = bool(named) and len(groups) > 1
    advised = next_runs(groups) if curve.now is None or are_apart else ()
    sentence = advice_words(advised) if advised else learning_words(curve)
    commands = [command for run in advised for command in run.commands]
    if are_apart:
        hint = [COMPARED, *(run.sentence for run in advised), *commands]
        raise UserError(f"These runs cannot be compared, because {why_apart(groups)}.", "\n".join(hint))
    lines = [
        f"{point.rows:10,} rows  {point.correct:6.1%} right  {Path(point.run).name}" for point in points
    ]
    if arguments.out is not None:
        _draw_curve(arguments.out, [Path(point.run) for point in points])
        lines.append(f"Drawn in {arguments.out}.")
    content: dict[str, object] = {
        "outlook": curve.outlook,
        "sentence": sentence,
        "now": asdict(curve.now) if curve.now else None,
        "doubled": asdict(curve.doubled) if curve.doubled else None,
        "points": [asdict(point) for point in points],
        "next": [{"sentence": run.sentence, "commands": run.commands} for run in advised],
    }
    left = sum(map(len, groups)) - len(points)
    if left:
        lines.append(f"{'1 more run' if left == 1 else f'{left} more runs'} cannot be compared with this.")
    terminal.result(content, "\n".join([*lines, sentence, *commands]))
    return 0


def run_stop(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Stops a run and waits until it has; says so when it is still saving after ten minutes."""
    from geoft_gui.runs.events import ENDED
    from geoft_gui.runs.words import status_words

    supervisor, folder = _found(arguments)
    doing = "Stopping …" if arguments.now else f"Stopping, and keeping {what_is_kept(folder)} …"
    status = supervisor.stop(folder, keep=not arguments.now, asked=lambda: terminal.say(doing))
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
    """Deletes a run that is not running, and says what is left of it at a provider."""
    supervisor, folder = _found(arguments)
    left = left_behind(folder)
    supervisor.delete(folder)
    result = {"run": str(folder.path), "deleted": True, **left.details}
    terminal.result(result, "\n".join([f"Deleted {folder.path}.", *left.lines]))
    return 0


def _draw_curve(out: Path, folders: "list[Path]") -> None:
    from geoft_gui.engine import processes

    if not folders:
        raise UserError("There is no run to draw yet.", "Train on some rows first: geoft train --help")
    arguments = ["-m", "geoft_gui.ui.learning_picture", str(out), *map(str, folders)]
    finished = processes.run_child(arguments, timeout=_PICTURE_SECONDS)
    if finished.returncode != 0:
        raise UserError(f"{out} could not be drawn.", "Choose another place.", finished.stderr)


def _supervisor(arguments: argparse.Namespace) -> "Supervisor":
    from geoft_gui.backends.supervisor import Supervisor

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    return Supervisor(root, hosted_training.places())


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
        return {
            "id": folder.path.name,
            "run": str(folder.path),
            "where": "",
            "status": "damaged",
            "words": str(error),
        }
    return {
        "id": folder.path.name,
        "run": str(folder.path),
        "name": spec.name,
        "created": spec.created.isoformat(),
        "backend": spec.backend,
        "where": where(spec),
        "status": summary.status,
        "words": state_words(summary),
    }
