"""What can be done to a run as it stands now: one answer for its header, the list's menu and the strip."""

from typing import Final, Literal

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
    "move",
    "elsewhere",
    "folder",
    "delete_uploads",
    "delete",
]
_GOES_ON: Final = frozenset({"paused", "interrupted"})
"""A training at a provider that ended otherwise is over there, too."""


def possible(state: RunState) -> frozenset[Action]:
    """The actions that make sense. One of them may still have to wait until another is done."""
    found: set[Action] = {"folder"}
    status = state.summary.status
    if state.waits:
        return frozenset({*found, "earlier", "later", "take_out"})
    hosted = state.hosted
    if state.active:
        can_pause = hosted is None or hosted.can_pause
        return frozenset({*found, "stop", "pause"} if can_pause else {*found, "stop"})
    found.add("delete")
    if state.spec is None:
        return frozenset(found)
    if hosted is not None:
        if status in _GOES_ON or (status not in {None, "succeeded"} and not hosted.has_job):
            found.add("resume")
        # A key that is refused has sent nothing.
        was_refused = state.summary.error is not None and state.summary.error.kind == "key"
        has_rows = hosted.has_uploads or (hosted.may_have_uploads and not was_refused)
        if has_rows and not state.may_go_on_elsewhere:
            found.add("delete_uploads")
        if hosted.result is not None:
            found |= {"try", "move"}
        return frozenset(found)
    if status not in {None, "succeeded"}:
        found |= {"resume", "elsewhere"}
    if state.place == 0 and status == "paused":
        found.add("take_out")
    if state.has_model:
        found |= {"try", "compare", "export"}
    return frozenset(found)
