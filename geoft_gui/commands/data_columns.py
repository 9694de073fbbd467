"""`--column`: which column of a table, or key of records, is the prompt, and which the answer."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.data.columns import ColumnMapping
    from geoft_gui.data.row import Row, UnreadableRow
    from geoft_gui.data.rows import FileLayout

OPTION: Final = "--column prompt=NAME --column answer=NAME"


def add_columns(parser: argparse.ArgumentParser) -> None:
    """Gives ``parser`` the option ``--column``."""
    parser.add_argument(
        "--column",
        dest="columns",
        type=_named,
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help="which column of a table, or key of records, holds a field of the rows: prompt, answer, system, "
        "messages, id, category, difficulty or metadata. Give it once for each field, as in "
        f"{OPTION}; quote a name with spaces. Fields that are not named are guessed",
    )


@dataclass(frozen=True)
class RowSource:
    """Rows, and how they are read.

    Attributes:
        path: the file or folder.
        columns: what was named; None where nothing was.
        layout: how the file is understood.
        is_guessed: whether somebody should be told what was taken for prompt and answer.
    """

    path: Path
    columns: "ColumnMapping | None"
    layout: "FileLayout"
    is_guessed: bool

    def rows(self) -> "Iterator[Row | UnreadableRow]":
        """The rows from the first on."""
        from geoft_gui.data.rows import read_rows

        return read_rows(self.path, self.columns)


def rows_named(path: Path, named: Sequence[tuple[str, str]], terminal: Terminal) -> RowSource:
    """The rows of a file with the columns of ``--column``; says so where nothing can be understood without.

    Raises:
        UserError: a field or a column is named twice, there is no such column, none was found for the prompt
            or the answer, or the file cannot be read.
    """
    from geoft_gui.data.columns import ColumnsNotFound
    from geoft_gui.data.named_columns import named_columns

    roles = dict(named)
    if len(roles) < len(named):
        raise UserError("--column names one field twice.", "Name one column for each field.")
    try:
        columns = named_columns(path, roles) if roles else None
    except ColumnsNotFound as error:
        raise _not_found(error) from error
    layout = layout_with(path, columns)
    found = layout.columns
    if found is not None and not found.complete:
        missing = "prompt" if found.prompt is None else "answer"
        terminal.say(
            f"No column for the {missing} was found in {path.name}. Say which it is: {OPTION}; "
            f"the columns are {', '.join(found.names)}."
        )
    told = {"prompt", "answer"} <= roles.keys() or "messages" in roles
    return RowSource(path, columns, layout, is_guessed=not told)


def layout_with(path: Path, columns: "ColumnMapping | None") -> "FileLayout":
    """How a file is read where these columns were named.

    Raises:
        UserError: the file cannot be read; one without a column for the prompt or the answer names the
            option that says which it is.
    """
    from geoft_gui.data.columns import ColumnsNotFound
    from geoft_gui.data.rows import file_layout

    try:
        return file_layout(path, columns)
    except ColumnsNotFound as error:
        raise _not_found(error) from error


def columns_said(named: Sequence[tuple[str, str]]) -> str:
    """The options to type again with another command, each after a space."""
    return "".join(f' --column "{role}={name}"' for role, name in named)


def columns_as_json(columns: "ColumnMapping") -> Mapping[str, str]:
    """The columns by the fields that they fill, as ``--column`` names them."""
    from geoft_gui.data.columns import ROLES

    filled = {role: getattr(columns, role) for role in ROLES}
    return {role: name for role, name in filled.items() if name is not None}


def _not_found(error: UserError) -> UserError:
    return UserError(error.message, f"Say which they are: {OPTION}.")


def _named(text: str) -> tuple[str, str]:
    from geoft_gui.data.columns import ROLES

    role, sign, name = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"'{text}' does not say FIELD=NAME, such as prompt=Question")
    if role not in ROLES:
        raise argparse.ArgumentTypeError(f"there is no field '{role}'; fields are {', '.join(ROLES)}")
    return role, name
