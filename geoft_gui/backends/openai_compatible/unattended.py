"""A job at a provider that goes on, and is paid for, while no process of this computer follows it."""

from typing import Final

from geoft_gui.backends.openai_compatible.record import HostedState, Record
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import called
from geoft_gui.runs.folder import RunFolder

_SAW_THE_END: Final = frozenset({"stopped", "succeeded"})
"""A run ends so only when its job was cancelled or has made its model, or when there is none."""


def may_go_on(folder: RunFolder, state: HostedState) -> bool:
    """Whether a job of a run that no process works on may go on at its provider, whatever the run says."""
    return state.may_go_on and folder.status() not in _SAW_THE_END


def require_job_over(folder: RunFolder) -> None:
    """Raises UserError when a job of this run, which no process works on, may go on at its provider.

    Also when its record of that is damaged: then nobody knows.
    """
    record = Record.existing(folder)
    if record is None or not may_go_on(folder, record.state):
        return
    name = folder.path.name
    place = called(record.state.provider)
    paused = record.state.paused
    raise UserError(
        f"The training of the run {name} {'is only paused' if paused else 'may go on'} at {place}, and cost.",
        "Resume the run and stop it; then it can be deleted. Where that cannot be done any more, see at "
        f"{place} that the training is over, then delete the folder {folder.path}.",
    )
