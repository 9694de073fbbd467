import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ChildGivenUpError, ProcessIdentity
from tests.waiting import wait_for

SLEEP = "import time; print('awake', flush=True); time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("awake", flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STARTER = """
import sys
from pathlib import Path
from geoft_gui.engine import processes
identity = processes.start(["-c", sys.argv[1]], log=Path(sys.argv[2]))
print(identity.pid, identity.created, identity.host)
"""


def test_what_a_process_prints_goes_to_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("before\n", encoding="utf-8")
    code = "import sys; print('größer ×'); print('oh', file=sys.stderr); print(repr(sys.stdin.read()))"
    identity = processes.start(["-c", code], log=log)
    wait_for(lambda: not processes.alive(identity))
    assert log.read_text("utf-8").splitlines() == ["before", "größer ×", "oh", "''"]


def test_a_process_is_alive_until_its_tree_is_ended(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    identity = processes.start(["-c", PARENT], log=log)
    wait_for(lambda: log.read_text("utf-8").strip())
    grandchild = int(log.read_text("utf-8"))
    assert processes.alive(identity)
    processes.end_tree(identity, grace_seconds=5)
    assert not processes.alive(identity)
    wait_for(lambda: not psutil.pid_exists(grandchild))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot ask a process to end")
def test_a_process_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    identity = processes.start(["-c", STUBBORN], log=log)
    wait_for(lambda: "awake" in log.read_text("utf-8"))
    processes.end_tree(identity, grace_seconds=0.2)
    assert not processes.alive(identity)


def test_no_entry_is_left_of_a_process_that_ended(tmp_path: Path) -> None:
    identity = processes.start(["-c", ""], log=tmp_path / "log.txt")
    wait_for(lambda: not psutil.pid_exists(identity.pid))


def test_a_process_with_the_same_number_is_another_one() -> None:
    me = psutil.Process()
    mine = ProcessIdentity(me.pid, me.create_time(), socket.gethostname())
    assert processes.alive(mine)
    earlier = replace(mine, created=mine.created - 60)
    assert not processes.alive(earlier)
    processes.end_tree(earlier, grace_seconds=0)
    assert not processes.alive(replace(mine, host="another computer"))
    assert not processes.is_here(replace(mine, host="another computer"))


def test_an_identity_survives_its_file() -> None:
    identity = ProcessIdentity(12, 1764500000.25, "host")
    assert ProcessIdentity.from_dict(identity.as_dict()) == identity


def test_a_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    printed = subprocess.run(
        [sys.executable, "-c", STARTER, SLEEP, str(log)], capture_output=True, text=True, check=True
    ).stdout.split()
    identity = ProcessIdentity(int(printed[0]), float(printed[1]), printed[2])
    try:
        wait_for(lambda: "awake" in log.read_text("utf-8"))
        assert processes.alive(identity)
    finally:
        processes.end_tree(identity, grace_seconds=0)
    assert not processes.alive(identity)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to signal")
def test_ctrl_c_in_the_terminal_does_not_reach_a_started_process(tmp_path: Path) -> None:
    identity = processes.start(["-c", SLEEP], log=tmp_path / "log.txt")
    try:
        assert os.getpgid(identity.pid) != os.getpgid(0)
        assert os.getsid(identity.pid) == identity.pid
    finally:
        processes.end_tree(identity, grace_seconds=0)


def test_keys_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "SOME_SECRET", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a key")
    monkeypatch.setenv("HF_HOME", "kept")
    environment = processes.child_environment()
    assert "a key" not in environment.values()
    assert environment["HF_HOME"] == "kept"
    assert environment["PYTHONUTF8"] == "1"


def test_a_file_in_the_current_folder_is_not_imported_by_accident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "psutil.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    finished = processes.run_child(["-c", "import psutil, geoft_gui; print('ok')"], timeout=60)
    assert finished.stdout == "ok\n", finished.stderr


def test_a_child_gives_back_what_it_printed_and_how_it_ended() -> None:
    code = "import sys; print('°'); print('µ', file=sys.stderr); sys.exit(3)"
    finished = processes.run_child(["-c", code], timeout=60)
    assert (finished.returncode, finished.stdout, finished.stderr) == (3, "°\n", "µ\n")


def test_a_child_that_takes_too_long_is_ended() -> None:
    before = set(psutil.Process().children())
    with pytest.raises(TimeoutError, match="longer than"):
        processes.run_child(["-c", PARENT], timeout=0.5)
    assert set(psutil.Process().children()) == before


def test_a_child_that_nobody_waits_for_any_more_is_ended_with_its_children() -> None:
    before = set(psutil.Process().children())

    def given_up() -> bool:
        return len(psutil.Process().children(recursive=True)) >= len(before) + 2

    with pytest.raises(ChildGivenUpError):
        processes.run_child(["-c", PARENT], timeout=60, given_up=given_up)
    assert set(psutil.Process().children()) == before


def test_what_a_slow_child_prints_is_whole() -> None:
    code = "import time; print('one', flush=True); time.sleep(0.3); print('two')"
    assert processes.run_child(["-c", code], timeout=60).stdout == "one\ntwo\n"


def test_a_process_that_may_not_be_looked_at_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(process: psutil.Process) -> str:
        raise psutil.AccessDenied(process.pid)

    me = psutil.Process()
    mine = ProcessIdentity(me.pid, me.create_time(), socket.gethostname())
    monkeypatch.setattr(psutil.Process, "status", refuse)
    assert not processes.alive(mine)


def test_processor_time_of_a_process_is_known_while_it_lives(tmp_path: Path) -> None:
    identity = processes.start(["-c", "while True: pass"], log=tmp_path / "log.txt")
    try:
        wait_for(lambda: (processes.cpu_seconds(identity) or 0) > 0.1)
    finally:
        processes.end_tree(identity, grace_seconds=0)
    assert processes.cpu_seconds(identity) is None


def test_a_child_is_given_what_stands_on_its_standard_input() -> None:
    code = "import sys; print(repr(sys.stdin.read()))"
    assert processes.run_child(["-c", code], timeout=60, given=b"a secret\n").stdout == "'a secret\\n'\n"
    assert processes.run_child(["-c", code], timeout=60).stdout == "''\n"
