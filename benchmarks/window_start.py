"""How soon the window is on the screen, and how much memory it takes.

    python benchmarks/window_start.py [--rounds 5]

The real program, started on a screen in memory (it needs Xvfb and xdotool) with a fresh profile, until X11
shows a window with its title; against a Python that shows an empty Qt window in the same way. Memory is what
only this process has (USS) and all that it uses (RSS), ten seconds later, its children included. The goals:
1.2 s, 200 MB.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

EMPTY = (
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "a = QApplication([]); w = QMainWindow(); w.setWindowTitle('GeoFT'); w.show(); a.exec()"
)
SETTLED_SECONDS = 10.0


def seconds_until_shown(process: subprocess.Popen[bytes], environment: dict[str, str]) -> float:
    """How long it took until the window was there, seen from outside."""
    began = time.perf_counter()
    search = ["xdotool", "search", "--onlyvisible", "--name", "^GeoFT$"]
    while not subprocess.run(search, env=environment, capture_output=True, check=False).stdout:
        assert process.poll() is None, "it ended at once"
        assert time.perf_counter() - began < 60, "no window in a minute"
        time.sleep(0.02)
    return time.perf_counter() - began


def megabytes(process: subprocess.Popen[bytes]) -> dict[str, float]:
    """Memory of a process and its children."""
    all_of_them = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    found = [each.memory_full_info() for each in all_of_them]
    return {
        "rss": round(sum(each.rss for each in found) / 1e6, 1),
        "uss": round(sum(each.uss for each in found) / 1e6, 1),
    }


def measured(arguments: list[str], environment: dict[str, str], rounds: int) -> dict[str, object]:
    """Median seconds of some starts, and the memory of the last."""
    times: list[float] = []
    memory: dict[str, float] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            here = environment | {"GEOFT_HOME": home, "HOME": home}
            process = subprocess.Popen([sys.executable, *arguments], env=here)
            try:
                times.append(seconds_until_shown(process, here))
                if number == rounds - 1:
                    time.sleep(SETTLED_SECONDS)
                    memory = megabytes(process)
            finally:
                process.terminate()
                process.wait()
    return {
        "seconds": round(statistics.median(times), 3),
        "all": [round(t, 3) for t in times],
        "memory_mb": memory,
    }


def main() -> None:
    """Print both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    readable, writable = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writable), "-screen", "0", "1440x900x24", "+extension", "GLX"],
        pass_fds=[writable],
        stderr=subprocess.DEVNULL,
    )
    try:
        os.close(writable)
        with os.fdopen(readable) as told:
            display = f":{told.readline().strip()}"
        root = str(Path(__file__).resolve().parents[1])
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": root}
        empty = measured(["-P", "-c", EMPTY], environment, rounds)
        ours = measured(["-P", "-m", "geoft_gui"], environment, rounds)
    finally:
        screen.terminate()
        screen.wait()
    ratio = round(float(str(ours["seconds"])) / float(str(empty["seconds"])), 2)
    print(json.dumps({"empty_window": empty, "GeoFT": ours, "seconds_over_empty": ratio}, indent=2))


if __name__ == "__main__":
    main()
