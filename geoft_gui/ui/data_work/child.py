"""How the window has work done on whole files: in a child of its own, which `data/desk/work.py` is."""

import contextlib
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from geoft_gui.engine import processes
from geoft_gui.errors import UserError
from geoft_gui.ui.background import Background, Task

Answer = dict[str, Any]

_ARGUMENTS: Final = ("-m", "geoft_gui.data.desk.work")
_FAREWELL_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 0.1
"""So often it is looked whether the answer is still wanted."""
_SILENT_SECONDS: Final = 1.0
"""A child gives signs of life several times a second: one that gives none for so long is not waited for."""


def run_in_child(
    background: Background,
    request: Mapping[str, Any],
    done: Callable[[Answer], None],
    failed: Callable[[UserError], None] | None = None,
    told: Callable[[dict[str, Any]], None] | None = None,
) -> Task[Answer]:
    """Have `request` done (see `data/desk/work.py`) and call `done` with the answer, in the window's thread.

    `told` hears how far it is, and `failed` what went wrong, as in `Background.run`. When the task is
    cancelled, the child ends.
    """
    return background.run(lambda task: _asked(request, task), done, failed, told)


def _asked(request: Mapping[str, Any], task: Task[Answer]) -> Answer:
    from geoft_gui.geometry.frames import read_frame, write_frame  # noqa: PLC0415

    with tempfile.TemporaryFile(buffering=0) as complaints:
        with processes.open_helper(_ARGUMENTS, complaints=complaints) as process:
            assert process.stdin is not None and process.stdout is not None
            ended = threading.Event()
            watching = threading.Thread(target=_watch, args=(process, task, ended), name="work child")
            watching.start()
            try:
                with contextlib.suppress(OSError):  # a child that died at once: its last words tell why
                    write_frame(process.stdin, request)
                while (frame := read_frame(process.stdout)) is not None and not task.cancelled:
                    content = frame[0]
                    if "told" in content:
                        task.tell(content["told"])
                    elif content:
                        return _read(content)
            finally:
                ended.set()
                watching.join()
                _end(process)
        if task.cancelled:
            return {}
        raise RuntimeError("the child ended without an answer: " + processes.last_words(complaints))


def _watch(process: "subprocess.Popen[bytes]", task: Task[Answer], ended: threading.Event) -> None:
    """End a child that gives no sign when nobody wants its answer any more: whoever reads waits for one."""
    while not ended.wait(_LOOK_SECONDS):
        if task.cancelled:
            if not ended.wait(_SILENT_SECONDS):
                process.kill()
            return


def _read(content: Answer) -> Answer:
    if "error" in content:
        raise UserError(*content["error"])
    if "fault" in content:
        raise RuntimeError("the child failed\n" + content["fault"])
    answer: Answer = content["answer"]
    return answer


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let it see that nobody listens any more, and wait for it."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was not sent yet to a dead child never will be
            pipe.close()  # type: ignore[union-attr]
    try:
        process.wait(_FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
