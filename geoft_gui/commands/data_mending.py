"""`geoft data fix`: rows mended into a new file, with a report of every change."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.commands import Commands
from geoft_gui.commands.data_columns import RowSource, add_columns, rows_named
from geoft_gui.commands.data_words import (
    MANY,
    ROWS,
    add_model,
    counter_of,
    numbers_said,
    percent,
    rows_said,
    titles_said,
    tokens_said,
)
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.commands.terminal import Progress
    from geoft_gui.data.cost import TrainingCost
    from geoft_gui.data.fixes import Fixer, FixReport, Mended
    from geoft_gui.data.row import Row
    from geoft_gui.data.tokens import TokenCounter

    Pair = tuple[Row, Mended]

_SET_ASIDE_SHOWN = 20


class _HelpWithFixes(argparse.HelpFormatter):
    """Names the fixes at the end. They are loaded when somebody wants to know them, not for every command."""

    def format_help(self) -> str:
        return f"{super().format_help()}\n{_fixes_said()}\n"


def add(actions: Commands) -> None:
    """Adds ``geoft data fix``."""
    fix = actions.add_parser(
        "fix",
        help="mend rows into a new file",
        description="Mend what can be mended, and set aside what cannot. The file itself is never changed; "
        "every change and every row that is set aside is in the report.",
        formatter_class=_HelpWithFixes,
    )
    fix.add_argument("file", type=Path, metavar="FILE", help=ROWS)
    where = fix.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FILE", help="the new file")
    where.add_argument("--preview", action="store_true", help="write nothing, show what would change")
    fix.add_argument("--only", metavar="CODE,…", help="do these fixes and no others")
    fix.add_argument("--with", dest="also", metavar="CODE,…", help="do these fixes, too")
    fix.add_argument("--without", metavar="CODE,…", help="do not do these fixes")
    add_columns(fix)
    add_model(fix)
    Terminal.add_json_flag(fix)
    fix.set_defaults(run=run_fix)


def run_fix(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the mended rows, or shows what they would be."""
    from geoft_gui.data.cost import training_cost
    from geoft_gui.data.fixes import Fixer
    from geoft_gui.data.originals import refuse_original
    from geoft_gui.data.rows import count_rows, write_rows

    if not arguments.preview:
        refuse_original(arguments.out, arguments.file)
    counter = counter_of(arguments.model, terminal)
    fixer = Fixer(_chosen(arguments), counter)
    source = rows_named(arguments.file, arguments.columns, terminal)
    shown: list[Pair] = []
    with terminal.progress("Mending", count_rows(arguments.file), "rows") as progress:
        rows = _mended(fixer, source, progress, shown)
        if arguments.preview:
            for _ in rows:
                pass
        else:
            write_rows(rows, arguments.out)
    report = fixer.report()
    costs = [training_cost(tokens) for tokens in report.tokens]
    result = report.as_dict() | {"cost": {"before": costs[0].sentence, "after": costs[1].sentence}}
    lines = _lines(report, counter, costs)
    if arguments.preview:
        result["preview"] = [_shown(before, after) for before, after in shown]
        lines += _preview_lines(shown)
        lines += ["", "Nothing was written."]
    else:
        result["out"] = str(arguments.out)
        lines += ["", f"Wrote {rows_said(report.kept + report.added)} to {arguments.out}."]
    terminal.result(result, "\n".join(lines))
    return 0


def _chosen(arguments: argparse.Namespace) -> frozenset[str]:
    from geoft_gui.data.fixes import DEFAULT

    first = DEFAULT if arguments.only is None else _codes(arguments.only)
    return (first | _codes(arguments.also or "")) - _codes(arguments.without or "")


def _codes(said: str) -> frozenset[str]:
    from geoft_gui.data.fixes import FIXES

    codes = [code.strip() for code in said.split(",") if code.strip()]
    for code in codes:
        if code not in FIXES:
            raise UserError(f"There is no fix called '{code}'.", f"Choose of: {', '.join(FIXES)}.")
    return frozenset(codes)


def _mended(fixer: "Fixer", source: RowSource, progress: "Progress", shown: "list[Pair]") -> "Iterator[Row]":
    """The rows that are kept, and those that are added; the first that change are put into ``shown``."""
    from geoft_gui.data.fixes import Mended
    from geoft_gui.data.row import Row

    for row in source.rows():
        outcome = fixer.take(row)
        progress.advance()
        if isinstance(outcome, Mended):
            if outcome.changes and len(shown) < MANY and isinstance(row, Row):
                shown.append((row, outcome))
            yield outcome.row
    yield from fixer.added()


def _lines(report: "FixReport", counter: "TokenCounter", costs: "list[TrainingCost]") -> list[str]:
    from geoft_gui.data.fixes import FIXES

    lines = [
        f"{report.kept:,} of {rows_said(report.rows)} kept, {report.changed:,} of them mended, "
        f"{len(report.set_aside):,} set aside" + (f", {report.added:,} added." if report.added else "."),
        "",
        "The best that any model could do with them as they were: "
        f"{percent(report.ceiling.now)} of the parts right.",
        *(f"  {reason.sentence}" for reason in report.ceiling.reasons),
        f"With the mended rows: {percent(report.ceiling.after_fixes)}.",
    ]
    before, after = report.tokens
    if before != after:
        lines += [
            "",
            f"From {tokens_said(before, counter)} to {after:,}; the median answer from "
            f"{report.median_answer[0]:,} characters to {report.median_answer[1]:,}.",
            f"Hosted training on them would cost {costs[1].sentence}; before, {costs[0].amount}.",
        ]
    for code, done in report.changes.items():
        lines += ["", f"{FIXES[code].title} ({code}): {rows_said(done.count)}."]
        lines.append(f"  {numbers_said(done.rows, done.count)}.")
    if report.set_aside:
        lines += ["", f"Set aside: {rows_said(len(report.set_aside))}."]
        lines += [f"  Row {row.number:,}: {row.reason}" for row in report.set_aside[:_SET_ASIDE_SHOWN]]
        more = len(report.set_aside) - _SET_ASIDE_SHOWN
        lines += [f"  And {more:,} more; --json names all of them."] if more > 0 else []
    return lines


def _shown(row: "Row", mended: "Mended") -> dict[str, object]:
    return {
        "row": row.number,
        "fixes": _codes_of(mended),
        "before": {"prompt": row.prompt, "answer": row.answer},
        "after": {"prompt": mended.row.prompt, "answer": mended.row.answer},
    }


def _preview_lines(shown: "list[Pair]") -> list[str]:
    lines: list[str] = []
    for row, mended in shown:
        after = mended.row
        lines += ["", f"Row {row.number:,}: {titles_said(_codes_of(mended))}"]
        if row.prompt == after.prompt:
            lines.append(f"  asks       {row.prompt}")
        else:
            lines += [f"  asks now   {row.prompt}", f"  would ask  {after.prompt}"]
        if row.answer != after.answer:
            lines += [
                f"  answers    in {len(row.answer):,} characters now, in {len(after.answer):,} then:",
                f"             {after.answer}",
            ]
    return lines


def _codes_of(mended: "Mended") -> list[str]:
    """The fixes that changed a row, each once."""
    return list(dict.fromkeys(change.code for change in mended.changes))


def _fixes_said() -> str:
    from geoft_gui.data.fixes.catalogue import FIXES

    width = max(map(len, FIXES))
    lines = ["fixes:"]
    lines += [
        f"  {code:{width}}  {fix.title}" + ("" if fix.default else " (only where it is asked for)")
        for code, fix in FIXES.items()
    ]
    return "\n".join(lines)
