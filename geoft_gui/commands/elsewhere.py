"""`geoft runs elsewhere`: the command that trains a run on several graphics cards, or on other machines."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal

if TYPE_CHECKING:
    from geoft_gui.backends.plan import Plan


def add(actions: Commands) -> None:
    """Adds ``elsewhere`` to the commands of ``geoft runs``."""
    parser = actions.add_parser(
        "elsewhere",
        help="the command that trains a run on several graphics cards or machines",
        description="Print the torchrun command for a run's folder, and what has to be there. Nothing is "
        "started. The run is followed as any other where its folder is on a shared or synchronised path.",
    )
    parser.add_argument("reference", metavar="RUN", help="a run's id or folder")
    parser.add_argument("--machines", type=int, default=1, metavar="N", help="how many work together")
    parser.add_argument(
        "--processes", type=int, default=1, metavar="N", help="on each: one for each graphics card"
    )
    parser.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(parser)
    parser.set_defaults(run=run)


def draft(root: Path, planned: "Plan", terminal: Terminal) -> int:
    """Make the folder of a checked run that nothing has started, and say how it is started elsewhere.

    Raises UserError, and leaves no folder behind, when something is wrong with it.
    """
    from geoft_gui.backends.elsewhere import DraftingSupervisor
    from geoft_gui.commands.hosted_training import places
    from geoft_gui.commands.train import begin

    folder = begin(DraftingSupervisor(root, places()), planned, terminal)
    hint = f"Its command: geoft runs elsewhere {folder.reference} --machines N --processes N"
    terminal.result({"run": str(folder.path), "status": None}, f"{folder.path} is ready.\n{hint}")
    return 0


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the command for a POSIX shell, and what it needs."""
    from geoft_gui.backends.elsewhere import for_more
    from geoft_gui.runs.folder import RunFolder

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    folder = RunFolder.find(arguments.reference, root)
    made = for_more(folder, arguments.machines, arguments.processes)
    result = {"run": str(folder.path), "command": made.command, "needs": list(made.needs)}
    terminal.result(result, "\n".join([made.command, "", *(f"- {need}" for need in made.needs)]))
    return 0
