"""A child that tells in JSON lines how far it is, and in its last line what came of it."""

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ChildGivenUpError

_LOOK_SECONDS: Final = 0.1


class ChildDiedError(Exception):
    """A child ended without a last line; the text is what it printed as an error.

    `status` is its exit status: on POSIX the negative number of the signal that ended it.
    """

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


def told_by_child(
    arguments: Sequence[str],
    tell: Callable[[dict[str, Any]], None],
    *,
    given_up: Callable[[], bool] = lambda: False,
    given: bytes = b"",
) -> dict[str, Any]:
    """Run this interpreter with `arguments` and return the last JSON object of its standard output.

    `tell` hears every object as it comes, the last one, too: nobody knows of a line that it is the last.
    Lines that are no objects are passed over, since libraries print. `given` is all that the child's standard
    input holds; keys in the environment are not passed on.

    Raises ChildGivenUpError, with the child and its children ended, when `given_up` says so (asked ten times
    a second), and ChildDiedError when the child failed or printed no object.
    """
    with tempfile.TemporaryFile(buffering=0) as complaints:
        process = processes.open_talker(arguments, complaints=complaints, given=given)
        last: dict[str, Any] | None = None
        with process, _ended_when(given_up, process) as was_given_up:
            assert process.stdout is not None
            for last in _objects(process.stdout):
                tell(last)
        if was_given_up.is_set():
            raise ChildGivenUpError
        if process.returncode != 0 or last is None:
            raise ChildDiedError(processes.last_words(complaints), process.returncode)
    return last


def _objects(lines: Iterator[bytes] | Any) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError:
            continue  # a library's own words
        if isinstance(value, dict):
            yield value


@contextmanager
def _ended_when(
    given_up: Callable[[], bool], process: "subprocess.Popen[bytes]"
) -> Iterator[threading.Event]:
    """Watch beside whoever reads: a silent child has to be ended, too. The event says that it was."""
    done, was_given_up = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_SECONDS):
            if given_up():
                was_given_up.set()
                processes.end_child(process)
                return

    watching = threading.Thread(target=watch, name="line child")
    watching.start()
    try:
        yield was_given_up
    except BaseException:
        processes.end_child(process)
        raise
    finally:
        done.set()
        watching.join()
