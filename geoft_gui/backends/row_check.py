"""What only the tokenizer knows of the rows: the trainer is asked, in a process of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from geoft_gui.backends.base import LOOK_AT_MACHINE, LearnedRow, Problem, StartGivenUpError
from geoft_gui.data.rows import Row, read_rows
from geoft_gui.data.tokens import estimate_tokens
from geoft_gui.engine import processes
from geoft_gui.engine.given import KEYS_ON_STDIN
from geoft_gui.engine.processes import ChildGivenUpError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.writing import runs_written, write_json

TRAINER: Final = ("-m", "geoft_gui.trainer")
CHECK_SECONDS: Final = 600.0
"""How long the trainer may take; it may have to fetch a tokenizer first."""


def trainer_arguments(folder: RunFolder, stage: str, given: bytes) -> list[str]:
    """What starts the trainer, which reads its standard input only where something is `given` to it."""
    return [*TRAINER, str(folder.path), "--stage", stage, *([KEYS_ON_STDIN] if given else [])]


def check_rows(
    folder: RunFolder, given: bytes, *, given_up: Callable[[], bool] = lambda: False
) -> list[Problem]:
    """Run the trainer's check. It prints one JSON object in its last line:

    `{"problems": [{"severity", "message", "hint"}], "tokens": in all training rows, "longest": in one row,
    "learned": [{"row": number, "pieces": [[text, whether it is learned], …]}, …]}`.

    `given` is what `hub_keys.given_key` has for it.
    Raises StartGivenUpError, with the trainer ended, when `given_up` says so meanwhile.
    """
    arguments = trainer_arguments(folder, "check", given)
    try:
        finished = processes.run_child(arguments, timeout=CHECK_SECONDS, given_up=given_up, given=given)
    except ChildGivenUpError as error:
        raise StartGivenUpError from error
    except TimeoutError:
        return [
            Problem(
                "error",
                f"Checking the rows took longer than {CHECK_SECONDS / 60:.0f} minutes.",
                "See whether the computer is busy or without network, then try again.",
            )
        ]
    answer = _last_object(finished.stdout)
    if finished.returncode != 0 or answer is None:
        last = (finished.stderr.strip().splitlines() or ["it said nothing"])[-1]
        message = f"The rows could not be checked: {last}"
        return [Problem("error", message, LOOK_AT_MACHINE, finished.stderr)]
    with runs_written(folder.path.parent):
        write_json(
            _counts_file(folder),
            {
                "tokens": answer["tokens"],
                "longest": answer["longest"],
                "learned": answer.get("learned", []),
            },
        )
    return [
        Problem(problem["severity"], problem["message"], problem.get("hint", ""))
        for problem in answer["problems"]
    ]


def token_counts(folder: RunFolder) -> tuple[int, int]:
    """Tokens in all training rows, and in the longest: counted by the check, before that estimated."""
    try:
        counted = json.loads(_counts_file(folder).read_text(encoding="utf-8"))
        return int(counted["tokens"]), int(counted["longest"])
    except FileNotFoundError:
        lengths = [
            sum(estimate_tokens(message.content) for message in row.messages)
            for row in read_rows(folder.train_data)
            if isinstance(row, Row)
        ]
        return sum(lengths), max(lengths, default=0)


def learned_rows(folder: RunFolder) -> tuple[LearnedRow, ...]:
    """A short, a middling and a long row with what is learned of them; nothing before the check."""
    try:
        checked = json.loads(_counts_file(folder).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        LearnedRow(row["row"], tuple((text, learned) for text, learned in row["pieces"]))
        for row in checked.get("learned", [])
    )


def _counts_file(folder: RunFolder) -> Path:
    return folder.data_dir / "tokens.json"


def _last_object(printed: str) -> dict[str, Any] | None:
    lines = printed.strip().splitlines()
    try:
        value = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None
