"""Mends a whole file into a new one."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from geoft_gui.data.columns import ColumnMapping
from geoft_gui.data.fixes.catalogue import DEFAULT
from geoft_gui.data.fixes.fixer import Fixer
from geoft_gui.data.fixes.outcome import Mended
from geoft_gui.data.fixes.report import FixReport
from geoft_gui.data.originals import refuse_original
from geoft_gui.data.row import Row
from geoft_gui.data.rows import read_rows, write_rows
from geoft_gui.data.tokens import ESTIMATE, TokenCounter


def fix_file(
    source: Path,
    target: Path,
    chosen: Collection[str] = DEFAULT,
    on_row: Callable[[int], None] | None = None,
    columns: ColumnMapping | None = None,
    counter: TokenCounter = ESTIMATE,
) -> FixReport:
    """Mend the rows of a file into another, which appears whole or not at all; the source is only read.

    Args:
        source: the file, or the folder of files.
        target: the file to write; its ending says in which form.
        chosen: the codes of the fixes to do.
        on_row: called with the number of rows taken so far.
        columns: where each field of a table or record is; guessed when not given.
        counter: counts the tokens for the report.

    Raises:
        UserError: the target is the source or in it, the source cannot be read, the target cannot be
            written, or a code is not known.
    """
    refuse_original(target, source)
    fixer = Fixer(chosen, counter)
    write_rows(_mended(source, columns, fixer, on_row), target)
    return fixer.report()


def _mended(
    source: Path, columns: ColumnMapping | None, fixer: Fixer, on_row: Callable[[int], None] | None
) -> Iterator[Row]:
    for row in read_rows(source, columns):
        outcome = fixer.take(row)
        if on_row is not None:
            on_row(fixer.rows)
        if isinstance(outcome, Mended):
            yield outcome.row
    yield from fixer.added()
