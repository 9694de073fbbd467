"""`geoft data check`: what is wrong with rows, how far they can take a model, and what to do."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.commands import Commands
from geoft_gui.commands.data_columns import (
    OPTION,
    add_columns,
    columns_as_json,
    columns_said,
    layout_with,
    rows_named,
)
from geoft_gui.commands.data_words import (
    ROWS,
    add_model,
    counter_of,
    numbers_said,
    percent,
    rows_said,
    titles_said,
)
from geoft_gui.commands.terminal import Terminal

if TYPE_CHECKING:
    from geoft_gui.data.checks import Report

_SIGNS = {"error": "✗", "warning": "!", "info": "·"}


def add(actions: Commands) -> None:
    """Adds ``geoft data check``."""
    check = actions.add_parser(
        "check",
        help="say what is wrong with rows",
        description="Say whether rows can be learnt from, what is wrong with them, what to do, and how many "
        "answers the best of models could get right. The verdict is in the report: the command succeeds "
        "whatever it says.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help=ROWS)
    check.add_argument(
        "--validation",
        type=Path,
        metavar="FILE",
        help="also say which rows are in this file, which is meant to measure with; it is read with the same "
        "columns where it has them",
    )
    add_columns(check)
    add_model(check)
    Terminal.add_json_flag(check)
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the report; the verdict is in it, so the status is 0 whatever it says."""
    from geoft_gui.data.checks import RowCheck
    from geoft_gui.data.rows import count_rows, read_rows

    counter = counter_of(arguments.model, terminal)
    source = rows_named(arguments.file, arguments.columns, terminal)
    layout, held_out = source.layout, None
    if arguments.validation is not None:
        layout_with(arguments.validation, source.columns)
        held_out = read_rows(arguments.validation, source.columns)
    with terminal.progress("Checking", count_rows(arguments.file), "rows") as progress:
        check = RowCheck(layout.columns if source.is_guessed else None, counter, held_out, layout.twins)
        for row in source.rows():
            check.take(row)
            progress.set(check.rows)
        report = check.report()
    result = report.as_dict()
    if layout.columns is not None:
        result["columns"] = columns_as_json(layout.columns)
    terminal.result(result, "\n".join(_lines(report, f"{arguments.file}{columns_said(arguments.columns)}")))
    return 0


def _lines(report: "Report", file: str) -> list[str]:
    lines = [f"{report.usable:,} of {rows_said(report.rows)} can be read and trained on."]
    ceiling = report.ceiling
    if report.rows:
        right = f"{percent(ceiling.now)} of the parts right"
        lines += ["", f"The best that any model could do with them as they are: {right}."]
        lines += [f"  {reason.sentence}" for reason in ceiling.reasons]
        if ceiling.after_fixes > ceiling.now:
            kept = f"{percent(ceiling.after_fixes)}, of the {rows_said(ceiling.kept)} that can be kept"
            lines.append(f"  After mending: {kept}. To mend them: geoft data fix {file} --out NEW_FILE")
    if not report.findings:
        lines += ["", "Nothing is wrong with them."]
    for finding in report.findings:
        lines += ["", f"{_SIGNS[finding.severity]} {finding.message}", f"  {finding.fix}"]
        if finding.count > 1 and finding.rows:
            lines.append(f"  {numbers_said(finding.rows, finding.count)}.")
        if finding.code == "columns":
            lines.append(f"  Or say which they are: {OPTION}.")
        if finding.mended_by:
            lines.append(f"  Mended by: {titles_said(finding.mended_by)}.")
    return lines
