"""What the commands of `geoft data` share: a row's words, and the tokens of a model that somebody names."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoft_gui.commands.terminal import Terminal

if TYPE_CHECKING:
    from geoft_gui.data.tokens import TokenCounter

ROWS: Final = "rows: .jsonl, .json, .csv, .tsv or .parquet, also packed (.gz), or a folder of such files"
MANY: Final = 5
"""So many rows are named one by one."""


def add_model(parser: argparse.ArgumentParser) -> None:
    """Gives ``parser`` the option ``--model``, which says whose tokens are counted."""
    parser.add_argument(
        "--model",
        metavar="M",
        help="count the tokens of this model: starter, one of your runs, a model's folder or its id on "
        "Hugging Face; without it, tokens are estimated",
    )


def counter_of(model: str | None, terminal: Terminal) -> "TokenCounter":
    """What counts tokens for ``--model``; says so where it can only estimate.

    Raises:
        UserError: there is no such model.
    """
    from geoft_gui import paths
    from geoft_gui.data.tokens import ESTIMATE, STARTER, counter_for
    from geoft_gui.runs.models import find_model, is_hub_id

    if model is None:
        return ESTIMATE
    if model == STARTER or (is_hub_id(model) and not Path(model).exists()):
        counter = counter_for(model)
    else:
        counter = counter_for(str(find_model(model, paths.runs_root(), paths.starter_model())))
    if not counter.exact:
        terminal.say(f"The tokenizer of {model} is not on this computer, so tokens are estimated.")
    return counter


def tokens_said(count: int, counter: "TokenCounter") -> str:
    """So many tokens, and whether that is counted or estimated."""
    said = counted(count, "token", "tokens")
    return said if counter.exact else f"about {said} (an estimate)"


def counted(count: int, one: str, many: str) -> str:
    """So many things."""
    return f"{count:,} {one if count == 1 else many}"


def rows_said(count: int) -> str:
    """So many rows."""
    return counted(count, "row", "rows")


def numbers_said(numbers: Sequence[int], count: int) -> str:
    """The first of some row numbers, and how many more there are; no full stop."""
    shown = [f"{number:,}" for number in numbers[:MANY]]
    more = count - len(shown)
    if more <= 0 and len(shown) > 1:
        shown[-2:] = [f"{shown[-2]} and {shown[-1]}"]
    said = ("Row " if count == 1 else "Rows ") + ", ".join(shown)
    return said + (f" and {more:,} more" if more > 0 else "")


def titles_said(codes: Iterable[str]) -> str:
    """What fixes are called; no full stop."""
    from geoft_gui.data.fixes.catalogue import FIXES

    return "; ".join(f"“{FIXES[code].title}”" for code in codes)


def percent(share: float) -> str:
    """A share in whole percent; neither all nor nothing where it is not."""
    whole = round(100 * share)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole} %"
