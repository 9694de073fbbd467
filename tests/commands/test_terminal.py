import io
import json

import pytest

from geoft_gui.commands import terminal as terminal_module
from geoft_gui.commands.terminal import Terminal


class Watched(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(terminal_module, "time", clock)
    return clock


def test_a_result_is_one_json_object_or_text_for_people() -> None:
    for as_json, expected in ((True, '{"rows": 3, "name": "20×30"}\n'), (False, "3 rows\n")):
        out, remarks = io.StringIO(), io.StringIO()
        Terminal(as_json, out, remarks).result({"rows": 3, "name": "20×30"}, "3 rows\n")
        assert out.getvalue() == expected
        assert remarks.getvalue() == ""


def test_json_that_others_could_not_read_is_refused() -> None:
    out = io.StringIO()
    with pytest.raises(ValueError, match="not JSON compliant"):
        Terminal(True, out, io.StringIO()).result({"loss": float("nan")}, "")
    assert out.getvalue() == ""


def test_remarks_go_to_stderr_and_hold_no_key() -> None:
    out, remarks = io.StringIO(), io.StringIO()
    Terminal(True, out, remarks).say("refused: hf" + "_" + "a1B2" * 8)
    assert out.getvalue() == ""
    assert remarks.getvalue() == "refused: [hidden]\n"


def test_short_work_shows_no_progress(clock: Clock) -> None:
    out, remarks = io.StringIO(), Watched()
    with Terminal(False, out, remarks).progress("Reading", 10, "rows") as progress:
        for _ in range(10):
            clock.now += 0.19
            progress.advance()
    assert remarks.getvalue() == ""


def test_long_work_shows_how_far_it_is_and_the_time_left_and_then_cleans_up(clock: Clock) -> None:
    remarks = Watched()
    terminal = Terminal(True, io.StringIO(), remarks)
    with terminal.progress("Reading", 10, "rows") as progress:
        clock.now += 5
        progress.set(5)
        assert "Reading:  50%" in remarks.getvalue()
        assert "5/10 rows, 00:05 left" in remarks.getvalue()
        terminal.say("line 7 cannot be read")
    lines = remarks.getvalue().split("\n")
    assert lines[0].endswith("\rline 7 cannot be read")
    assert len(lines) == 2


def test_progress_in_a_file_is_a_line_now_and_then_without_control_characters(clock: Clock) -> None:
    remarks = io.StringIO()
    with Terminal(False, io.StringIO(), remarks).progress("Training", 100, "steps") as progress:
        for _ in range(100):
            clock.now += 0.5
            progress.advance()
    lines = remarks.getvalue().splitlines()
    assert 3 <= len(lines) <= 6
    assert lines[0] == "Training:   4%, 4 of 100 steps, 00:48 left"
    assert "\r" not in remarks.getvalue()


def test_work_of_unknown_length_says_how_long_it_has_taken(clock: Clock) -> None:
    remarks = io.StringIO()
    with Terminal(False, io.StringIO(), remarks).progress("Reading", None, "rows") as progress:
        clock.now += 61
        progress.set(1200)
    assert remarks.getvalue() == "Reading: 1200 rows, 01:01 so far\n"


def test_two_bars_cannot_be_drawn_over_each_other() -> None:
    terminal = Terminal(False, io.StringIO(), io.StringIO())
    with terminal.progress("One", 1, "rows"), pytest.raises(RuntimeError, match="Two"):
        terminal.progress("Two", 1, "rows").__enter__()
    with terminal.progress("Three", 1, "rows") as progress:
        progress.advance()


def test_a_result_can_grow_while_one_watches() -> None:
    out = io.StringIO()
    terminal = Terminal(False, out, io.StringIO())
    for piece in ('{"type"', ':"cube"}'):
        terminal.write(piece)
    assert json.loads(out.getvalue()) == {"type": "cube"}
