"""`geoft runs pause`: free the memory that a training takes, and go on later."""

import argparse
from pathlib import Path

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError


def add(actions: Commands) -> None:
    """Adds ``pause`` to the commands of ``geoft runs``."""
    pause = actions.add_parser("pause", help="save how far a run is and free its memory, to resume it later")
    pause.set_defaults(run=run_pause)
    pause.add_argument("reference", metavar="RUN", help="a run's id or folder")
    pause.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(pause)


def run_pause(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Pauses a run and waits until it has; says so when it is still saving after ten minutes."""
    from geoft_gui.backends.pausing import pause
    from geoft_gui.backends.supervisor import Supervisor
    from geoft_gui.commands.hosted_training import places
    from geoft_gui.runs.events import ENDED
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.words import status_words

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    folder = RunFolder.find(arguments.reference, root)
    supervisor = Supervisor(root, places())
    status = pause(supervisor, folder, asked=lambda: terminal.say("Pausing after this step …"))
    name = folder.path.name
    if status not in ENDED:
        raise UserError(
            f"The run {name} is still saving.", f"Look again later: geoft runs show {folder.reference}"
        )
    lines = [f"{name}: {status_words(status)}."]
    if status == "paused":
        lines.append(f"Continue it: geoft runs resume {folder.reference}")
    terminal.result({"run": str(folder.path), "status": status}, "\n".join(lines))
    return 0
