"""What is said of a run that a provider trains: what its buttons do there, and what stays there."""

from datetime import date

from PySide6.QtCore import QCoreApplication

from geoft_gui.hosted.refusal_words import day_in_words
from geoft_gui.runs.hosted import HostedResult
from geoft_gui.ui.hosted_view import HostedView
from geoft_gui.ui.run_watcher import RunState

translate = QCoreApplication.translate


def resume_words(state: RunState) -> str:
    """What stands on the button that lets a run go on."""
    if state.hosted is not None and state.hosted.has_job and state.summary.status != "paused":
        return translate("HostedRun", "Follow it again")
    return translate("HostedRun", "Resume")


def resume_tip(state: RunState) -> str:
    """What that button does."""
    hosted = state.hosted
    if hosted is None:
        return translate("HostedRun", "Goes on from the last good checkpoint.")
    if not hosted.has_job:
        told = translate("HostedRun", "Nothing was started at {name} yet: begins again.")
    elif state.summary.status == "paused":
        told = translate("HostedRun", "Has {name} go on with it. Nothing is started a second time.")
    else:
        told = translate(
            "HostedRun", "Looks again how far it is at {name}. Nothing is started a second time."
        )
    return told.format(name=hosted.called)


def pause_tip(hosted: HostedView) -> str:
    """What pausing does there."""
    return translate("HostedRun", "Has {name} halt it. It goes on when you resume it.").format(
        name=hosted.called
    )


def stop_tip(hosted: HostedView) -> str:
    """What the button does that asks how to stop."""
    return translate("HostedRun", "Asks first: it is cancelled at {name}.").format(name=hosted.called)


def keep_words(hosted: HostedView) -> str:
    """What comes of a training that is cancelled and kept."""
    told = translate(
        "HostedRun",
        "{name} cancels it. Its last checkpoint, where there is one yet, becomes your model.",
    )
    return f"{told.format(name=hosted.name)} {billed_words(hosted)}"


def drop_words(hosted: HostedView) -> str:
    """What comes of a training that is cancelled at once."""
    told = translate("HostedRun", "{name} cancels it, and GeoFT takes over no model.")
    return f"{told.format(name=hosted.name)} {billed_words(hosted)}"


def billed_words(hosted: HostedView) -> str:
    """What a cancelled training costs."""
    if hosted.provider is not None and hosted.provider.is_here:
        return ""
    if not hosted.has_job:
        return translate("HostedRun", "Nothing was asked for there yet, so nothing is billed.")
    return translate(
        "HostedRun",
        "What was trained until then may be billed; GeoFT does not know how much. The rows stay there until "
        "you delete them.",
    )


def delete_words(state: RunState, hosted: HostedView) -> str:
    """What is lost with a hosted run, and what is not."""
    if state.may_go_on_elsewhere:
        told = translate(
            "HostedRun",
            "The training may still go on at {name}, and cost. Follow it again and stop it; then the run can "
            "be deleted.",
        )
        return told.format(name=hosted.called)
    told = translate("HostedRun", "Its curves and its log are deleted from this computer.")
    if hosted.result is not None:
        more = (
            translate(
                "HostedRun",
                "The model {model} stays at {name}, and so do the rows that were sent. GeoFT forgets both.",
            )
            if hosted.has_uploads
            else translate("HostedRun", "The model {model} stays at {name}, and GeoFT forgets its name.")
        )
        return f"{told} {more.format(model=hosted.result.model, name=hosted.called)}"
    elif hosted.has_uploads:
        more = translate("HostedRun", "The rows that were sent stay at {name}: delete those first.")
    else:
        return told
    return f"{told} {more.format(name=hosted.called)}"


def lifetime_words(result: HostedResult, today: date) -> str:
    """Until when a model can be asked; empty where nobody has named a day."""
    if result.shutdown is None:
        return ""
    day = day_in_words(result.shutdown)
    left = (result.shutdown - today).days
    if left <= 0:
        return translate("HostedRun", "It was shut down on {day} and cannot be asked any more.").format(
            day=day
        )
    if left == 1:
        return translate("HostedRun", "It can be asked for 1 day more, until {day}.").format(day=day)
    told = translate("HostedRun", "It can be asked for {n} days more, until {day}.")
    return told.format(n=left, day=day)
