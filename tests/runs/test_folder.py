import errno
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.errors import UserError
from geoft_gui.paths import runs_root
from geoft_gui.runs.events import Phase, Status, Unknown
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import RunIsBusyError, write_json
from tests.runs.sample_runs import PROVENANCE, sample_run, sample_spec

HOLDER = """
import sys, time
from pathlib import Path
from geoft_gui.runs.events import Phase
from geoft_gui.runs.folder import RunFolder
with RunFolder(Path(sys.argv[1])).writer() as writer:
    writer.write(Phase(name="held"))
    print("held", flush=True)
    time.sleep(60)
"""


def never() -> bool:
    return False


def names(folder: RunFolder) -> list[str]:
    return [event.name for event in folder.events() if isinstance(event, Phase)]


def test_a_run_tells_what_was_asked_and_where_it_came_from(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    reopened = RunFolder.open(folder.path)
    assert reopened.spec == sample_spec()
    assert reopened.provenance == PROVENANCE
    assert reopened.status() is None


def test_two_runs_in_the_same_second_have_different_ids(tmp_path: Path) -> None:
    first, second, third = (sample_run(tmp_path) for _ in range(3))
    assert second.spec.id == first.spec.id + "-2" == second.path.name
    assert third.spec.id == first.spec.id + "-3"


def test_a_run_is_found_by_id_and_by_folder(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    assert RunFolder.find(folder.path.name, tmp_path).path == folder.path
    assert RunFolder.find(str(folder.path), Path("elsewhere")).path == folder.path
    for nothing in ("", "nothing", str(tmp_path)):
        with pytest.raises(UserError, match="no run"):
            RunFolder.find(nothing, tmp_path)


def test_a_run_is_called_by_its_id_where_that_is_enough(tmp_path: Path) -> None:
    usual = sample_run(runs_root().resolve())
    assert usual.reference == usual.path.name
    elsewhere = sample_run(tmp_path)
    assert elsewhere.reference == str(elsewhere.path)


def test_events_are_numbered_on_across_writers(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    for name in ("one", "two"):
        with folder.writer() as writer:
            writer.write(Phase(name=name))
            writer.write(Phase(name=name))
    assert [event.seq for event in folder.events()] == [1, 2, 3, 4]
    assert [event.seq for event in folder.events(after_seq=2)] == [3, 4]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with folder.writer(), pytest.raises(RunIsBusyError, match="another process"), folder.writer(patience=0):
        pass


def test_a_second_writer_waits_for_one_that_is_soon_done(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    first = folder.writer()
    first.__enter__()
    leaving = threading.Timer(0.1, first.__exit__, (None, None, None))
    leaving.start()
    with folder.writer(patience=10) as second:
        second.write(Phase(name="mine"))
    leaving.join()
    assert names(folder) == ["mine"]


def test_a_killed_writer_leaves_its_events_and_no_lock(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder.path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(RunIsBusyError), folder.writer(patience=0):
            pass
        child.kill()
    with folder.writer(patience=10) as writer:
        assert writer.write(Phase(name="after")).seq == 2
    assert names(folder) == ["held", "after"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cut_anywhere_every_whole_event_remains_and_the_next_one_goes_on(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = sample_run(Path(root))
        texts = data.draw(st.lists(st.text(max_size=30), min_size=1, max_size=6))
        with folder.writer() as writer:
            for text in texts:
                writer.write(Phase(name=text))
        written = folder.events_path.read_bytes()
        # A moment without milliseconds is shorter: what is drawn must not depend on it.
        length = round(data.draw(st.floats(0, 1)) * len(written))
        folder.events_path.write_bytes(written[:length])
        whole = written[:length].count(b"\n")

        assert names(folder) == texts[:whole]
        with folder.writer() as writer:
            assert writer.write(Phase(name="next")).seq == whole + 1
        assert names(folder) == [*texts[:whole], "next"]
        assert folder.events_path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("length", [10, 70_000, 200_000])
def test_a_long_torn_line_is_cut(tmp_path: Path, length: int) -> None:
    folder = sample_run(tmp_path)
    with folder.writer() as writer:
        writer.write(Phase(name="x" * length))
    with folder.events_path.open("ab") as file:
        file.write(b'{"seq":2,"type":"phase","name":"' + b"y" * length)
    with folder.writer() as writer:
        assert writer.write(Phase(name="next")).seq == 2
    assert [len(name) for name in names(folder)] == [length, 4]


def test_a_damaged_line_is_shown_and_counted_past(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with folder.writer() as writer:
        writer.write(Phase(name="one"))
    with folder.events_path.open("ab") as file:
        file.write(b"\0\0\0\xff\n")
    with folder.writer() as writer:
        assert writer.write(Phase(name="two")).seq == 2
    kinds = [event.type for event in folder.events()]
    assert kinds == ["phase", "unreadable", "phase"]
    assert isinstance(list(folder.events())[1], Unknown)


def test_following_ends_with_the_run(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)

    def write() -> None:
        with folder.writer() as writer:
            for name in ("one", "two", "three"):
                writer.write(Phase(name=name))
            writer.write(Status(status="succeeded"))

    writing = threading.Timer(0.05, write)
    writing.start()
    followed = list(folder.follow(never))
    writing.join()
    assert [event.seq for event in followed] == [1, 2, 3, 4]


def test_following_ends_when_told_to_and_misses_nothing(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with folder.writer() as writer:
        writer.write(Phase(name="one"))
        stops = iter([False, False, True])

        def stop() -> bool:
            answer = next(stops)
            if answer:
                writer.write(Phase(name="last"))
            return answer

        assert [event.seq for event in folder.follow(stop)] == [1, 2]


def test_following_a_resumed_run_goes_on_past_its_earlier_end(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with folder.writer() as writer:
        for status in ("running", "interrupted", "queued", "succeeded"):
            writer.write(Status(status=status))
    assert len(list(folder.follow(never))) == 4
    assert [event.seq for event in folder.follow(never, after_seq=2)] == [3, 4]


def test_half_a_line_is_followed_once_it_is_whole(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    line = b'{"seq":1,"type":"phase","name":"slow"}\n'
    folder.events_path.write_bytes(line[:15])
    states = iter([False, False, True])

    def stop() -> bool:
        answer = next(states)
        if answer:
            folder.events_path.write_bytes(line)
        return answer

    assert [event.type for event in folder.follow(stop)] == ["phase"]


def test_a_request_is_taken_once(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    assert folder.take_request() is None
    asked = folder.request("stop")
    assert json.loads(folder.control_json.read_text("utf-8")) == {"id": asked.id, "request": "stop"}
    assert folder.take_request() == asked
    assert folder.take_request() is None
    assert not list(folder.path.glob("control*"))


def test_the_newer_of_two_requests_counts(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    folder.request("stop")
    folder.request("stop_now")
    taken = folder.take_request()
    assert taken is not None
    assert taken.request == "stop_now"


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert json.loads(path.read_text("utf-8")) == {"a": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["value.json"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b'{"pid": 12',
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b"[]",
        b'{"pid": -1, "created": 1.0, "host": "here"}',
        b'{"pid": true, "created": 1.0, "host": "here"}',
        b'{"pid": "twelve", "created": 1.0, "host": "here"}',
        b'{"pid": 12, "created": NaN, "host": "here"}',
        b'{"pid": 12, "created": null, "host": "here"}',
        b'{"pid": 12, "created": 1.0, "host": null}',
    ],
)
def test_a_damaged_process_json_is_told_in_words(tmp_path: Path, damage: bytes) -> None:
    folder = sample_run(tmp_path)
    folder.process_json.write_bytes(damage)
    with pytest.raises(UserError, match="is damaged or cannot be read"):
        _ = folder.process


def test_an_unreadable_process_json_is_told_in_words(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    folder.process_json.mkdir()
    with pytest.raises(UserError, match="is damaged or cannot be read"):
        _ = folder.process


def test_events_that_cannot_be_written_are_told_in_words(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    folder.events_path.mkdir()
    with pytest.raises(UserError, match="cannot be written down"), folder.writer(patience=0):
        pass
    # The lock was given back.
    folder.events_path.rmdir()
    with folder.writer(patience=0):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="there it looks like a lock that is held")
def test_a_lock_that_cannot_be_opened_is_told_in_words(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    folder.events_path.with_suffix(".lock").mkdir()
    with pytest.raises(UserError, match="cannot be written down"), folder.writer(patience=0):
        pass


@pytest.mark.parametrize("below", ["a file", "a file/runs"])
def test_runs_cannot_be_written_into_a_file(tmp_path: Path, below: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(UserError, match=r"Runs cannot be written to .*: .*[^.]\. Free some space, or choose"):
        sample_run(tmp_path / below)


def test_a_run_that_does_not_fit_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match=r"Runs cannot be written to .*: No space left on device"):
        sample_run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_run_json_is_told_in_words(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    folder.run_json.write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        _ = folder.spec
