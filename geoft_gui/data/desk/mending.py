"""Mending a file into a new version, and showing beforehand what that would do to its rows."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from geoft_gui.data.cost import training_cost
from geoft_gui.data.desk.request import Request, Tell, rows_of, telling
from geoft_gui.data.fixes import Fixer, Mended
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.rows import write_rows
from geoft_gui.data.tokens import counter_for
from geoft_gui.data.versions import ROWS, new_version

PREVIEWED_ROWS: Final = 1_000
"""So many of the first rows are mended for a preview."""
SHOWN_ROWS: Final = 300
"""So many of those that change are shown before and after."""
SET_ASIDE: Final = "set_aside.log"
"""Lines of JSON beside the rows, one for each that was left out: many for a card that is read whole. By its
name it is no file of rows."""
_LONGEST_SHOWN: Final = 20_000
"""Characters of a text that is shown."""


def preview(request: Request, tell: Tell) -> dict[str, Any]:
    """What the `chosen` fixes would do to the first rows, counted with the tokens of `model`.

    Answers `report` as `FixReport.as_dict`, whether it is `complete` or of the first rows only, what hosted
    training on those rows would `cost` before and after, some `rows` as they were and would be, and the
    `prompts` of rows that are set aside, by their numbers.
    """
    fixer = Fixer(request["chosen"], counter_for(request["model"]))
    source = rows_of(request)
    changed: list[dict[str, Any]] = []
    prompts: dict[int, str] = {}
    total = request.get("rows")
    tried = None if total is None else min(total, PREVIEWED_ROWS)
    for row in telling(islice(source, PREVIEWED_ROWS), tell, tried):
        outcome = fixer.take(row)
        if not isinstance(outcome, Mended):
            prompts[row.number] = row.prompt[:_LONGEST_SHOWN] if isinstance(row, Row) else ""
        elif outcome.changes and len(changed) < SHOWN_ROWS:
            assert isinstance(row, Row), "a line without an example cannot be mended"
            changed.append(
                {
                    "number": row.number,
                    "codes": list(dict.fromkeys(change.code for change in outcome.changes)),
                    "prompt": _pair(row.prompt, outcome.row.prompt),
                    "answer": _pair(row.answer, outcome.row.answer),
                }
            )
    complete = next(source, None) is None
    report = fixer.report()
    costs = [training_cost(tokens) for tokens in report.tokens]
    return {
        "report": report.as_dict(),
        "complete": complete,
        "cost": [costs[0].amount, costs[1].amount, costs[1].sentence],
        "rows": changed,
        "prompts": prompts,
    }


def mend(request: Request, tell: Tell) -> dict[str, Any]:
    """Make a version of the file with the `chosen` fixes; answers its `path` and the `report`.

    In this report `set_aside` tells how many rows each fix left out; which, and why, is in a file beside it.
    """
    fixer = Fixer(request["chosen"], counter_for(request["model"]))

    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        path = folder / ROWS
        write_rows(_mended(fixer, telling(rows_of(request), tell, request.get("rows"))), path)
        report = fixer.report()
        with (folder / SET_ASIDE).open("w", encoding="utf-8") as lines:
            for row in report.set_aside:
                said = {"row": row.number, "code": row.code, "reason": row.reason}
                lines.write(json.dumps(said, ensure_ascii=True) + "\n")
        counts = Counter(row.code for row in report.set_aside)
        return path, {"chosen": sorted(request["chosen"])} | report.as_dict() | {"set_aside": dict(counts)}

    version = new_version(Path(request["path"]), "mended", write)
    return {"path": str(version.rows), "report": dict(version.report)}


def _mended(fixer: Fixer, rows: Iterator[Row | UnreadableRow]) -> Iterator[Row]:
    for row in rows:
        outcome = fixer.take(row)
        if isinstance(outcome, Mended):
            yield outcome.row
    yield from fixer.added()


def _pair(before: str, after: str) -> list[str]:
    return [before[:_LONGEST_SHOWN], after[:_LONGEST_SHOWN]]
