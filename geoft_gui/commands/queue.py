"""`geoft runs queue` and `geoft train --queue`: trainings that start one after the other."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui import settings
from geoft_gui.commands import Commands
from geoft_gui.commands.hub_key import hub_key
from geoft_gui.commands.terminal import Terminal

if TYPE_CHECKING:
    from geoft_gui.backends.plan import Plan
    from geoft_gui.backends.queue import RunQueue


def add(actions: Commands) -> None:
    """Adds ``queue`` to the commands of ``geoft runs``."""
    queue = actions.add_parser(
        "queue",
        help="which runs wait their turn, and in which order",
        description="Runs that were added with geoft train --queue start one after the other, whether or not "
        "somebody watches. A paused one keeps the others waiting until it is resumed or taken out.",
    )
    change = queue.add_mutually_exclusive_group()
    change.add_argument("--up", metavar="ID", help="let this run start one place earlier")
    change.add_argument("--down", metavar="ID", help="let this run start one place later")
    change.add_argument("--remove", metavar="ID", help="take a run out that waits or is paused")
    change.add_argument(
        "--go",
        action="store_true",
        help="go on after the computer was restarted, or where another one worked through this queue",
    )
    queue.add_argument("--runs", type=Path, metavar="DIR", help="folder of the runs")
    Terminal.add_json_flag(queue)
    queue.set_defaults(run=run_queue)


def run_queue(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Changes the queue where asked to, and prints what waits in it."""
    from geoft_gui.backends.queue import RunQueue, ensure_runner
    from geoft_gui.errors import UserError

    root: Path = (arguments.runs or settings.runs_root()).resolve()
    queue = RunQueue(root)
    if arguments.up or arguments.down:
        run = arguments.up or arguments.down
        places = {other: place for place, other in enumerate(queue.ids)}
        # One that does not wait has no place; moving it says why.
        queue.move(run, max(0, places.get(run, 0) + (-1 if arguments.up else 1)))
    elif arguments.remove and not queue.remove(arguments.remove):
        raise UserError(
            f"The run {arguments.remove} is not in the queue.", "See which wait with: geoft runs queue"
        )
    elif arguments.go:
        ensure_runner(root, hub_key, take_over=True)
    _print(queue, terminal)
    return 0


def enqueue(root: Path, planned: "Plan", terminal: Terminal) -> int:
    """Draft and check a planned run, put it into the queue, and print its place there.

    Raises UserError, and leaves no folder behind, when something is wrong with it.
    """
    from geoft_gui.backends.local import LocalBackend
    from geoft_gui.backends.queue import RunQueue
    from geoft_gui.backends.queueing import QueueingSupervisor
    from geoft_gui.commands.train import begin

    supervisor = QueueingSupervisor(root, {"local": LocalBackend(hub_key=hub_key)}, hub_key)
    folder = begin(supervisor, planned, terminal)
    name = folder.path.name
    before = _before(RunQueue(root), name)
    others = "1 other run" if before == 1 else f"{before} other runs"
    said = f"{name} starts after {others}." if before else f"{name} starts now."
    terminal.result(
        {"run": str(folder.path), "status": "queued", "before": before},
        f"{said}\nSee the queue with: geoft runs queue",
    )
    return 0


def _before(queue: "RunQueue", run: str) -> int:
    """How many runs have to end before this one starts."""
    waiting = queue.ids
    return waiting.index(run) + (queue.current is not None) if run in waiting else 0


def _print(queue: "RunQueue", terminal: Terminal) -> None:
    current, waiting, works = queue.current, queue.ids, queue.is_running
    lines = []
    if current is not None:
        lines.append(f"Now: {current} ({_words(queue, current)})")
    lines += [f"{place}. {run}" for place, run in enumerate(waiting, start=1)]
    if not lines:
        lines.append("Nothing waits. Add a run with: geoft train --queue --data FILE")
    elif queue.host is not None:
        lines.append(f"{queue.host} works through this queue. Let this computer do it: geoft runs queue --go")
    elif not works:
        lines.append("Nobody works through this queue. Go on with: geoft runs queue --go")
    terminal.result({"running": current, "waiting": list(waiting), "is_running": works}, "\n".join(lines))


def _words(queue: "RunQueue", run: str) -> str:
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.words import status_words

    return status_words(RunFolder(queue.root / run).status())
