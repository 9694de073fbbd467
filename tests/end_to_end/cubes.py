"""Rows that the starter learns in a minute."""

import json
from pathlib import Path

VERBS = ("Create", "Make", "Draw", "Build")
NOUNS = ("cube", "dice", "cubic block")


def write_rows(path: Path, sides: int) -> Path:
    """Few kinds of sentences about cubes: four rows for each of so many sides, from 5 mm on."""
    rows = []
    for side in range(5, 5 + sides):
        for number, verb in enumerate(VERBS):
            noun = NOUNS[(side + number) % len(NOUNS)]
            document = f'{{"type":"cube","dimensions":{{"length":{side},"width":{side},"height":{side}}}}}'
            turns = [("user", f"{verb} a {side}mm {noun}"), ("assistant", document)]
            rows.append({"messages": [{"role": role, "content": content} for role, content in turns]})
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path
