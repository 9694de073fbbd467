"""`geoft train`: train a model of one's own on rows of one's own."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands, hosted_training
from geoft_gui.commands.mending import again_hint, mending_hint, mending_told
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.backends.base import Estimate, Problem
    from geoft_gui.backends.plan import Plan
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.runs.events import ScoreEvent
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.summary import Summary


def add(commands: Commands) -> None:
    """Adds ``geoft train``."""
    parser = commands.add_parser(
        "train",
        help="train a model on your rows",
        description="Train a model on your rows, on this computer or at a provider. Ctrl-C stops and keeps "
        "what was learnt; a second one only stops watching.",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="FILE", help="rows to train on")
    parser.add_argument(
        "--validation",
        type=Path,
        metavar="FILE",
        help="held-out rows; without it, a tenth of the rows (at most 500) is held out",
    )
    parser.add_argument(
        "--model", default="starter", help="starter, a run, a model folder, or an id on the Hugging Face hub"
    )
    parser.add_argument("--preset", default="quick", help="quick, balanced or best")
    parser.add_argument(
        "--set",
        nargs="+",
        action="extend",
        default=[],
        metavar="KEY=VALUE",
        help="change a setting of the preset, such as epochs=3",
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same split and training")
    parser.add_argument(
        "--backend",
        default="local",
        help="where to train; local: on this computer; or openai, nebius, azure, crusoe, custom",
    )
    hosted_training.add_agreement(parser)
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    parser.set_defaults(run=run)
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--dry-run", action="store_true", help="check, show what is learned, and estimate; start nothing"
    )
    only.add_argument(
        "--rehearse", action="store_true", help="go the whole way in small and measure it; start nothing"
    )
    only.add_argument(
        "--draft",
        action="store_true",
        help="make the run's folder and start nothing: see geoft runs elsewhere",
    )
    only.add_argument("--queue", action="store_true", help="start it when the runs before it have ended")
    Terminal.add_json_flag(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Checks, trains and tells; status 1 when the run failed."""
    from geoft_gui.backends.places import LOCAL
    from geoft_gui.backends.plan import plan
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.commands.elsewhere import draft
    from geoft_gui.commands.following import follow
    from geoft_gui.commands.queue import enqueue
    from geoft_gui.commands.rehearsing import rehearse

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    supervisor = Supervisor(root, hosted_training.places())
    if arguments.backend != LOCAL:
        planned = hosted_training.plan_at_provider(arguments, root)
        if arguments.dry_run:
            return hosted_training.dry_run(supervisor, planned, terminal)
        folder = launch(supervisor, planned, terminal)
        summary = follow(supervisor, folder, terminal, stop_on_interrupt=True)
        return conclude(folder, summary, terminal)
    planned = plan(
        data=arguments.data,
        validation=arguments.validation,
        model=arguments.model,
        preset=arguments.preset,
        runs_root=root,
        assignments=arguments.set,
        seed=arguments.seed,
        backend=arguments.backend,
    )
    if arguments.dry_run:
        return _dry_run(supervisor, planned, terminal)
    if arguments.rehearse:
        return rehearse(supervisor, planned, terminal)
    if arguments.queue:
        return enqueue(root, planned, terminal)
    if arguments.draft:
        return draft(root, planned, terminal)
    folder = launch(supervisor, planned, terminal)
    summary = follow(supervisor, folder, terminal, stop_on_interrupt=True)
    return conclude(folder, summary, terminal)


def launch(supervisor: "Supervisor", planned: "Plan", terminal: Terminal) -> "RunFolder":
    """Draft, check, rehearse where it is long, and start a planned run, telling all of that.

    Raises UserError, and leaves no folder behind, when something is wrong.
    """
    folder = begin(supervisor, planned, terminal)
    terminal.say(f"Started {folder.path.name} in {folder.path}.")
    return folder


def begin(supervisor: "Supervisor", planned: "Plan", terminal: Terminal) -> "RunFolder":
    """As `launch`, for a supervisor whose runs do not start at once."""
    from geoft_gui.commands.rehearsing import RehearsalNarrator

    terminal.say("Checking the rows and the model …")
    narrator = RehearsalNarrator(terminal)

    def announce(estimate: "Estimate") -> None:
        narrator.close()
        terminal.say(estimate.text)

    try:
        with mending_told():
            return supervisor.start(
                planned.spec,
                planned.preparation,
                warn=lambda problem: _tell([problem], terminal),
                announce=announce,
                tell=narrator.tell,
            )
    finally:
        narrator.close()


def conclude(folder: "RunFolder", summary: "Summary", terminal: Terminal) -> int:
    """Print how a run ended; raises UserError when it failed or was interrupted."""
    from geoft_gui.runs.hosted import read_hosted
    from geoft_gui.runs.models import is_model
    from geoft_gui.runs.words import parts_of_ten, status_words

    raise_failure(folder, summary)
    best = summary.best_scores
    result = {
        "run": str(folder.path),
        "status": summary.status,
        "scores": rates(best),
        "best_step": summary.best_step,
    }
    name = folder.path.name
    lines = [f"{name}: {status_words(summary.status)}."]
    if hosted := read_hosted(folder.model_dir):
        result["model"] = hosted.model
        lines.append(f'Ask it: geoft ask --model {folder.reference} "Create a 20mm cube"')
    if best:
        lines.append(f"Its best model, of step {best.step}, gets {parts_of_ten(best.correct)} parts right.")
    if is_model(folder.model_dir):
        lines.append(f'Ask it: geoft ask --model {folder.reference} "Create a 20mm cube"')
    terminal.result(result, "\n".join(lines))
    return 0


def raise_failure(folder: "RunFolder", summary: "Summary") -> None:
    """Raises UserError with the run's own sentence when it failed, or one that says it was interrupted."""
    if summary.status == "failed":
        if summary.error:
            error = summary.error
            raise UserError(error.message, again_hint(error, folder), error.details)
        raise UserError("The training failed.", f"Its log is {folder.log_path}.")
    if summary.status == "interrupted":
        raise UserError(
            f"The training was interrupted after step {summary.step}.",
            f"Continue it with: geoft runs resume {folder.reference}",
        )


def rates(score: "ScoreEvent | None") -> dict[str, object] | None:
    """The scores of a score event as `geoft train --json` prints them; None without one."""
    return score.model_dump(mode="json", exclude={"seq", "time", "type", "step"}) if score else None


def _dry_run(supervisor: "Supervisor", planned: "Plan", terminal: Terminal) -> int:
    from geoft_gui.commands.rehearsing import learned_json, learned_lines

    look = supervisor.look(planned.spec, planned.preparation)
    problems, estimate = look.problems, look.estimate
    _tell(problems, terminal)
    split = planned.preparation.split
    result = {
        "problems": [
            {
                "severity": problem.severity,
                "message": problem.message,
                "hint": mending_hint(problem.hint, problem.change),
            }
            for problem in problems
        ],
        "rows": len(split.train),
        "validation_rows": len(split.validation),
        "settings": planned.spec.settings.model_dump(mode="json"),
        "reasons": list(planned.reasons),
        "learned": learned_json(look.learned),
        "seconds": estimate.seconds,
        "memory_bytes": estimate.memory_bytes,
        "money": estimate.money,
        "estimate": estimate.text,
    }
    text = [
        f"{len(split.train):,} rows to train on, {len(split.validation):,} held out.",
        *planned.reasons,
        *learned_lines(look.learned),
        estimate.text,
        "Nothing was started.",
    ]
    terminal.result(result, "\n".join(text))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        first = errors[0]
        raise UserError(first.message, mending_hint(first.hint, first.change), first.details)
    return 0


def _tell(problems: "Iterable[Problem]", terminal: Terminal) -> None:
    for problem in problems:
        if problem.severity == "warning":
            hint = mending_hint(problem.hint, problem.change)
            terminal.say(f"Note: {problem.message} {hint}".rstrip())
