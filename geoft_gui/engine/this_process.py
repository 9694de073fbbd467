"""Which process this one is, in the form in which others are told of it."""

import os
import socket

import psutil

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity


def my_identity() -> ProcessIdentity:
    """This process."""
    return ProcessIdentity(os.getpid(), psutil.Process().create_time(), socket.gethostname())


def is_me(identity: ProcessIdentity) -> bool:
    """Whether this process was started as the one named.

    Its parent counts: on Windows, the Python of a virtual environment starts the real one as its child.
    """
    return identity.pid in {os.getpid(), os.getppid()} and processes.alive(identity)
