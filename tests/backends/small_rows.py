"""A small file of rows in many sentence patterns."""

from pathlib import Path

from geoft_gui.data.rows import Message, Row, write_rows

VERBS = ("Create", "Make", "Design", "Draw", "Model", "Build")
CUBE = '{"type":"cube","dimensions":{"length":1,"width":1,"height":1}}'
SHAPES = ("cube", "block", "dice", "box", "brick")


def write_small_rows(path: Path, count: int = 60) -> Path:
    """Write `count` rows about cubes; returns `path`."""
    patterns = [f"{verb} a {{}}mm {shape}" for verb in VERBS for shape in SHAPES]
    rows = [
        Row(
            number,
            (
                Message("user", patterns[number % len(patterns)].format(number)),
                Message("assistant", CUBE.replace("1", str(number))),
            ),
        )
        for number in range(1, count + 1)
    ]
    write_rows(rows, path)
    return path
