"""The window's check of an open file, `python -m geoft_gui.data.desk.judging`: a process of its own.

Requests come on standard input, one frame (`geometry/frames.py`) each, and are read at once, whatever else is
being done; answers go to standard output, after one empty frame when it listens. It ends when its input does.

    {"do": "check", "path": …, "columns": {…} | null, "model": …, "validation": path | null,
     "stamp": …}
        → {"judged": …} and arrays, again and again: what `JudgedRows.take_new` gives
        → {"report": …} and arrays, at the end: what `JudgedRows.mark` is told
    {"do": "again", "ask": n, "row": {…}}        → {"verdict": {…}, "ask": n}, also while a check goes on
    a user's error                                → {"error": [message, hint, details]}
    a fault of the program                        → {"fault": traceback}
"""

import faulthandler
import os
import queue
import sys
import threading
import time
import traceback
from array import array
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from geoft_gui.data.row import Message, Row
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.data.tokens import ESTIMATE, counter_for
from geoft_gui.errors import UserError
from geoft_gui.geometry.frames import own_output, read_frame, write_frame

if TYPE_CHECKING:
    from geoft_gui.data.checks import Report, RowCheck

Request = dict[str, Any]

TELLING_SECONDS: Final = 0.1
"""How long verdicts are gathered before they are sent; the first are sent sooner."""
_FIRST_SECONDS: Final = 0.02


def main() -> None:
    """Answer requests until there are no more."""
    # A crash in a library says where it was before it ends this process.
    faulthandler.enable()
    requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
    answers = own_output()
    threading.Thread(target=_listen, args=(requests,), name="requests", daemon=True).start()
    write_frame(answers, {})
    desk = JudgingDesk(requests, answers)
    try:
        while True:
            desk.answer(requests.get())
    except OSError:
        # Nobody listens any more. What could not be sent would fail once more if this ended as usual.
        os._exit(0)


class JudgingDesk:
    """Holds the check of the file that is open. `requests` are looked at between two rows, too."""

    def __init__(self, requests: "queue.SimpleQueue[Request]", answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._check: RowCheck | None = None
        self._counter = ESTIMATE
        self._is_whole = False
        """Whether the check has seen every row."""

    def answer(self, request: Request) -> None:
        """Do what is asked, and send what there is to say."""
        try:
            if request["do"] == "check":
                self._judge(request)
            else:
                self._judge_again(request)
        except UserError as error:
            self._send({"error": [error.message, error.hint, error.details]})
        except BrokenPipeError:
            raise
        except Exception:
            # Handed to the window, which says so; the next request may well be answered.
            self._send({"fault": traceback.format_exc()})

    def _judge(self, request: Request) -> None:
        from geoft_gui.data.checks import RowCheck  # noqa: PLC0415
        from geoft_gui.data.desk.request import columns_of, refuse_changed  # noqa: PLC0415
        from geoft_gui.data.judged_rows import JudgedRows  # noqa: PLC0415
        from geoft_gui.data.rows import file_layout, read_rows  # noqa: PLC0415

        path = Path(request["path"])
        chosen = columns_of(request)
        validation = request["validation"]
        refuse_changed(request)
        self._counter = counter_for(request["model"])
        held_out = None if validation is None else read_rows(Path(validation))
        layout = file_layout(path, chosen)
        self._check = check = RowCheck(layout.columns, self._counter, held_out, layout.twins)
        self._is_whole = False
        judged = JudgedRows()
        numbers = array("I")
        until = time.monotonic() + _FIRST_SECONDS
        for row in read_rows(path, chosen):
            judged.append(row, check.take(row))
            numbers.append(row.number)
            while not self._requests.empty():
                self.answer(self._requests.get())
            if time.monotonic() >= until:
                content, arrays = judged.take_new()
                self._send({"judged": content}, arrays)
                until = time.monotonic() + TELLING_SECONDS
        content, arrays = judged.take_new()
        self._send({"judged": content}, arrays)
        report = check.report()
        self._is_whole = True
        self._send({"report": report.as_dict()}, judged.late(_places(report, numbers)))

    def _judge_again(self, request: Request) -> None:
        from geoft_gui.data.checks import RowCheck  # noqa: PLC0415

        row = row_of(request["row"])
        if self._check is not None and self._is_whole:
            verdict = self._check.again(row)
        else:
            # What only other rows tell is not known yet.
            verdict = RowCheck(counter=self._counter).take(row)
        self._send({"verdict": verdict_as_json(verdict), "ask": request["ask"]})

    def _send(self, content: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]] | None = None) -> None:
        write_frame(self._answers, content, arrays)


def row_as_json(row: Row) -> dict[str, Any]:
    """What `row_of` reads."""
    return asdict(row)


def row_of(said: Mapping[str, Any]) -> Row:
    """The row that `row_as_json` wrote."""
    return Row(**{**said, "messages": tuple(Message(**message) for message in said["messages"])})


def verdict_as_json(verdict: RowVerdict) -> dict[str, Any]:
    """What `verdict_of` reads."""
    return asdict(verdict)


def verdict_of(said: Mapping[str, Any]) -> RowVerdict:
    """The verdict that `verdict_as_json` wrote."""
    findings = tuple(RowFinding(**finding) for finding in said["findings"])
    return RowVerdict(**{**said, "findings": findings, "features": tuple(said["features"])})


def _places(report: "Report", numbers: "array[int]") -> dict[str, NDArray[np.uint32]]:
    """For each code of the report, the places of its rows; `numbers` are those of all rows in their order."""
    known = np.frombuffer(numbers, np.uint32) if len(numbers) else np.zeros(0, np.uint32)
    return {
        code: np.searchsorted(known, np.asarray(rows, np.uint32)).astype(np.uint32)
        for code, rows in report.rows_of.items()
    }


def _listen(requests: "queue.SimpleQueue[Request]") -> None:
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        requests.put(frame[0])
    # Whoever asked is gone, and with it whoever would read what is still being worked out.
    os._exit(0)


if __name__ == "__main__":
    main()
