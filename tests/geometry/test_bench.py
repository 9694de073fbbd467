"""The process that builds parts for the window, asked through its pipes."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geoft_gui.engine import processes
from geoft_gui.geometry.check import check
from geoft_gui.geometry.drawing import Drawing
from geoft_gui.geometry.frames import read_frame, write_frame

from . import examples

TALKATIVE = """
from geoft_gui.geometry import bench

def check(text, check=bench.check):
    print("a library says something", flush=True)
    return check(text)

bench.check = check
bench.main()
"""


@pytest.fixture
def bench() -> Iterator[subprocess.Popen[bytes]]:
    """A bench that prints what it should not, ready to be asked."""
    process = processes.open_helper(["-c", TALKATIVE])
    assert process.stdout is not None
    with process:
        assert read_frame(process.stdout) == ({}, {})
        yield process
    # Leaving has closed its input, and that ended it.
    assert process.returncode == 0


def ask(bench: subprocess.Popen[bytes], **request: str) -> tuple[dict[str, object], Drawing | None]:
    assert bench.stdin is not None and bench.stdout is not None
    write_frame(bench.stdin, request)
    answer = read_frame(bench.stdout)
    assert answer is not None
    content, arrays = answer
    return content, Drawing(**arrays) if arrays else None


def test_looking_gives_the_report_and_the_drawing_whatever_is_printed(
    bench: subprocess.Popen[bytes],
) -> None:
    for text in (examples.PLATE.text, "no \ud800 part", examples.CUBE.text):
        content, drawing = ask(bench, do="look", text=text)
        assert content == {"report": check(text)}
        assert (drawing is not None) == check(text)["builds"]
    assert drawing is not None
    assert len(drawing.edges) == 12


def test_saving_writes_the_file_or_says_why_not(bench: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert ask(bench, do="save", text=examples.CUBE.text, path=str(tmp_path / "cube.stl")) == ({}, None)
    assert (tmp_path / "cube.stl").stat().st_size == 84 + 12 * 50
    content, _ = ask(bench, do="save", text=examples.CUBE.text, path=str(tmp_path / "cube.doc"))
    assert content["error"] == [
        "A part cannot be saved as “cube.doc”.",
        "Choose a name that ends in .stl, .3mf or .glb.",
        "",
    ]
    content, _ = ask(bench, do="save", text="hello", path=str(tmp_path / "hello.stl"))
    assert "not a part" in str(content["error"])


def test_a_fault_is_handed_on_and_the_next_request_is_answered(bench: subprocess.Popen[bytes]) -> None:
    content, _ = ask(bench, do="look")
    assert "KeyError" in str(content["fault"])
    assert "report" in ask(bench, do="look", text=examples.CUBE.text)[0]


def test_a_torn_frame_is_the_end() -> None:
    stream = io.BytesIO()
    write_frame(stream, {"of": "×"}, {"numbers": np.arange(5.0), "none": np.zeros((0, 3), np.int32)})
    whole = stream.getvalue()
    content, arrays = read_frame(io.BytesIO(whole)) or ({}, {})
    assert content == {"of": "×"}
    assert arrays["numbers"].tolist() == [0, 1, 2, 3, 4]
    assert arrays["none"].shape == (0, 3)
    for cut in (0, 10, len(whole) - 1):
        assert read_frame(io.BytesIO(whole[:cut])) is None


def test_the_window_can_know_what_is_drawn_without_loading_what_builds_it() -> None:
    modules = "geoft_gui.geometry.drawing, geoft_gui.geometry.frames"
    code = f"import sys, {modules}; print('manifold3d' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
