"""`geoft runs again`: start a new run as an earlier one was, with what would have mended it."""

import argparse
from pathlib import Path

from geoft_gui import settings
from geoft_gui.commands import hosted_training
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds ``again`` to the commands of ``geoft runs``."""
    parser = actions.add_parser(
        "again",
        help="start a new run with the settings of an earlier one",
        description="Start a new run with the rows, model and settings of an earlier one. Where that failed "
        "and it is known what would have mended it, that is changed; --set changes more. What a training at "
        "a provider may cost is agreed to anew, with --budget.",
    )
    parser.add_argument("reference", metavar="RUN", help="a run's id or folder")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="change a setting"
    )
    hosted_training.add_agreement(parser)
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Starts it and tells what happens, as `geoft train` does."""
    from geoft_gui.backends.again import plan_again
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.commands.following import follow
    from geoft_gui.commands.train import conclude, launch
    from geoft_gui.runs.folder import RunFolder

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    supervisor = Supervisor(root, hosted_training.places())
    folder = RunFolder.find(arguments.reference, root)
    agreed = hosted_training.agreed(arguments)
    if agreed and folder.spec.hosted is None:
        raise UserError(
            f"The run {folder.path.name} trained on this computer, which costs nothing.",
            "Leave --budget and --any-price out.",
        )
    planned = plan_again(folder, [*arguments.set, *agreed])
    for reason in planned.reasons:
        terminal.say(reason)
    folder = launch(supervisor, planned, terminal)
    summary = follow(supervisor, folder, terminal, stop_on_interrupt=True)
    return conclude(folder, summary, terminal)
