"""Hosted runs that nobody follows any more are followed again, once, when the window opens."""

from PySide6.QtCore import QCoreApplication

from geoft_gui.backends.openai_compatible.following_again import NotFollowed, follow_again
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.ui.desk import Desk

translate = QCoreApplication.translate


def follow_all_again(desk: Desk, supervisor: Supervisor) -> None:
    """Do so in the background; those that cannot be followed become one notice."""

    def say(failed: tuple[NotFollowed, ...]) -> None:
        if not failed:
            return
        first = failed[0]
        told = translate("FollowAgain", "“{name}” may go on where it trains, and is not followed: {reason}")
        if len(failed) > 1:
            told = translate(
                "FollowAgain",
                "“{name}” and {n} more may go on where they train, and are not followed: {reason}",
            )
        said = told.format(name=first.name, n=len(failed) - 1, reason=first.error.message)
        hint = translate("FollowAgain", "{hint} Then follow it again in Runs.")
        desk.notices.warning(said, hint.format(hint=first.error.hint).strip())

    desk.background.run(lambda task: follow_again(supervisor), say)
