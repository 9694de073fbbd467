"""What a provider's rules find in the rows of a run, told by the row numbers of the user's own file."""

from collections.abc import Iterator
from typing import Final

from geoft_gui.backends.base import Problem
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.rules import RowsCheck
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import rows_in

_SHOWN: Final = 30


def own_row(folder: RunFolder, line: int, *, is_held_out: bool) -> tuple[int, str] | None:
    """The row of the user's file that a line that was sent came from: its number, and the file's name."""
    numbers = own_rows(folder, is_held_out=is_held_out)
    if not 0 < line <= len(numbers):
        return None
    return numbers[line - 1], _file_name(folder, is_held_out)


def own_rows(folder: RunFolder, *, is_held_out: bool) -> list[int]:
    """The numbers that the rows of a run have in the user's file, in the order in which they are sent."""
    provenance = folder.provenance
    return sorted(rows_in(provenance.validation_rows if is_held_out else provenance.train_rows))


def row_problems(
    folder: RunFolder, provider: Provider, check: RowsCheck, *, is_held_out: bool
) -> Iterator[Problem]:
    """Errors first. A fault that many rows have is one problem, not many."""
    hint = "" if is_held_out else _held_out_hint(folder, provider, check)
    for fault in check.file_faults:
        yield Problem(fault.severity, fault.message, hint)
    name = _file_name(folder, is_held_out)
    for faults in (
        [fault for fault in check.row_faults if fault.severity == "error"],
        [fault for fault in check.row_faults if fault.severity == "warning"],
    ):
        if not faults:
            continue
        first, severity = faults[0], faults[0].severity
        more = f" So it is with {len(faults) - 1:,} more." if len(faults) > 1 else ""
        what = "does not follow" if severity == "error" else "is not wise by"
        yield Problem(
            severity,
            f"Row {first.number:,} of {name} {what} the rules of {provider.called}: {first.message}{more}",
            "Mend it in Data, or leave it out." if not more else "Mend them in Data, or leave them out.",
            "\n".join(f"row {fault.number:,}: {fault.message}" for fault in faults[:_SHOWN]),
        )


def _held_out_hint(folder: RunFolder, provider: Provider, check: RowsCheck) -> str:
    """Where rows are too few because some of them are held out: so many."""
    if check.rows >= provider.min_rows or folder.provenance.validation is not None:
        return ""
    held_out = len(own_rows(folder, is_held_out=True))
    if not held_out:
        return ""
    is_held = "is" if held_out == 1 else "are"
    return (
        f"{held_out:,} of your {check.rows + held_out:,} rows {is_held} held out to measure with. Add rows, "
        "or choose a file of its own with rows to hold out."
    )


def _file_name(folder: RunFolder, is_held_out: bool) -> str:
    provenance = folder.provenance
    file = provenance.validation if is_held_out and provenance.validation else provenance.data
    return file.path.name
