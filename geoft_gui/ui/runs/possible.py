"""What can be done to a run as it stands now: one answer for its header, the list's menu and the strip."""

from typing import Literal

from geoft_gui.ui.run_watcher import RunState

Action = Literal[
    "pause",
    "resume",
    "stop",
    "earlier",
    "later",
    "take_out",
    "try",
    "compare",
    "export",
    "elsewhere",
    "folder",
    "delete",
]


def possible(state: RunState) -> frozenset[Action]:
    """The actions that make sense. One of them may still have to wait until another is done."""
    found: set[Action] = {"folder"}
    status = state.summary.status
    if state.waits:
        return frozenset({*found, "earlier", "later", "take_out"})
    if state.active:
        return frozenset({*found, "pause", "stop"})
    found.add("delete")
    if state.spec is None:
        return frozenset(found)
    if status not in {None, "succeeded"}:
        found |= {"resume", "elsewhere"}
    if state.place == 0 and status == "paused":
        found.add("take_out")
    if state.has_model:
        found |= {"try", "compare", "export"}
    return frozenset(found)
