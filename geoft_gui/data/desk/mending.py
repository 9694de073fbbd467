"""Mending a file into a new version, and showing beforehand what that would do to its rows."""

import json
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, Final

from geoft_gui.data.cost import training_cost
from geoft_gui.data.desk.request import Request, Tell, rows_of, telling
from geoft_gui.data.fixes import Fixer, Mended, SetAside
from geoft_gui.data.row import Row, UnreadableRow
from geoft_gui.data.rows import write_rows
from geoft_gui.data.tokens import counter_for
from geoft_gui.data.versions import ROWS, new_version
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import rows_in

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

    Where `only` names rows (as `row_ranges` writes them), those alone are mended, and the first of them are
    tried together with the first of the others.

    Answers `report` as `FixReport.as_dict`, whether it is `complete` or of the first rows only, what hosted
    training on those rows would `cost` before and after, some `rows` as they were and would be, and the
    `prompts` of rows that are set aside, by their numbers.
    """
    fixer = Fixer(request["chosen"], counter_for(request["model"]))
    source = rows_of(request)
    only = _only(request)
    sample = _Sample(source, only)
    changed: list[dict[str, Any]] = []
    prompts: dict[int, str] = {}
    total = request.get("rows")
    tried = None if total is None else min(total, PREVIEWED_ROWS)
    for row in telling(sample, tell, tried):
        outcome = _outcome(fixer, row, only)
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
    report = fixer.report()
    costs = [training_cost(tokens) for tokens in report.tokens]
    return {
        "report": report.as_dict(),
        "complete": sample.is_complete,
        "cost": [costs[0].amount, costs[1].amount, costs[1].sentence],
        "rows": changed,
        "prompts": prompts,
    }


def mend(request: Request, tell: Tell) -> dict[str, Any]:
    """Make a version of the file with the `chosen` fixes; answers its `path` and the `report`.

    Where `only` names rows, all others go on as they are.

    In this report `set_aside` tells how many rows each fix left out; which, and why, is in a file beside it.
    """
    fixer = Fixer(request["chosen"], counter_for(request["model"]))

    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        path = folder / ROWS
        rows = telling(rows_of(request), tell, request.get("rows"))
        write_rows(_mended(fixer, rows, _only(request)), path)
        report = fixer.report()
        if not report.kept:
            raise UserError(
                "No row would be left.", "Choose fewer fixes, or put back rows that are left out."
            )
        with (folder / SET_ASIDE).open("w", encoding="utf-8") as lines:
            for row in report.set_aside:
                said = {"row": row.number, "code": row.code, "reason": row.reason}
                lines.write(json.dumps(said, ensure_ascii=True) + "\n")
        counts = Counter(row.code for row in report.set_aside)
        return path, {"chosen": sorted(request["chosen"])} | report.as_dict() | {"set_aside": dict(counts)}

    version = new_version(Path(request["path"]), "mended", write)
    return {"path": str(version.rows), "report": dict(version.report)}


class _Sample:
    """The first of the rows that are to be mended, and the first of the others; all where there are few.

    `is_complete` tells, once they are read, whether these were all rows.
    """

    def __init__(self, rows: Iterator[Row | UnreadableRow], only: Container[int] | None) -> None:
        self._rows = rows
        self._only = only
        self.is_complete = True

    def __iter__(self) -> Iterator[Row | UnreadableRow]:
        left = {True: PREVIEWED_ROWS, False: PREVIEWED_ROWS}
        for row in self._rows:
            wanted = self._only is None or row.number in self._only
            if left[wanted]:
                left[wanted] -= 1
                yield row
                continue
            self.is_complete = False
            if wanted:
                return


def _only(request: Request) -> frozenset[int] | None:
    said = request.get("only")
    return None if said is None else frozenset(rows_in(said))


def _outcome(fixer: Fixer, row: Row | UnreadableRow, only: Container[int] | None) -> Mended | SetAside:
    return fixer.take(row) if only is None or row.number in only else fixer.pass_on(row)


def _mended(
    fixer: Fixer, rows: Iterator[Row | UnreadableRow], only: Container[int] | None
) -> Iterator[Row]:
    for row in rows:
        outcome = _outcome(fixer, row, only)
        if isinstance(outcome, Mended):
            yield outcome.row
    yield from fixer.added()


def _pair(before: str, after: str) -> list[str]:
    return [before[:_LONGEST_SHOWN], after[:_LONGEST_SHOWN]]
