"""Saving edits, splitting and exporting a file."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geoft_gui.data.desk.request import Request, Tell, columns_of, rows_of, telling
from geoft_gui.data.exports import export_rows
from geoft_gui.data.row import Row
from geoft_gui.data.rows import write_rows
from geoft_gui.data.splitting.frozen import TRAIN_FILE, VALIDATION_FILE, freeze_split
from geoft_gui.data.versions import ROWS, new_version
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges


def save_edits(request: Request, tell: Tell) -> dict[str, Any]:
    """Make a version of the file with the edits in it; answers its `path` and the `report`.

    Lines that hold no example cannot be written again; the report says which stayed behind, and which
    were left out by hand. No version is made where an edit finds its row no longer, and none without rows
    (UserError).
    """
    left_behind: list[int] = []
    left_out: list[int] = []

    def rows() -> Iterator[Row]:
        for row in telling(rows_of(request, left_out.append), tell, request.get("rows")):
            if isinstance(row, Row):
                yield row
            else:
                left_behind.append(row.number)

    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        path = folder / ROWS
        count = write_rows(rows(), path)
        if not count:
            raise UserError("No row is left for the new version.", "Put at least one row back.")
        return path, {
            "rows": count,
            "edited": sorted(edit["number"] for edit in request["edits"]),
            "left_out": row_ranges(left_out),
            "left_behind": row_ranges(left_behind),
        }

    version = new_version(Path(request["path"]), "edited", write)
    return {"path": str(version.rows), "report": dict(version.report)}


def split(request: Request, tell: Tell) -> dict[str, Any]:
    """Make a version that is a frozen split, by `fraction` and `seed`, or by the file `validation`.

    Answers the paths `train` and `validation`, and the `report`.
    """
    source = Path(request["path"])
    validation = request.get("validation")

    def write(folder: Path) -> tuple[Path, dict[str, object]]:
        made = freeze_split(
            source,
            folder,
            fraction=request["fraction"],
            seed=request["seed"],
            validation=None if validation is None else Path(validation),
            columns=columns_of(request),
            rows=lambda: telling(rows_of(request), tell, request.get("rows")),
        )
        return folder / TRAIN_FILE, {
            "id": made.id,
            "train": made.train.count,
            "validation": made.validation.count,
            "groups": made.groups,
            "one_sided": list(made.one_sided),
            "unusable": made.left_out.unusable,
            "in_validation": made.left_out.in_validation,
            "same_pattern": made.same_pattern,
            "kinds": {kind: list(sides) for kind, sides in made.kinds.items()},
        }

    version = new_version(source, "split", write)
    held_out = version.rows.with_name(VALIDATION_FILE)
    return {"train": str(version.rows), "validation": str(held_out), "report": dict(version.report)}


def export(request: Request, tell: Tell) -> dict[str, Any]:
    """Write the rows to `target` in a `form` (see `row_writing.Form`), with their `statistics` on wish.

    The file at `path`, and the one that it is a version of, are not written over. Answers how many `rows`
    the new one has, the numbers of those `left_behind`, and where the `statistics` are.
    """
    made = export_rows(
        telling(rows_of(request), tell, request.get("rows")),
        Path(request["target"]),
        request["form"],
        source=Path(request["path"]),
        statistics=request["statistics"],
    )
    return {
        "rows": made.rows,
        "left_behind": row_ranges([row.number for row in made.unreadable]),
        "statistics": None if made.statistics is None else str(made.statistics),
    }


DOES: Final[Mapping[str, Callable[[Request, Tell], dict[str, Any]]]] = {
    "save_edits": save_edits,
    "split": split,
    "export": export,
}
"""By what a request says is to be done."""
