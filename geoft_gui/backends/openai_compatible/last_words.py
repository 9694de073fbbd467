"""What a hosted run says at its end, where that is not what its job says: whether something may go on."""

from geoft_gui.backends.openai_compatible.record import HostedState
from geoft_gui.hosted.failures import HostedError
from geoft_gui.runs.events import StatusName
from geoft_gui.runs.folder import RequestName

End = tuple[StatusName, str]
"""A status, and what is said with it."""


def left(asked: RequestName, state: HostedState, place: str) -> End:
    """The user wanted no more, and no job was found. `place` is the provider's name inside a sentence."""
    if asked == "pause":
        return "paused", "No training had been asked for yet."
    if state.unclear:
        return "stopped", f"No training of this run was found at {place}. See there that none goes on."
    return "stopped", f"It was stopped before {place} was asked for a training."


def out_of_reach(name: str) -> End:
    """A job was to be cancelled, and nobody could be told so."""
    return (
        "interrupted",
        f"{name} could not be reached to cancel the training: it may go on there, and cost. Resume the run "
        "when you are online, and stop it again.",
    )


def not_cancelled(place: str) -> End:
    """A job was to be cancelled, and the provider does not do it."""
    return (
        "interrupted",
        f"The training could not be cancelled: it goes on at {place}, and costs. Cancel it there, or resume "
        "the run and stop it again.",
    )


def gone(name: str, place: str, job: str) -> HostedError:
    """A job of which its provider has known nothing twice."""
    return HostedError(
        f"{name} knows nothing of the training {job} any more: the job is gone.",
        f"Start a new run. Where the key belongs to another organisation or project than before, see at "
        f"{place} first that the training does not go on there.",
        kind="not_found",
    )


def failed(error: HostedError, state: HostedState, place: str, *, has_ended: bool) -> End:
    """The provider refuses. `has_ended`: the job itself has failed."""
    if state.job is not None and not has_ended:
        # What is not found may still be there: the key may be that of another project.
        does = "may go on" if error.kind == "not_found" else "goes on"
        return (
            "interrupted",
            f"{error.message} The training {does} at {place}. Resume the run to follow it again.",
        )
    if state.job is None and (state.asked is not None or state.unclear):
        return (
            "interrupted",
            f"{error.message} The training may have been started at {place}. Resume the run to find out "
            "before you start another.",
        )
    return "failed", ""
