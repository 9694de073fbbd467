"""`geoft data generate`: rows made by rule."""

import argparse
import textwrap
from pathlib import Path

from geoft_gui.commands import Commands
from geoft_gui.commands.data_words import rows_said
from geoft_gui.commands.terminal import Terminal


class _HelpWithNames(argparse.HelpFormatter):
    """Tells at the end what can be wished for; loaded when somebody wants to know, not for every command."""

    def format_help(self) -> str:
        return f"{super().format_help()}\n{_names_said()}\n"


def add(actions: Commands) -> None:
    """Adds ``geoft data generate``."""
    generate = actions.add_parser(
        "generate",
        help="make rows by rule",
        description="Make rows by rule, a fifth of them for validation. The same number, seed and wishes "
        "make the same bytes.",
        formatter_class=_HelpWithNames,
    )
    generate.add_argument("--rows", type=_rows, required=True, metavar="N", help="how many, in all")
    generate.add_argument(
        "--seed", type=int, required=True, metavar="S", help="another seed makes other rows"
    )
    generate.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the new files")
    for name, help_text in (
        ("kinds", "only these kinds of parts"),
        ("features", "only parts with these features"),
        ("difficulties", "only rows as hard as this"),
        ("styles", "only prompts in these styles"),
    ):
        generate.add_argument(f"--{name}", default="", metavar="NAME,…", help=help_text)
    Terminal.add_json_flag(generate)
    generate.set_defaults(run=run_generate)


def run_generate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Writes a new data set in every layout, with its statistics."""
    from geoft_gui.data.dataset_folder import write_dataset
    from geoft_gui.data.synthesis import generate
    from geoft_gui.data.synthesis.recipes import never_made
    from geoft_gui.data.synthesis.wish import Wish

    wish = Wish.from_text(arguments.kinds, arguments.features, arguments.difficulties, arguments.styles)
    never = never_made(wish)
    if never:
        terminal.say(f"Nothing can be made for {', '.join(never)}, because of what else is wished.")
    with terminal.progress("Making rows", arguments.rows, "rows") as progress:
        made = generate(arguments.rows, arguments.seed, progress.set, wish)
    statistics = write_dataset(made.train, made.validation, arguments.out)
    said = f"Wrote {rows_said(len(made.train))} to learn from and {len(made.validation):,} to measure with"
    result = {"out": str(arguments.out), "never_made": list(never), "statistics": statistics}
    terminal.result(result, f"{said} to {arguments.out}.")
    return 0


def _names_said() -> str:
    from geoft_gui.data.synthesis.wish import DIFFICULTIES, FEATURES, KINDS, STYLES

    lines = ["kinds:", *textwrap.wrap(", ".join(KINDS), 76, initial_indent="  ", subsequent_indent="  ")]
    for title, names in (("features", FEATURES), ("difficulties", DIFFICULTIES), ("styles", STYLES)):
        lines += ["", f"{title}:", *(f"  {name:10}  {said}" for name, said in names.items())]
    return "\n".join(lines)


def _rows(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 < int(text) <= 10**6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 2 to 1,000,000")
    return int(text)
