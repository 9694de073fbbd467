"""What the window has done to whole files of examples, in a child: `python -m geoft_gui.data.desk.work`.

One request comes on standard input, as a frame (`geometry/frames.py`); on standard output go any number of
frames that tell how far the work is, and a last one:

    {}                                        it is still at work
    {"told": …}                               such as {"done": 120, "total": null}
    {"answer": …}                             the work is done
    {"error": [message, hint, details]}       a user's error
    {"fault": traceback}                      a fault of the program

Whoever does not want the answer any more closes the pipes: the next thing told fails, and with it the work,
which leaves nothing half-written.
"""

import faulthandler
import os
import sys
import threading
import traceback
from typing import Any, BinaryIO, Final

from geoft_gui.data.desk.request import Request, Tell
from geoft_gui.errors import UserError
from geoft_gui.geometry.frames import own_output, read_frame, write_frame

_SIGN_SECONDS: Final = 0.25
"""So often there is a sign of life: whoever waits for an answer can then give up at any time."""


def work(request: Request, tell: Tell) -> dict[str, Any]:
    """Do what is asked: every request names what to `do`, and most a file (see `request.rows_of`).

    Raises UserError, and whatever `tell` raises.
    """
    wanted = request["do"]
    # Each kind of work brings what only it needs.
    if wanted in {"preview_fixes", "fix"}:
        from geoft_gui.data.desk.mending import mend, preview  # noqa: PLC0415

        return (preview if wanted == "preview_fixes" else mend)(request, tell)
    if wanted == "fetch_dataset":
        from geoft_gui.data.hub import fetch  # noqa: PLC0415

        return fetch(request, tell)
    if wanted == "make_rows":
        from geoft_gui.data.synthesis.making import make_rows  # noqa: PLC0415

        return make_rows(request, tell)
    from geoft_gui.data.desk.files import DOES  # noqa: PLC0415

    return DOES[wanted](request, tell)


def main() -> None:
    """Do the one thing that is asked on standard input."""
    # A crash in a library says where it was before it ends this process.
    faulthandler.enable()
    output = _Output(own_output())
    frame = read_frame(sys.stdin.buffer)
    if frame is None:
        return
    threading.Thread(target=output.give_signs, daemon=True).start()
    try:
        output.send(_answer(frame[0], lambda news: output.send({"told": news})))
    except OSError:
        # Nobody waits for it any more. What could not be sent would fail once more if this ended as usual.
        os._exit(0)


class _Output:
    """Sends frames from two threads, each of them whole, and none after the last."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def send(self, content: dict[str, Any]) -> None:
        with self._lock:
            if "told" not in content:
                self._ended.set()
            write_frame(self._stream, content)

    def give_signs(self) -> None:
        while not self._ended.wait(_SIGN_SECONDS):
            with self._lock:
                try:
                    if not self._ended.is_set():
                        write_frame(self._stream, {})
                except OSError:
                    # Nobody listens: whoever works finds out for himself.
                    return


def _answer(request: Request, tell: Tell) -> dict[str, Any]:
    try:
        return {"answer": work(request, tell)}
    except UserError as error:
        return {"error": [error.message, error.hint, error.details]}
    except BrokenPipeError:
        raise
    except Exception:
        # Handed to the window, which says so.
        return {"fault": traceback.format_exc()}


if __name__ == "__main__":
    main()
