"""What the queue waits for, in plain sentences."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from geoft_gui.ui.queue_watch import QueueState
from geoft_gui.ui.run_watcher import RunState

translate = QCoreApplication.translate


def queue_words(queue: QueueState, states: Sequence[RunState]) -> str:
    """How many wait in the queue, and what for; empty where none does."""
    count = len(queue.waiting)
    if not count:
        return ""
    how_many = (
        translate("Queue", "1 run waits.")
        if count == 1
        else translate("Queue", "{n} runs wait.").format(n=count)
    )
    return f"{how_many} {what_for(queue, states)}"


def what_for(queue: QueueState, states: Sequence[RunState]) -> str:
    """What those that wait in the queue wait for; empty where none does."""
    if not queue.waiting:
        return ""
    names = {state.folder.path.name: state.name for state in states}
    first = names.get(queue.waiting[0], queue.waiting[0])
    if queue.host:
        told = translate("Queue", "{host} works, or worked last, through this queue.")
        return told.format(host=queue.host)
    if not queue.works:
        return translate("Queue", "Nobody works through the queue, as after a restart of the computer.")
    current = next((state for state in states if state.place == 0), None)
    if current is None:
        told = translate("Queue", "“{next}” begins in a moment.")
        return told.format(next=first)
    if current.summary.status == "paused":
        told = translate(
            "Queue",
            "“{name}” is paused and holds the queue up: resume it, or take it out, and “{next}” begins.",
        )
    else:
        told = translate("Queue", "“{next}” begins when “{name}” has ended.")
    return told.format(name=current.name, next=first)


def needs_a_push(queue: QueueState) -> bool:
    """Whether runs wait and no process of this computer will start them."""
    return bool(queue.waiting or queue.current) and not queue.works
