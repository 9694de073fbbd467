"""Columns that somebody names by hand; what is not named is guessed from the other columns."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from geoft_gui.data.columns import (
    ColumnMapping,
    ColumnsNotFound,
    guess_columns,
    guess_from_cells,
    with_roles,
)
from geoft_gui.data.rows import column_names, first_records
from geoft_gui.errors import UserError

_LONGEST_LIST: Final = 300
"""Characters of the names in a sentence; tables of hundreds of columns would fill the screen."""


def named_columns(path: Path | str, roles: Mapping[str, str]) -> ColumnMapping:
    """How a file is understood where some columns are named; the others are guessed from what is left.

    Args:
        path: the file, or a folder, whose first file that can be read then tells which columns there are.
        roles: the names of columns by their roles (`ROLES`). With a prompt, an answer or a system prompt
            named, a row is not read from a column of whole conversations.

    Raises:
        UserError: there is no such column, one column has two roles, a conversation is named together with
            what is in it, none is found for the prompt or the answer, or the file cannot be read.
    """
    path = Path(path)
    names = column_names(path)
    if not names:
        raise UserError(f"{path.name} has no columns that could be named.", "Read it without naming any.")
    listed = ", ".join(f"“{name}”" for name in names)[:_LONGEST_LIST]
    for name in roles.values():
        if name not in names:
            raise UserError(f"{path.name} has no column “{name}”.", f"Its columns are {listed}.")
    if len(set(roles.values())) < len(roles):
        raise UserError("One column cannot fill two fields.", f"The columns are {listed}.")
    spoken = roles.keys() & {"prompt", "answer", "system"}
    if "messages" in roles and spoken:
        raise UserError(
            "A column of conversations has prompt, answer and system prompt in it.",
            "Name the conversations or the others.",
        )
    if "messages" in roles:
        alone: dict[str, str | None] = {"prompt": None, "answer": None, "system": None}
        return with_roles(guess_columns(names), alone | dict(roles))
    left = tuple(name for name in names if name not in roles.values())
    guessed = guess_from_cells(guess_columns(left), first_records(path))
    known = replace(guessed, unused=(*guessed.unused, *roles.values()))
    found = with_roles(known, {"messages": None, **roles} if spoken else roles)
    if not found.complete:
        raise ColumnsNotFound(path.name, "prompt" if found.prompt is None else "answer", names)
    return found
