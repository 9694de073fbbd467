"""A file of rows like a user's, from opening to learning from it: in the real window, and in the terminal."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.engine import processes
from geoft_gui.engine.processes import ProcessIdentity
from tests.end_to_end import long_rows
from tests.end_to_end.desktop import Desktop, needs_a_desktop
from tests.end_to_end.window import TITLE, Window

CUBES = long_rows.STATED // 4 + long_rows.VAGUE // 3 + long_rows.FILLETS
KEPT = long_rows.ROWS - long_rows.DUPLICATES
PLANTED = {
    "unlearnable_ids": long_rows.ROWS,
    "unlearnable_timestamps": long_rows.ROWS - long_rows.ASSEMBLIES,
    "unlearnable_numbers": long_rows.ROWS - long_rows.ASSEMBLIES,
    "wordy": long_rows.ROWS,
    "missing_features": long_rows.FILLETS,
    "unstated_numbers": sum(
        (long_rows.PLACEHOLDERS, long_rows.VAGUE, long_rows.ASSEMBLIES, long_rows.CONTRADICTING)
    ),
    "unanswered_numbers": long_rows.PLACEHOLDERS,
    "wrong_attributes": long_rows.VAGUE,
    "torus_thickness": long_rows.TORI,
    "overlapping_parts": long_rows.ASSEMBLIES,
    "contradiction": long_rows.CONTRADICTING,
    "duplicate": long_rows.DUPLICATES,
}
"""How often the check must find what."""
ENDS = 60.0


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return long_rows.write_long_rows(tmp_path / "letters.jsonl")


def prompts(path: Path) -> list[str]:
    return [json.loads(line)["messages"][0]["content"] for line in path.read_text("utf-8").splitlines()]


class Data:
    """What the Data tab shows, and what its versions hold."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self._desktop = desktop
        self._home = home

    def ceiling(self) -> int:
        """In percent: the number at the top."""

        def number() -> str | None:
            names = (seen.name for seen in self._desktop.look() if seen.role == "label")
            return next((name for name in names if re.fullmatch(r"\d+ %", name)), None)

        return int(self._desktop.wait_until(number, "the ceiling").split()[0])

    def version(self, number: int, how: str, file: str = "rows.jsonl") -> Path:
        """The file of the version that is open, as the window says, and is checked."""
        said = f"Version {number} of letters.jsonl, {how}. The original is unchanged."
        self._desktop.wait_for("label", said)
        self.ceiling()  # what comes with it moves everything below
        (found,) = (self._home / "data").glob(f"letters-*/{number}/{file}")
        return found


@needs_a_desktop
def test_a_file_is_judged_mended_edited_split_and_learnt_from(
    desktop: Desktop, home: Path, rows: Path
) -> None:
    before = rows.read_bytes()
    window = Window(desktop, home)
    data = Data(desktop, home)
    desktop.click("push button", "Open")
    desktop.choose_file(rows)
    desktop.wait_for("label", f"All {long_rows.ROWS} rows can be trained on")
    assert data.ceiling() < 50

    # A bar shows its rows, and all of them again.
    desktop.click("check box", "Statistics")
    desktop.click("list item", f"Cube: {CUBES} rows")
    desktop.wait_for("label", f"{CUBES} of {long_rows.ROWS} rows")
    desktop.click("list item", f"Cube: {CUBES} rows")
    desktop.wait_for("label", f"{long_rows.ROWS} rows")
    desktop.click("check box", "Statistics")

    # Mended, in a new version.
    desktop.click("push button", "Mend all")
    desktop.wait_for("label", f"{KEPT} of {long_rows.ROWS}")
    desktop.click("push button", "Make a new version")
    mended = data.version(1, "made by mending")
    assert data.ceiling() >= 95
    assert len(prompts(mended)) == KEPT

    # A prompt changed in place, saved, and gone back from.
    changed = [prompts(mended)[0].replace("Build", "We need"), *prompts(mended)[1:]]
    desktop.click("push button", "Edit")
    desktop.click("text", "Prompt")
    desktop.key("ctrl+a")
    desktop.type(changed[0])
    desktop.wait_for("label", "Nothing is wrong with this row.")
    desktop.click("push button", "Keep")
    desktop.wait_for("label", "1 row is changed and not saved.")
    desktop.click("check box", "Leave the row out")
    desktop.wait_for("label", "1 row is left out, which is not saved yet.")
    desktop.click("push button", "Undo")
    desktop.wait_for("label", "1 row is changed and not saved.")
    desktop.click("push button", "Save as a new version")
    edited = data.version(2, "made by editing")
    assert prompts(edited) == changed
    desktop.click("push button", "Back to the original")
    desktop.wait_for("label", f"{long_rows.ROWS} examples from letters.jsonl")
    assert data.ceiling() < 50
    desktop.click("button menu", "All versions")
    desktop.key("Up", "Return")  # the last entry; menus of buttons are not told to assistive technology
    data.version(1, "made by mending")

    # Split, and learnt from: the run names the split.
    desktop.click("push button", "Split…")
    desktop.wait_for("dialog", "Split rows")
    desktop.click("push button", "Split")
    desktop.click("push button", "Open the split")
    frozen = data.version(3, "made by splitting", "split.json")
    split = json.loads(frozen.read_text("utf-8"))
    learnt, held = split["train"]["count"], split["validation"]["count"]
    assert learnt + held == KEPT
    desktop.click("page tab", "Train")
    desktop.wait_for("label", f"{learnt} to learn from, {held} held back for scoring.")
    folder = window.train()
    files = [frozen.with_name(split[side]["file"]) for side in ("train", "validation")]
    assert [folder.spec.data, folder.spec.validation] == files
    assert folder.provenance.split is not None
    assert folder.provenance.split.id == split["id"]
    assert rows.read_bytes() == before

    desktop.click("push button", "Stop")
    desktop.click("push button", "Stop and throw away")
    desktop.wait_until(lambda: folder.status() == "stopped", "the run to stop")
    assert folder.process is not None
    trainer = ProcessIdentity.from_dict(folder.process)
    desktop.wait_until(lambda: not processes.alive(trainer), "the trainer to leave", seconds=30)
    desktop.wait_for("label", "No training is running.")
    desktop.close_window(TITLE)
    assert window.process.wait(30) == 0


class Terminal:
    """`geoft data` as people call it: a process each time, which answers in JSON."""

    def __init__(self, home: Path) -> None:
        self._environment = os.environ | {"GEOFT_HOME": str(home)}

    def __call__(self, *arguments: str | Path) -> dict[str, Any]:
        finished = subprocess.run(
            [sys.executable, "-P", "-m", "geoft_gui", "data", *map(str, arguments), "--json"],
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            timeout=ENDS,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        answer = json.loads(finished.stdout)
        assert isinstance(answer, dict)
        return answer


def test_the_same_in_the_terminal(home: Path, rows: Path, tmp_path: Path) -> None:
    before = rows.read_bytes()
    geoft = Terminal(home)

    report = geoft("check", rows)
    counts = {finding["code"]: finding["count"] for finding in report["findings"]}
    assert (report["rows"], report["usable"]) == (long_rows.ROWS, long_rows.ROWS)
    assert report["ceiling"]["now"] < 0.5
    assert report["ceiling"]["after_fixes"] >= 0.95
    assert {code: counts.get(code) for code in PLANTED} == PLANTED

    mended = tmp_path / "mended.jsonl"
    fixed = geoft("fix", rows, "--out", mended)
    assert fixed["ceiling"]["after_fixes"] >= 0.95
    assert fixed["rows"] == fixed["kept"] + len(fixed["set_aside"]) == long_rows.ROWS
    assert [(row["row"], row["code"]) for row in fixed["set_aside"]] == [(long_rows.ROWS, "drop_duplicates")]
    assert len(prompts(mended)) == fixed["kept"] == KEPT
    again = geoft("check", mended)
    assert again["ceiling"]["now"] == fixed["ceiling"]["after_fixes"]
    assert [found for found in again["findings"] if found["severity"] != "info"] == []

    divided = geoft("split", mended, "--out", tmp_path / "split", "--fraction", "0.2")
    sides = [prompts(tmp_path / "split" / f"{side}_dataset.jsonl") for side in ("train", "validation")]
    assert sorted(sides[0] + sides[1]) == sorted(prompts(mended))
    assert [divided[side]["count"] for side in ("train", "validation")] == [len(side) for side in sides]

    counted = geoft("stats", rows)
    (kinds,) = [chart["bars"] for chart in counted["charts"] if chart["name"] == "kinds"]
    assert {"label": "Cube", "count": CUBES, "query": "kind:cube"} in kinds

    table = tmp_path / "mended.parquet"
    assert geoft("convert", mended, table)["rows"] == KEPT
    chat = tmp_path / "chat.jsonl"
    assert geoft("convert", table, chat, "--form", "chat")["rows"] == KEPT
    assert prompts(chat) == prompts(mended)

    made = geoft("generate", "--rows", "40", "--seed", "3", "--kinds", "cone", "--out", tmp_path / "made")
    assert made["statistics"]["total_examples"] == 40
    assert rows.read_bytes() == before
