"""What a worker does when Start was pressed: begin a run, or hold it back for warnings nobody has read."""

from collections.abc import Collection
from dataclasses import dataclass

from geoft_gui.backends.base import Problem, Rehearsal, StartGivenUpError
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task


@dataclass(frozen=True)
class Warned:
    """A start that was held back, because nobody has read these warnings yet."""

    warnings: tuple[Problem, ...]


def start_or_warn(
    supervisor: Supervisor,
    planned: Plan,
    read: Collection[str],
    rehearsal: Rehearsal | None,
    task: Task[RunFolder | Warned],
) -> RunFolder | Warned:
    """Start a run, unless there are warnings whose messages are not among those `read`.

    Raises what `Supervisor.start` raises.
    """
    unread: list[Problem] = []

    def warn(problem: Problem) -> None:
        if problem.message not in read:
            unread.append(problem)

    try:
        return supervisor.start(
            planned.spec,
            planned.preparation,
            warn=warn,
            given_up=lambda: task.cancelled or bool(unread),
            rehearsal=rehearsal,
            tell=lambda phase, done, total: task.tell((phase, done, total)),
        )
    except StartGivenUpError:
        if task.cancelled or not unread:
            raise
        return Warned(tuple(unread))


def is_same(seen: Plan, planned: Plan) -> bool:
    """Whether what was measured of the first plan holds for the second."""
    return (
        seen.spec.settings == planned.spec.settings
        and seen.spec.model == planned.spec.model
        and seen.preparation.split == planned.preparation.split
    )
