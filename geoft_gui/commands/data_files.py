"""`geoft data split`, `stats` and `convert`: rows divided, counted and written for another program."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from geoft_gui.commands import Commands
from geoft_gui.commands.data_columns import add_columns, layout_with, rows_named
from geoft_gui.commands.data_words import (
    MANY,
    ROWS,
    add_model,
    counted,
    counter_of,
    rows_said,
    tokens_said,
)
from geoft_gui.commands.terminal import Terminal
from geoft_gui.row_ranges import rows_in

if TYPE_CHECKING:
    from geoft_gui.data.charts import Chart
    from geoft_gui.data.row import UnreadableRow
    from geoft_gui.data.splitting.file import FrozenSplit

_BAR = 30
"""Characters of the longest bar."""


def add(actions: Commands) -> None:
    """Adds ``geoft data split | stats | convert``."""
    split = actions.add_parser(
        "split",
        help="divide rows into those to learn from and those to measure with",
        description="Divide rows so that what is measured was not learnt: near duplicates, and prompts that "
        "differ in numbers only, stay together, and every kind of part is divided alike. The folder gets "
        "train_dataset and validation_dataset in every layout, their statistics, and split.json, by which "
        "every later run can name the split.",
    )
    split.add_argument("file", type=Path, metavar="FILE", help=ROWS)
    split.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the new files")
    how = split.add_mutually_exclusive_group()
    how.add_argument(
        "--fraction", type=_fraction, default=0.1, metavar="F", help="how much to measure with (0.1)"
    )
    how.add_argument(
        "--validation",
        type=Path,
        metavar="FILE",
        help="measure with the rows of this file, and leave out what is like them; it is read with the same "
        "columns where it has them",
    )
    split.add_argument("--seed", type=int, default=0, metavar="S", help="another seed divides otherwise (0)")
    split.set_defaults(run=run_split)
    stats = actions.add_parser("stats", help="count what rows hold")
    stats.add_argument("file", type=Path, metavar="FILE", help=ROWS)
    add_model(stats)
    stats.set_defaults(run=run_stats)
    convert = actions.add_parser("convert", help="write rows in another layout")
    convert.add_argument("source", type=Path, metavar="IN", help=ROWS)
    convert.add_argument(
        "target",
        type=Path,
        metavar="OUT",
        help="the new file: .jsonl, .json, .csv, .tsv or .parquet; all but the last also with .gz",
    )
    convert.add_argument(
        "--form",
        choices=("rows", "chat", "prompt_completion"),
        default="rows",
        help="what a line of .jsonl holds: all of a row (rows), the conversation alone as OpenAI takes it "
        "(chat), or a prompt and its completion",
    )
    convert.add_argument("--statistics", action="store_true", help="write a file with counts beside it")
    convert.set_defaults(run=run_convert)
    for action in (split, stats, convert):
        add_columns(action)
        Terminal.add_json_flag(action)


def run_split(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes a frozen split and says how it came out."""
    from geoft_gui.data.dataset_folder import complete_dataset
    from geoft_gui.data.rows import count_rows
    from geoft_gui.data.splitting.frozen import freeze_split

    columns = rows_named(arguments.file, arguments.columns, terminal).columns
    if arguments.validation is not None:
        layout_with(arguments.validation, columns)
    with terminal.progress("Dividing", count_rows(arguments.file), "rows") as progress:
        split = freeze_split(
            arguments.file,
            arguments.out,
            fraction=arguments.fraction,
            seed=arguments.seed,
            validation=arguments.validation,
            columns=columns,
            on_row=progress.set,
        )
    complete_dataset(arguments.out)
    result = {
        "out": str(arguments.out),
        **split.model_dump(mode="json"),
        "one_sided": list(split.one_sided),
    }
    terminal.result(result, "\n".join(_split_lines(split, arguments.out)))
    return 0


def run_stats(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what one file holds."""
    from geoft_gui.data.charts import charts
    from geoft_gui.data.checks import RowCheck
    from geoft_gui.data.cost import training_cost
    from geoft_gui.data.judged_rows import JudgedRows
    from geoft_gui.data.rows import count_rows
    from geoft_gui.data.statistics import SideCount

    counter = counter_of(arguments.model, terminal)
    source = rows_named(arguments.file, arguments.columns, terminal)
    check = RowCheck(counter=counter)
    judged, side = JudgedRows(), SideCount()
    with terminal.progress("Counting", count_rows(arguments.file), "rows") as progress:
        for row in source.rows():
            judged.append(row, check.take(row))
            side.take(row)
            progress.advance()
    drawn = charts(judged)
    tokens = judged.rows["tokens"]
    total = int(tokens.sum())
    cost = training_cost(total)
    lines = [f"{rows_said(len(judged))}, {tokens_said(total, counter)}."]
    if total:
        lines.append(f"Hosted training on them would cost {cost.sentence}.")
    for chart in drawn:
        lines += ["", chart.title, *_bars(chart)]
    result = side.as_dict() | {
        "tokens": {
            "total": total,
            "longest": int(tokens.max(initial=0)),
            "counted_by": counter.name,
            "exact": counter.exact,
        },
        "cost": {"dollars": round(cost.dollars, 4), "sentence": cost.sentence},
        "charts": [_chart(chart) for chart in drawn],
    }
    terminal.result(result, "\n".join(lines))
    return 0


def run_convert(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes every row that can be read, and tells those that cannot."""
    from geoft_gui.data.exports import export_rows
    from geoft_gui.data.rows import count_rows

    source = rows_named(arguments.source, arguments.columns, terminal)
    with terminal.progress("Reading", count_rows(arguments.source), "rows") as progress:
        made = export_rows(
            source.rows(),
            arguments.target,
            arguments.form,
            source=arguments.source,
            statistics=arguments.statistics,
            on_row=progress.set,
        )
    _tell_unreadable(made.unreadable, terminal)
    said = f"Wrote {rows_said(made.rows)} to {arguments.target}"
    result: dict[str, object] = {
        "rows": made.rows,
        "out": str(made.path),
        "unreadable": [{"row": line.number, "message": line.message} for line in made.unreadable],
    }
    if made.statistics is not None:
        result["statistics"] = str(made.statistics)
        said += f", and their counts to {made.statistics}"
    terminal.result(result, f"{said}.")
    return 0


def _split_lines(split: "FrozenSplit", folder: Path) -> list[str]:
    from geoft_gui.geometry.kind_words import KIND_WORDS

    lines = [
        f"{rows_said(split.train.count)} to learn from and {split.validation.count:,} to measure with are in "
        f"{folder}.",
        f"The split is called {split.id}. {split.grouped}",
    ]
    if split.groups:
        lines.append(f"The rows fall into {counted(split.groups, 'group', 'groups')} of like rows.")
    in_validation, unusable = (rows_in(split.left_out.in_validation), rows_in(split.left_out.unusable))
    if in_validation:
        lines.append(
            f"{rows_said(len(in_validation))} left out, because the rows to measure with hold the same."
        )
    if split.same_pattern:
        lines.append(
            f"{rows_said(split.same_pattern)} stayed whose "
            f"{'prompt differs' if split.same_pattern == 1 else 'prompts differ'} from one to measure with "
            "in numbers only."
        )
    if unusable:
        have = "it has" if len(unusable) == 1 else "they have"
        lines.append(f"{rows_said(len(unusable))} left out, because {have} no prompt or no part.")
    if split.one_sided:
        named = ", ".join(KIND_WORDS.get(kind, kind) for kind in split.one_sided)
        are = counted(len(split.one_sided), "kind is", "kinds are")
        lines.append(f"{are} on one side only: {named}.")
    kinds = {KIND_WORDS.get(kind, kind).capitalize(): sides for kind, sides in split.kinds.items()}
    width = max(map(len, kinds), default=0)
    lines += ["", f"{'':{width}}  {'to learn':>10}  {'to measure':>10}"]
    lines += [f"{kind:{width}}  {learnt:>10,}  {measured:>10,}" for kind, (learnt, measured) in kinds.items()]
    return lines


def _bars(chart: "Chart") -> list[str]:
    width = max(len(bar.label) for bar in chart.bars)
    most = max(bar.count for bar in chart.bars) or 1
    return [
        f"  {bar.label:{width}}{bar.count:>10,}  {'█' * round(_BAR * bar.count / most)}".rstrip()
        for bar in chart.bars
    ]


def _chart(chart: "Chart") -> dict[str, object]:
    bars = [{"label": bar.label, "count": bar.count, "query": bar.query} for bar in chart.bars]
    return {
        "name": chart.name,
        "title": chart.title,
        "complete": chart.complete,
        "of": chart.of,
        "bars": bars,
    }


def _tell_unreadable(unreadable: "tuple[UnreadableRow, ...]", terminal: Terminal) -> None:
    if unreadable:
        terminal.say(f"Left out, because unreadable: {rows_said(len(unreadable))}.")
    for line in unreadable[:MANY]:
        terminal.say(f"  row {line.number}: {line.message}")
    if len(unreadable) > MANY:
        terminal.say(f"  and {len(unreadable) - MANY:,} more; see `geoft data check`.")


def _fraction(text: str) -> float:
    try:
        fraction = float(text)
    except ValueError:
        fraction = 0.0
    if not 0 < fraction < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number between 0 and 1, such as 0.1")
    return fraction
