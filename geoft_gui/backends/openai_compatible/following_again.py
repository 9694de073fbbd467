"""Runs whose job goes on at a provider while nobody follows it, as after a restart of the computer."""

from dataclasses import dataclass

from geoft_gui.backends.endings import FOLLOWER_GONE
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Status
from geoft_gui.runs.folder import RunFolder


@dataclass(frozen=True)
class NotFollowed:
    """A run that could not be followed again, and why."""

    folder: RunFolder
    name: str
    error: UserError


def follow_again(supervisor: Supervisor) -> tuple[NotFollowed, ...]:
    """Follow every run of this computer again that lost the process that followed it.

    Only where the provider was asked for a training, and nothing else ended the following: a run that gave
    its job up with an error, or could not be stopped, is the user's to decide. Returns those that failed; a
    run that is damaged is left alone.
    """
    failed = []
    for folder in supervisor.list():
        try:
            is_lost = _has_lost_its_follower(supervisor, folder)
        except (UserError, OSError):
            continue
        if not is_lost:
            continue
        try:
            supervisor.resume(folder)
        except UserError as error:
            failed.append(NotFollowed(folder, folder.spec.name, error))
    return tuple(failed)


def _has_lost_its_follower(supervisor: Supervisor, folder: RunFolder) -> bool:
    if folder.spec.hosted is None or not supervisor.is_here(folder):
        return False
    if supervisor.reconcile(folder) != "interrupted":
        return False
    record = Record.existing(folder)
    if record is None or (record.state.job is None and record.state.asked is None):
        return False
    said = [event.message for event in folder.events() if isinstance(event, Status)]
    return bool(said) and said[-1] == FOLLOWER_GONE
