"""`geoft train --backend PROVIDER`: what differs where a provider trains, and `geoft runs delete-uploads`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.backends.places import TrainingPlaces
    from geoft_gui.backends.plan import Plan
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.hosted.providers import Provider


def add(actions: Commands) -> None:
    """Adds ``delete-uploads`` to the commands of ``geoft runs``."""
    deleting = actions.add_parser(
        "delete-uploads",
        help="delete the rows that a run has sent to its provider",
        description="Delete the rows that a run has sent to its provider. The model and the run stay.",
    )
    deleting.set_defaults(run=run_delete_uploads)
    deleting.add_argument("reference", metavar="RUN", help="a run's id or folder")
    deleting.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(deleting)


def places() -> "TrainingPlaces":
    """Every place that can train, with the user's keys."""
    from geoft_gui.backends.places import TrainingPlaces
    from geoft_gui.keys import Keys

    return TrainingPlaces(Keys().get)


def plan_at_provider(arguments: argparse.Namespace, root: Path) -> "Plan":
    """The run that the arguments of `geoft train` ask of a provider.

    Raises UserError when they ask for something that only this computer can do, or name no model there.
    """
    from geoft_gui.backends.openai_compatible.planning import plan_hosted
    from geoft_gui.backends.places import LOCAL
    from geoft_gui.hosted.providers import providers
    from geoft_gui.runs.models import STARTER

    known = {one.id: one for one in providers()}
    chosen = known.get(arguments.backend)
    if chosen is None:
        raise UserError(
            f"There is no place to train called '{arguments.backend}'.",
            f"Choose: {', '.join([LOCAL, *known])}.",
        )
    for name in ("rehearse", "draft", "queue"):
        if getattr(arguments, name):
            raise UserError(
                f"--{name} is for trainings on this computer.", f"{chosen.name} trains; leave it out."
            )
    if arguments.model == STARTER:
        raise UserError(f"{chosen.name} cannot train the starter model.", _models_hint(chosen))
    return plan_hosted(
        data=arguments.data,
        validation=arguments.validation,
        provider=chosen,
        model=arguments.model,
        runs_root=root,
        assignments=[*arguments.set, *agreed(arguments)],
        seed=arguments.seed,
    )


def add_agreement(parser: argparse.ArgumentParser) -> None:
    """Adds the options with which one agrees to what a training at a provider costs; see `agreed`."""
    parser.add_argument(
        "--budget",
        type=float,
        metavar="USD",
        help="what a training at a provider may cost at most, in US dollars",
    )
    parser.add_argument(
        "--any-price",
        action="store_true",
        help="train at a provider although GeoFT does not know what that costs",
    )


def agreed(arguments: argparse.Namespace) -> list[str]:
    """What the arguments agree to pay, as assignments of settings."""
    budget = [] if arguments.budget is None else [f"budget={arguments.budget}"]
    return [*budget, "any_price=true"] if arguments.any_price else budget


def dry_run(supervisor: "Supervisor", planned: "Plan", terminal: Terminal) -> int:
    """Print what is found, what it costs and what would be sent. Nothing is sent and nobody asked.

    Raises UserError, after that, with the first thing that keeps the run from starting.
    """
    from geoft_gui.backends.openai_compatible.backend import UNKNOWN, whole_cents
    from geoft_gui.hosted.providers import provider

    look = supervisor.look(planned.spec, planned.preparation)
    for problem in look.problems:
        if problem.severity == "warning":
            terminal.say(f"Note: {problem.message} {problem.hint}".rstrip())
    split, estimate = planned.preparation.split, look.estimate
    assert planned.spec.hosted is not None
    result = {
        "provider": planned.spec.backend,
        "model": planned.spec.model,
        "problems": [
            {"severity": problem.severity, "message": problem.message, "hint": problem.hint}
            for problem in look.problems
        ],
        "rows": len(split.train),
        "validation_rows": len(split.validation),
        "settings": planned.spec.hosted.model_dump(mode="json"),
        "reasons": list(planned.reasons),
        "tokens": _range(estimate.tokens),
        "dollars": _range(estimate.dollars),
        "money": estimate.money,
        "estimate": estimate.text,
    }
    text = [
        f"{len(split.train):,} rows to train on, {len(split.validation):,} held out.",
        *planned.reasons,
        estimate.text,
        *(
            [f"Agree to that with --budget {whole_cents(estimate.dollars[1]):.2f}."]
            if estimate.dollars
            else ["Agree to that with --any-price."]
            if estimate.money == UNKNOWN and not provider(planned.spec.backend).is_here
            else []
        ),
        "Nothing was started, and nothing was sent.",
    ]
    terminal.result(result, "\n".join(text))
    error = next((problem for problem in look.problems if problem.severity == "error"), None)
    if error is not None:
        raise UserError(error.message, error.hint, error.details)
    return 0


def run_delete_uploads(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Deletes them and says how many there were."""
    from geoft_gui.backends.openai_compatible.uploads import delete_uploads
    from geoft_gui.hosted.connection import Connection
    from geoft_gui.hosted.providers import provider
    from geoft_gui.keys import Keys
    from geoft_gui.runs.folder import RunFolder

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    folder = RunFolder.find(arguments.reference, root)
    spec = folder.spec
    if spec.hosted is None:
        raise UserError(
            f"The run {folder.path.name} trained on this computer.", "It has sent no rows anywhere."
        )
    chosen = provider(spec.backend)
    with Connection(chosen, Keys().get(chosen.id)) as connection:
        count = delete_uploads(folder, connection)
    what = "file was" if count == 1 else "files were"
    place = chosen.called
    told = f"{count} {what} deleted at {place}." if count else f"Nothing of it is left at {place}."
    terminal.result({"run": str(folder.path), "deleted": count}, told)
    return 0


def _models_hint(chosen: "Provider") -> str:
    known = ", ".join(model.id for model in chosen.models)
    return (
        f"Choose one that it trains with --model: {known}."
        if known
        else "Name one that it trains: --model NAME"
    )


def _range(numbers: "tuple[float, float] | None") -> "list[float] | None":
    return None if numbers is None else list(numbers)
