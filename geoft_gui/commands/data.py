"""`geoft data`: rows looked at, counted, converted and made."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.commands import Commands
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.data.checks import Report
    from geoft_gui.data.rows import UnreadableRow

_MANY = 5
_SIGNS = {"error": "✗", "warning": "!", "info": "·"}


def add(commands: Commands) -> None:
    """Adds ``geoft data check | stats | convert | generate``."""
    parser = commands.add_parser("data", help="check, count, convert and make rows")
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = actions.add_parser(
        "check",
        help="say what is wrong with rows",
        description="Say whether rows can be learnt from, what is wrong with them and what to do. The "
        "verdict is in the report: the command succeeds whatever it says.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="rows: .jsonl, .json or .csv")
    check.set_defaults(run=run_check)
    stats = actions.add_parser("stats", help="count rows by category, difficulty and kind of part")
    stats.add_argument("file", type=Path, metavar="FILE", help="rows: .jsonl, .json or .csv")
    stats.set_defaults(run=run_stats)
    convert = actions.add_parser("convert", help="write rows in another layout")
    convert.add_argument("source", type=Path, metavar="IN", help="rows: .jsonl, .json or .csv")
    convert.add_argument("target", type=Path, metavar="OUT", help="the new file: .jsonl, .json or .csv")
    convert.set_defaults(run=run_convert)
    generate = actions.add_parser(
        "generate",
        help="make rows by rule",
        description="Make rows by rule, a fifth of them for validation. The same number and seed make the "
        "same bytes.",
    )
    generate.add_argument("--rows", type=_rows, required=True, metavar="N", help="how many, in all")
    generate.add_argument(
        "--seed", type=int, required=True, metavar="S", help="another seed makes other rows"
    )
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the new files")
    generate.set_defaults(run=run_generate)
    for action in (check, stats, convert, generate):
        Terminal.add_json_flag(action)


def run_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the report; the verdict is in it, so the status is 0 whatever it says."""
    from geoft_gui.data.checks import check_rows
    from geoft_gui.data.rows import count_rows

    with terminal.progress("Checking", count_rows(arguments.file), "rows") as progress:
        report = check_rows(arguments.file, on_row=progress.set)
    terminal.result(report.as_dict(), "\n".join(_report_lines(report)))
    return 0


def run_stats(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what one file holds."""
    from geoft_gui.data.rows import count_rows, read_rows
    from geoft_gui.data.statistics import split_statistics

    with terminal.progress("Counting", count_rows(arguments.file), "rows") as progress:
        counts = split_statistics(read_rows(arguments.file), on_row=progress.set)
    lines = [_rows_said(int(str(counts["total_examples"])))]
    for title in ("categories", "difficulties", "geometry_types"):
        group = counts[title]
        assert isinstance(group, dict)
        lines += ["", title.replace("_", " ").capitalize()]
        lines += [f"  {name:24}{count:10,}" for name, count in group.items()]
    terminal.result(counts, "\n".join(lines))
    return 0


def run_convert(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes every row that can be read, and tells those that cannot."""
    from geoft_gui.data.rows import Row, UnreadableRow, count_rows, read_rows, write_rows

    rows: list[Row] = []
    unreadable: list[UnreadableRow] = []
    with terminal.progress("Reading", count_rows(arguments.source), "rows") as progress:
        for line in read_rows(arguments.source):
            if isinstance(line, Row):
                rows.append(line)
            else:
                unreadable.append(line)
            progress.advance()
    if not rows:
        reason = f" {unreadable[0].message}" if unreadable else ""
        raise UserError(f"{arguments.source.name} holds no rows, so nothing was written.{reason}")
    write_rows(rows, arguments.target)
    _tell_unreadable(unreadable, terminal)
    terminal.result(
        {
            "rows": len(rows),
            "out": str(arguments.target),
            "unreadable": [{"row": line.number, "message": line.message} for line in unreadable],
        },
        f"Wrote {_rows_said(len(rows))} to {arguments.target}.",
    )
    return 0


def run_generate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes a new data set in every layout, with its statistics."""
    from geoft_gui.data.dataset_folder import write_dataset
    from geoft_gui.data.synthesis import generate

    with terminal.progress("Making rows", arguments.rows, "rows") as progress:
        made = generate(arguments.rows, arguments.seed, progress.set)
    statistics = write_dataset(made.train, made.validation, arguments.out)
    said = f"Wrote {len(made.train):,} rows to learn from and {len(made.validation):,} to measure with"
    terminal.result({"out": str(arguments.out), "statistics": statistics}, f"{said} to {arguments.out}.")
    return 0


def _report_lines(report: "Report") -> list[str]:
    lines = [f"{report.usable:,} of {report.rows:,} rows can be learnt from."]
    if not report.findings:
        lines.append("Nothing is wrong with them.")
    for finding in report.findings:
        lines += ["", f"{_SIGNS[finding.severity]} {finding.message}", f"  {finding.fix}"]
        if finding.count > 1 and finding.rows:
            shown = ", ".join(map(str, finding.rows[:_MANY]))
            lines.append(f"  Rows {shown}" + (", …" if finding.count > _MANY else "") + ".")
    return lines


def _tell_unreadable(unreadable: "list[UnreadableRow]", terminal: Terminal) -> None:
    if unreadable:
        terminal.say(f"Left out, because unreadable: {_rows_said(len(unreadable))}.")
    for line in unreadable[:_MANY]:
        terminal.say(f"  row {line.number}: {line.message}")
    if len(unreadable) > _MANY:
        terminal.say(f"  and {len(unreadable) - _MANY:,} more; see `geoft data check`.")


def _rows_said(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _rows(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 < int(text) <= 10**6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 2 to 1,000,000")
    return int(text)
