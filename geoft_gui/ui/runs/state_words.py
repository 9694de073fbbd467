"""How a run stands, as short as a line in a list: words, a colour, an icon."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from geoft_gui.runs.words import standing_words
from geoft_gui.ui.colours import Colours
from geoft_gui.ui.run_watcher import RunState

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate
Mood = Literal["active", "good", "warning", "bad", "muted"]


@dataclass(frozen=True)
class Sign:
    """The icon beside a state and what its colour is for."""

    icon: str
    mood: Mood

    def colour(self, colours: Colours) -> str:
        """The colour in this theme."""
        return colours.accent if self.mood == "active" else str(getattr(colours, self.mood))


_DAMAGED: Final = Sign("triangle-alert", "warning")
_SIGNS: Final = {
    "paused": Sign("circle-pause", "muted"),
    "stopped": Sign("circle-stop", "muted"),
    "succeeded": Sign("circle-check", "good"),
    "failed": Sign("circle-x", "bad"),
    "interrupted": Sign("triangle-alert", "warning"),
}
_WITH_A_MODEL: Final = frozenset({"succeeded", "stopped"})
STARTING: Final = Sign("circle-dot", "active")
_WAITING: Final = Sign("clock", "muted")


def sign_of(state: RunState) -> Sign:
    """What stands beside the words for a state."""
    if state.spec is None and not state.active:
        return _DAMAGED
    if state.waits:
        return _WAITING
    return _SIGNS.get(state.summary.status or "", STARTING)


def state_line(state: RunState) -> str:
    """`Running · step 640 of 2,000`, `Succeeded · 87 % of parts right`."""
    summary = state.summary
    if state.spec is None and not state.active:
        return translate("RunStates", "Cannot be read")
    if state.waits:
        return progress_line(state)
    if state.active and not summary.total_steps and state.phase is not None:
        if not state.elsewhere:
            return doing(state.phase.name)
        told = translate("RunStates", "On {host}: {doing} …")
        return told.format(host=state.elsewhere, doing=state.phase.name)
    if summary.status in {"stopping", "pausing"}:
        return translate("RunStates", "{state} …").format(state=_status(state))
    best = summary.best_scores
    if summary.status in _WITH_A_MODEL and best is not None:
        told = translate("RunStates", "{state} · {percent} % of parts right")
        return told.format(state=_status(state), percent=f"{100 * best.correct:.0f}")
    return progress_line(state)


def progress_line(state: RunState) -> str:
    """`Running · step 640 of 2,000`, `Succeeded · 2,000 steps`, or the state alone before the first step."""
    summary = state.summary
    if state.waits:
        if state.place == 1:
            return translate("RunStates", "Next in the queue")
        return translate("RunStates", "Number {n} in the queue").format(n=state.place)
    if not summary.total_steps:
        return _status(state)
    if summary.status == "succeeded":
        told = translate("RunStates", "{state} · {n} steps")
        return told.format(state=_status(state), n=f"{summary.step:,}")
    told = translate("RunStates", "{state} · step {step} of {total}")
    step, total = f"{summary.step:,}", f"{summary.total_steps:,}"
    return told.format(state=_status(state), step=step, total=total)


def _status(state: RunState) -> str:
    """`Running`, and of a run of another computer `Running on workshop`."""
    status = capitalised(standing_words(state.summary))
    if not state.active or not state.elsewhere:
        return status
    return translate("RunStates", "{state} on {host}").format(state=status, host=state.elsewhere)


def when(moment: datetime, now: datetime) -> str:
    """A time as people say it: `today, 14:05`, `22 Nov, 14:05`; both in any time zone."""
    here, today = moment.astimezone(), now.astimezone()
    locale = QLocale()
    clock = locale.toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
    if here.date() == today.date():
        return translate("RunStates", "today, {clock}").format(clock=clock)
    if (today.date() - here.date()).days == 1:
        return translate("RunStates", "yesterday, {clock}").format(clock=clock)
    form = "d MMM" if here.year == today.year else "d MMM yyyy"
    day = locale.toString(QDate(here.year, here.month, here.day), form)
    return translate("RunStates", "{day}, {clock}").format(day=day, clock=clock)


def doing(phase: str) -> str:
    """What a run is doing, as a line of its own: `Loading the model …`."""
    return translate("RunStates", "{doing} …").format(doing=capitalised(phase))


def capitalised(text: str) -> str:
    """The same with a capital at its beginning."""
    return text[:1].upper() + text[1:]
