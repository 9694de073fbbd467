"""Pausing a run: it saves a checkpoint, leaves, and frees its memory; resuming goes on from there."""

from collections.abc import Callable

from geoft_gui.backends.queue import RunQueue
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import ENDED, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.words import status_words


def request_pause(supervisor: Supervisor, folder: RunFolder) -> None:
    """Ask a run to pause and return at once.

    Raises UserError when it is not running, waits in the queue, or cannot be paused where it trains.
    """
    name = folder.path.name
    if RunQueue(supervisor.root).holds(folder):
        raise UserError(
            f"The run {name} has not begun; it waits in the queue.",
            f"Take it out of it in Runs, or with: geoft runs queue --remove {name}",
        )
    status = supervisor.reconcile(folder)
    if status is None or status in ENDED:
        said = "was never started" if status is None else f"is not running: {status_words(status)}"
        raise UserError(f"The run {name} {said}.", "There is nothing to pause.")
    if not supervisor.can_pause(folder):
        raise UserError(f"The run {name} cannot be paused where it trains.", "Let it go on, or stop it.")
    folder.request("pause")


def pause(
    supervisor: Supervisor,
    folder: RunFolder,
    *,
    asked: Callable[[], object] = lambda: None,
    given_up: Callable[[], bool] = lambda: False,
) -> StatusName | None:
    """Ask a run to pause and wait until it has; returns how it stands then. `asked`: now it knows.

    That may be another end, which came first. After ten minutes, or when `given_up` says that nobody waits
    any more, it may still be saving. Raises UserError as `request_pause` does, and when the run works on
    another machine and has not ended.
    """
    request_pause(supervisor, folder)
    asked()
    return supervisor.wait_for_stop(folder, keep=True, given_up=given_up)
