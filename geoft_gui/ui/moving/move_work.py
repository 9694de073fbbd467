"""The two pieces of work of a move that take time: looking ahead, and asking. They run on another thread."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoft_gui.runs.folder import RunFolder
from geoft_gui.ui.background import Task
from geoft_gui.ui.moving.hosted_choice import HostedChoice

if TYPE_CHECKING:
    from geoft_gui.moving.move import Move
    from geoft_gui.moving.questions import Questions
    from geoft_gui.moving.report import Outlook, Report

_LOOK_SECONDS: Final = 0.2
"""So often it is looked whether the window still wants the answers."""
_ANSWER_SECONDS: Final = 180.0
"""An answer may take so long, for whoever gives up sooner may be billed for it and get nothing; the window
may have to wait for it when it closes."""


@dataclass(frozen=True)
class Plan:
    """A move that could begin."""

    move: "Move"
    outlook: "Outlook"


def plan(
    choice: HostedChoice,
    read: "Callable[[Callable[[], bool]], Questions]",
    out: Path,
    task: "Task[Plan | None]",
) -> Plan | None:
    """Read the prompts and reckon; None where nobody wants to know any more.

    Raises:
        UserError: a file cannot be read, or holds no prompts.
    """
    from geoft_gui.data.rows import read_rows  # noqa: PLC0415
    from geoft_gui.moving.estimate import ANY_ANSWER, answer_tokens  # noqa: PLC0415
    from geoft_gui.moving.move import Move  # noqa: PLC0415

    questions = read(lambda: task.cancelled)
    if task.cancelled:
        return None
    tokens = ANY_ANSWER
    if choice.run is not None and (taught := RunFolder(choice.run).train_data).is_file():
        tokens = answer_tokens(read_rows(taught))
    move = Move(choice.hosted_model(), questions, out, choice.system_prompt(), tokens)
    return Plan(move, move.outlook())


def ask(
    move: "Move",
    budget: float | None,
    key_of: Callable[[str], str | None],
    stop: threading.Event,
    task: "Task[Report]",
) -> "Report":
    """Ask until it ends, or `stop` is set, or nobody wants the answer any more; see `Move.run`."""

    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_SECONDS):
            if task.cancelled:
                stop.set()

    watching = threading.Thread(target=watch, name="watches a move", daemon=True)
    watching.start()
    try:
        with move.model.client(key_of(move.model.provider.id), _ANSWER_SECONDS) as client:
            return move.run(client, budget, task.tell, stop)
    finally:
        ended.set()
        watching.join()
