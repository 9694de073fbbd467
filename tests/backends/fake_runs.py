"""Runs of the fake trainer, and what tests ask of them."""

import socket

import psutil

from geoft_gui.backends.base import Rehearsal
from geoft_gui.backends.preparation import Preparation, prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.runs.events import Status, Step
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import RunSpec
from tests.runs.sample_runs import sample_run
from tests.waiting import wait_for

REHEARSAL = Rehearsal(
    seconds_per_step=0.5,
    tokens_per_second=2000.0,
    peak_memory_bytes=900_000_000,
    judging_seconds=20.0,
    saving_seconds=1.5,
    checkpoint_bytes=46_000_000,
    answer="{}",
    verdict="not_a_document",
)
"""What the fake trainer measures."""


def prepared(spec: RunSpec) -> Preparation:
    return prepare(spec.data, spec.validation, spec.seed)


def started(supervisor: Supervisor, spec: RunSpec) -> RunFolder:
    """As `start`, without asking the trainer to check the rows first."""
    folder = supervisor.draft(spec, prepared(spec))
    supervisor.launch(folder)
    return folder


def wait_for_step(folder: RunFolder, step: int = 4) -> None:
    def is_there() -> bool:
        return any(isinstance(event, Step) and event.step == step for event in folder.events())

    wait_for(is_there)


def identity_of(folder: RunFolder) -> ProcessIdentity:
    assert folder.process is not None
    return ProcessIdentity.from_dict(folder.process)


def running(supervisor: Supervisor, host: str = "") -> RunFolder:
    """A run whose process is that of the test itself or, with `host`, one on another machine."""
    folder = sample_run(supervisor.root)
    with folder.writer() as writer:
        writer.write(Status(status="running"))
    me = psutil.Process()
    folder.process = ProcessIdentity(me.pid, me.create_time(), host or socket.gethostname()).as_dict()
    return folder
