"""The workbench's child, `python -m geoft_gui.geometry.bench`: builds parts for whoever holds its pipes.

A process of its own, because manifold3d holds the interpreter while it works, and because a crash in it
must not end the window. Requests come on standard input, one frame (`frames.py`) each, and are answered
in turn on standard output, after one empty frame when it is ready; it ends when its input does.

    {"do": "look", "text": …}               {"report": as check gives it}, and a drawing's arrays
    {"do": "save", "text": …, "path": …}    {}
    a user's error                          {"error": [message, hint, details]}
    a fault of the program                  {"fault": traceback}
"""

import faulthandler
import sys
import traceback
from pathlib import Path
from typing import Any

from geoft_gui.errors import UserError

from .check import check
from .drawing import Drawing, draw
from .findings import BuildError
from .frames import own_output, read_frame, write_frame
from .reading import read_document
from .resolved import resolve
from .solid import DISPLAY_SEGMENTS, build_solid


def main() -> None:
    """Answer requests until there are no more."""
    # A crash in a library says where it was before it ends this process.
    faulthandler.enable()
    requests = sys.stdin.buffer
    with own_output() as answers:
        # Everything is loaded: from now on, time is the request's.
        write_frame(answers, {})
        while (frame := read_frame(requests)) is not None:
            content, drawing = _answer(frame[0])
            try:
                write_frame(answers, content, None if drawing is None else drawing.arrays())
            except BrokenPipeError:
                # Whoever asked is gone: that is how this process is asked to end.
                return


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], Drawing | None]:
    try:
        if request["do"] == "save":
            _save(request["text"], Path(request["path"]))
            return {}, None
        report = check(request["text"])
        return {"report": report}, _drawing(request["text"]) if report["builds"] else None
    except UserError as error:
        return {"error": [error.message, error.hint, error.details]}, None
    except Exception:
        # Handed to the window, which says so; the next request may well be answered.
        return {"fault": traceback.format_exc()}, None


def _drawing(text: str) -> Drawing | None:
    document = read_document(text).document
    if document is None:
        return None
    try:
        solid = build_solid(resolve(document).body, DISPLAY_SEGMENTS)
    except BuildError:
        return None
    return draw(solid) if solid.status == "ok" else None


def _save(text: str, path: Path) -> None:
    # trimesh takes long to load, and most of the time nothing is saved.
    from .export import export  # noqa: PLC0415

    reading = read_document(text)
    if reading.document is None:
        raise UserError(
            "This is not a part, so there is nothing to save.",
            "Save an answer that is drawn.",
            "\n".join(map(str, reading.findings)),
        )
    export(reading.document, path)


if __name__ == "__main__":
    main()
