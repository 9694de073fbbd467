"""A local model served by a child process for as long as a command needs it."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from geoft_gui.chat.child import Announcement, ended_early, read_announcement, server_arguments
from geoft_gui.engine import processes
from geoft_gui.errors import UserError

_LOOK_EVERY_SECONDS = 0.05
_GRACE_SECONDS = 5.0


@contextmanager
def served(model: Path) -> Iterator[Announcement]:
    """Start a server for the model in a folder, wait until it can be asked, and end it in the end.

    Raises:
        UserError: the model cannot be loaded, or the training engine is not installed.
    """
    require_engine()
    with tempfile.TemporaryDirectory(prefix="geoft-") as folder:
        log = Path(folder) / "server.log"
        server = processes.start(server_arguments(model, parent=os.getpid()), log=log)
        try:
            # No time limit: a large model on a slow disk takes minutes, and Ctrl+C is at hand.
            while (ready := read_announcement(log)) is None:
                if not processes.alive(server):
                    raise ended_early(log)
                time.sleep(_LOOK_EVERY_SECONDS)
            yield ready
        finally:
            processes.end_tree(server, grace_seconds=_GRACE_SECONDS)


def require_engine() -> None:
    """Raises UserError where what trains and answers is not installed; imports none of it."""
    missing = [name for name in ("torch", "transformers", "peft") if find_spec(name) is None]
    if missing:
        raise UserError(
            f"What trains and answers is not installed ({', '.join(missing)} missing).",
            "Install it with: pip install 'geoft[engine]'",
        )
