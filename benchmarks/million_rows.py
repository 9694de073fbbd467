"""A million rows: opened, indexed and searched, beside `datasets` and pandas on the same file.

    python benchmarks/million_rows.py [--rows 1000000]

The file, 0.5 GB of JSON lines, is made first. Each of the three then has a process of its own. Of GeoFT it is
told when the first rows were there and when all were known, the memory that took, how long searches took, and
how long an event loop beside them was kept waiting; then the same of the whole window, which is driven with
the file open (`million_rows_window.py`). The others load the file, and search it once. Real time:
a busy machine makes all of it longer. The goals: first rows < 0.3 s, all < 2 s, < 20 MB more memory, a search
< 3 s, no gap of 50 ms.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil

from geoft_gui.paths import bundled_data

SEARCHES = ("zebra", "cylinder", "mm", '"create a" steel', "-cube", "ø", "id:row-001")
PEER_SEARCH = "cylinder"
FIRST_ROWS = 50
BEAT_MILLISECONDS = 10
LAID_OUT = 2
"""One answer in so many is laid out over lines, as many people have them."""

Figures = dict[str, Any]


def make_file(path: Path, rows: int) -> None:
    """Write so many rows: the bundled ones, again and again, each with an id of its own."""
    with (bundled_data() / "train_dataset.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records[::LAID_OUT]:
        answer = record["messages"][-1]
        answer["content"] = json.dumps(json.loads(answer["content"]), indent=2)
    with path.open("w", encoding="utf-8") as file:
        for number, record in enumerate(islice(cycle(records), rows)):
            own = {"id": f"row-{number:07}", "metadata": {"source": "bundled", "row": number}}
            file.write(json.dumps(record | own, ensure_ascii=False) + "\n")


def memory() -> float:
    """MB that only this process has."""
    return float(psutil.Process().memory_full_info().uss) / 1e6


def peak_memory() -> float:
    """MB that this process had at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def timed(work: Callable[[], Any]) -> tuple[Figures, Any]:
    """The seconds that it took, those of them that this thread computed, and the answer."""
    began, computed = time.perf_counter(), time.thread_time()
    answer = work()
    return {
        "s": round(time.perf_counter() - began, 2),
        "cpu_s": round(time.thread_time() - computed, 2),
    }, answer


def measure_geoft(path: Path) -> Figures:
    """Index and search on a thread, with an event loop on this one."""
    from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer  # noqa: PLC0415

    from geoft_gui.data.judged_rows import JudgedRows  # noqa: PLC0415
    from geoft_gui.data.row_index import RowIndex  # noqa: PLC0415
    from geoft_gui.data.search import find, parse_query  # noqa: PLC0415

    application = QCoreApplication([])
    clock, beat = QElapsedTimer(), QTimer()
    gaps: list[float] = []
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(BEAT_MILLISECONDS)
    beat.timeout.connect(lambda: gaps.append(clock.nsecsElapsed() / 1e6) or clock.start())
    figures: Figures = {}

    def longest_gap() -> float:
        longest = max(gaps)
        gaps.clear()
        return round(longest, 1)

    def work() -> None:
        time.sleep(1)
        gaps.clear()
        time.sleep(1)
        figures["gap_idle_ms"] = longest_gap()
        with tempfile.TemporaryDirectory() as folder:
            before, began = memory(), time.perf_counter()
            index = RowIndex(path, None, Path(folder))
            growing = index.grow()
            while len(index) < FIRST_ROWS:
                next(growing)
            for place in range(FIRST_ROWS):
                index.row(place)
            first = time.perf_counter() - began
            figures["first_rows_s"] = round(first, 3)
            seconds, _ = timed(lambda: list(growing))
            figures["all"] = {name: round(value + first, 2) for name, value in seconds.items()}
            figures["more_memory_mb"] = round(memory() - before, 1)
            figures["gap_index_ms"] = longest_gap()
            figures["rows"] = len(index)
            figures["search"] = {}
            for text in SEARCHES:
                query = parse_query(text)
                seconds, found = timed(
                    lambda: find(query, index, JudgedRows(), lambda: False, lambda share: None)  # noqa: B023
                )
                figures["search"][text] = seconds | {"found": len(found)}
            figures["gap_search_ms"] = longest_gap()
            index.close()

    worker = threading.Thread(target=work)
    QTimer.singleShot(0, worker.start)
    beat.timeout.connect(lambda: worker.is_alive() or application.quit())
    clock.start()
    QTimer.singleShot(100, beat.start)
    application.exec()
    return figures | {"peak_memory_mb": round(peak_memory())}


def measure_datasets(path: Path) -> Figures:
    """Load the file as Hugging Face's library does, and search its rows."""
    import datasets  # noqa: PLC0415

    datasets.disable_progress_bars()
    before = memory()
    with tempfile.TemporaryDirectory() as cache:
        seconds, rows = timed(
            lambda: datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=cache)
        )
        more = memory() - before

        def holding(some: dict[str, list[Any]]) -> list[bool]:
            return [
                any(PEER_SEARCH in turn["content"].lower() for turn in turns) for turns in some["messages"]
            ]

        searching, found = timed(lambda: rows.filter(holding, batched=True))
    return {
        "rows": len(rows),
        "all": seconds,
        "more_memory_mb": round(more, 1),
        "search": {PEER_SEARCH: searching | {"found": len(found)}},
        "peak_memory_mb": round(peak_memory()),
    }


def measure_pandas(path: Path) -> Figures:
    """Load the file as a table, and search its rows."""
    import pandas  # noqa: PLC0415

    before = memory()
    seconds, table = timed(lambda: pandas.read_json(path, lines=True))
    more = memory() - before
    searching, found = timed(
        lambda: table["messages"].map(
            lambda turns: any(PEER_SEARCH in turn["content"].lower() for turn in turns)
        )
    )
    return {
        "rows": len(table),
        "all": seconds,
        "more_memory_mb": round(more, 1),
        "search": {PEER_SEARCH: searching | {"found": int(found.sum())}},
        "peak_memory_mb": round(peak_memory()),
    }


MEASURES = {"GeoFT": measure_geoft, "datasets": measure_datasets, "pandas": measure_pandas}


def main() -> None:
    """Make the file, and have each of the three measured in its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(MEASURES[arguments.measure](arguments.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        make_file(path, arguments.rows)
        results: Figures = {"file_mb": round(path.stat().st_size / 1e6), "load": os.getloadavg()}
        for name in MEASURES:
            command = [sys.executable, __file__, "--measure", name, "--file", str(path)]
            said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
            results[name] = json.loads(said.splitlines()[-1])
        command = [sys.executable, str(Path(__file__).with_name("million_rows_window.py")), str(path)]
        results["window"] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    print(json.dumps(results, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
