"""Documents made to hurt are refused quickly and cheaply."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = '{"type":"cube","dimensions":{"length":1,"width":1,"height":1}}'
GRID = '{"type":"hole","diameter":0.01,"pattern":{"type":"grid","nx":%d,"ny":%d,"dx":0.001,"dy":0.001}}'


def drilled(columns: int, rows: int) -> str:
    return BLOCK[:-1] + ',"features":[' + GRID % (columns, rows) + "]}"


def ball(radius: str) -> str:
    return '{"type":"sphere","dimensions":{"radius":' + radius + "}}"


def group(*components: str) -> str:
    return '{"type":"boolean_union","components":[' + ",".join(components) + "]}"


def nested(depth: int) -> str:
    return (
        '{"type":"boolean_union","components":[' * depth
        + f"{BLOCK},{BLOCK}"
        + f"]}},{BLOCK}" * (depth - 1)
        + "]}"
    )


def narrow(depth: int) -> str:
    return '{"type":"boolean_union","components":[' * depth + BLOCK + "]}" * depth


HOSTILE = {
    "a million holes in a grid": drilled(1000, 1000),
    "more holes than can be counted": drilled(10**12, 10**12),
    "64 components of 1,000 holes": group(*[drilled(40, 25)] * 64),
    "64 groups of 64": group(*[group(*[BLOCK] * 64)] * 64),
    "groups nested 10,000 deep": narrow(10_000),
    "groups nested 9 deep": nested(9),
    "brackets nested 1,000,000 deep": "[" * 1_000_000,
    "objects nested 150,000 deep": '{"a":' * 150_000,
    "1e308": ball("1e308"),
    "1e999": ball("1e999"),
    "NaN": ball("NaN"),
    "minus infinity": ball("-Infinity"),
    "zero": ball("0"),
    "negative": ball("-5"),
    "nearly nothing": ball("1e-300"),
    "100,000 digits": ball("1" * 100_000),
    "4,000 digits": ball("1" * 4_000),
    "100,000 keys": '{"type":"cube",' + ",".join(f'"k{number}":1' for number in range(90_000)) + "}",
    "90,000 keys and one of them twice": "{" + ",".join(f'"k{n % 89_999}":1' for n in range(90_000)) + "}",
    "300,000 components": '{"type":"assembly","components":[' + ",".join(["{}"] * 300_000) + "]}",
    "300,000 features": BLOCK[:-1] + ',"features":[' + ",".join(["{}"] * 300_000) + "]}",
    "quotes without end": '{"' * 450_000,
    "escapes without end": "{" + '\\"' * 450_000,
    "five megabytes": BLOCK[:-1] + ',"material":"' + "x" * 5_000_000 + '"}',
    "a long form of nulls": '{"id":1,"a":[' + ",".join(["{}"] * 200_000) + "]}",
}

CHILD = """
import json, re, sys, time
import psutil
from geoft_gui.geometry.check import check
from geoft_gui.geometry.compare import compare
def peak():
    if sys.platform.startswith("linux"):
        # Not ru_maxrss: that begins with the memory of the process that started this one.
        status = open("/proc/self/status", encoding="ascii").read()
        return int(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1]) * 1024
    memory = psutil.Process().memory_info()
    return getattr(memory, "peak_wset", memory.rss)
if sys.platform.startswith("linux"):
    from resource import RLIMIT_AS, setrlimit
    setrlimit(RLIMIT_AS, (4 << 30, 4 << 30))
for line in sys.stdin.buffer:
    text = json.loads(line)
    start = time.process_time()
    report = check(text)
    compare(text, '{"type":"sphere","dimensions":{"radius":1}}')
    seconds = time.process_time() - start
    print(json.dumps({**report, "seconds": seconds, "peak": peak()}), flush=True)
"""


@pytest.fixture(scope="module")
def reports() -> dict[str, Any]:
    """What one process, with limited memory, says of all of them."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD],
        input="".join(json.dumps(text) + "\n" for text in HOSTILE.values()).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=300,
        check=False,
    )
    assert child.returncode == 0, child.stderr.decode()[-2000:]
    return dict(zip(HOSTILE, map(json.loads, child.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_in_a_second_and_500_megabytes(
    name: str, reports: dict[str, Any]
) -> None:
    report = reports[name]
    assert not report["builds"]
    assert any(problem["severity"] == "error" for problem in report["problems"])
    # Processor time of a check and a comparison: a busy machine must not fail this test.
    assert report["seconds"] < 2
    assert report["peak"] < 500 << 20
