"""Which runs are followed again by themselves, after a restart of the computer."""

import os
import socket
from pathlib import Path

import psutil

from geoft_gui.backends.endings import FOLLOWER_GONE
from geoft_gui.backends.openai_compatible.following_again import follow_again
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Error_, Status
from geoft_gui.runs.folder import RunFolder
from tests.backends.openai_compatible.hosted_runs import hosted_folder
from tests.runs.sample_runs import write_events

GONE = ProcessIdentity(2**22 - 1, 1.0, socket.gethostname())


class Followers:
    """A provider's place that only notes who is followed."""

    trains_here = False
    can_pause = True

    def __init__(self, refuses: str = "") -> None:
        self.followed: list[str] = []
        self._refuses = refuses

    def start(self, folder: RunFolder, *, resume: bool) -> ProcessIdentity:
        """Follow it, in this process."""
        assert resume
        if folder.path.name == self._refuses:
            raise UserError("There is no key for OpenAI.", "Give it in Settings.")
        self.followed.append(folder.path.name)
        me = psutil.Process(os.getpid())
        return ProcessIdentity(me.pid, me.create_time(), socket.gethostname())


def lost(root: Path, name: str, *, job: str | None = "ftjob-1", host: str = "") -> RunFolder:
    folder = hosted_folder(root, name)
    folder.process = (ProcessIdentity(GONE.pid, GONE.created, host) if host else GONE).as_dict()
    Record.of(folder, "openai").change(job=job)
    write_events(folder, Status(status="queued"), Status(status="running"))
    return folder


def test_only_those_whose_job_goes_on_are_followed_again(tmp_path: Path) -> None:
    place = Followers()
    supervisor = Supervisor(tmp_path, {"openai": place})  # type: ignore[dict-item]
    lost(tmp_path, "1-lost")
    lost(tmp_path, "2-elsewhere", host="workshop")
    lost(tmp_path, "3-without-a-job", job=None)
    ended = lost(tmp_path, "4-ended")
    write_events(ended, Status(status="succeeded"))
    told = lost(tmp_path, "5-gave-up")
    why = Error_(message="The key is refused.")
    write_events(told, why, Status(status="interrupted", message="Resume it."))
    found = lost(tmp_path, "6-found-by-another-look")
    write_events(found, Status(status="interrupted", message=FOLLOWER_GONE))
    assert follow_again(supervisor) == ()
    assert place.followed == ["1-lost", "6-found-by-another-look"]
    assert follow_again(supervisor) == (), "nobody is followed twice"
    assert len(place.followed) == 2


def test_who_cannot_be_followed_is_told_and_keeps_none_from_it(tmp_path: Path) -> None:
    place = Followers(refuses="1-lost")
    supervisor = Supervisor(tmp_path, {"openai": place})  # type: ignore[dict-item]
    lost(tmp_path, "1-lost")
    lost(tmp_path, "2-lost")
    (failed,) = follow_again(supervisor)
    assert failed.error.message == "There is no key for OpenAI."
    assert place.followed == ["2-lost"]
