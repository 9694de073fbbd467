"""Which column holds the prompt and which the answer: guessed from names and cells, or chosen by the user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geoft_gui.errors import UserError

PROMPT_NAMES = (
    "input_text",
    "prompt",
    "input",
    "instruction",
    "question",
    "query",
    "request",
    "text",
    "user",
)
ANSWER_NAMES = (
    "expected_output_json",
    "completion",
    "output",
    "expected_output",
    "answer",
    "response",
    "document",
    "target",
    "expected",
    "json",
    "assistant",
)
SYSTEM_NAMES = ("system", "system_prompt")
ID_NAMES = ("id", "example_id", "row_id", "uuid")
CATEGORY_NAMES = ("category", "kind", "class")
DIFFICULTY_NAMES = ("difficulty", "level")
METADATA_NAMES = ("metadata", "meta")
MESSAGES_NAMES = ("messages", "conversations")
ROLES: Final = ("messages", "prompt", "answer", "system", "id", "category", "difficulty", "metadata")
"""The fields of a row that a column can fill, by their names in :class:`ColumnMapping`."""

USUAL: Final = (("input_text", "expected_output_json"), ("prompt", "completion"), ("input", "output"))
"""Names of prompt and answer that mean nothing else: nobody has to be told how they were understood."""

_KNOWN_SHAPES: Final = 1000
"""Records with ever new keys must not fill the memory with guesses."""


@dataclass(frozen=True)
class ColumnMapping:
    """The names of the columns that fill a row. A column named by no field is kept in the row's metadata."""

    messages: str | None
    prompt: str | None
    answer: str | None
    system: str | None
    id: str | None
    category: str | None
    difficulty: str | None
    metadata: str | None
    unused: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether a row can be made: a conversation, or at least a prompt and an answer."""
        return self.messages is not None or (self.prompt is not None and self.answer is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it knows of, those first that fill a field."""
        filled = (getattr(self, role) for role in ROLES)
        return (*(name for name in filled if name is not None), *self.unused)

    def sentence(self) -> str:
        """Say the mapping in words, for a report."""
        if self.messages is not None and self.prompt is None:
            said = f"conversation from “{self.messages}”"
        else:
            asked = "no prompt" if self.prompt is None else f"prompt from “{self.prompt}”"
            answered = "no answer" if self.answer is None else f"answer from “{self.answer}”"
            said = f"{asked}, {answered}"
        for name, column in (
            ("system prompt", self.system),
            ("id", self.id),
            ("category", self.category),
            ("difficulty", self.difficulty),
        ):
            if column is not None:
                said += f", {name} from “{column}”"
        if self.unused:
            said += "; kept beside the row: " + ", ".join(f"“{name}”" for name in self.unused)
        return said[0].upper() + said[1:] + "."


def guess_columns(names: Sequence[str]) -> ColumnMapping:
    """Map column names to the fields of a row.

    Case, spaces and hyphens do not matter. Where several names fit one field, the earlier in the lists of
    this module wins, and the others are reported as unused.
    """
    plain = {column: _plain(column) for column in names}
    taken: set[str] = set()

    def find(wanted: tuple[str, ...]) -> str | None:
        for name in wanted:
            for column in names:
                if plain[column] == name and column not in taken:
                    taken.add(column)
                    return column
        return None

    messages = find(MESSAGES_NAMES)
    prompt = find(PROMPT_NAMES)
    answer = find(ANSWER_NAMES)
    system = find(SYSTEM_NAMES)
    row_id = find(ID_NAMES)
    category = find(CATEGORY_NAMES)
    difficulty = find(DIFFICULTY_NAMES)
    metadata = find(METADATA_NAMES)
    return ColumnMapping(
        messages=messages,
        prompt=prompt,
        answer=answer,
        system=system,
        id=row_id,
        category=category,
        difficulty=difficulty,
        metadata=metadata,
        unused=tuple(column for column in names if column not in taken),
    )


def guess_from_cells(columns: ColumnMapping, sample: Sequence[Mapping[str, object]]) -> ColumnMapping:
    """Mend a guess from names by what stands in the first rows.

    A missing answer is the column whose cells are mostly JSON objects, a missing prompt the free column with
    the longest texts of several words, a conversation the one whose cells are lists of turns. A prompt that
    is mostly empty, as ``input`` is in many files with an ``instruction``, gives way to another of its names.
    """
    if not columns.complete:
        columns = _guess_missing(columns, sample)
    prompt = columns.prompt
    if prompt is None or _filled(sample, prompt) * 2 >= len(sample):
        return columns
    others = [name for name in columns.unused if _plain(name) in PROMPT_NAMES]
    best = max(others, key=lambda name: _filled(sample, name), default=None)
    if best is None or _filled(sample, best) * 2 < len(sample):
        return columns
    return with_roles(columns, {"prompt": best})


def with_roles(columns: ColumnMapping, roles: Mapping[str, str | None]) -> ColumnMapping:
    """The mapping with other columns in some of its roles; None leaves a role without a column.

    A column that is taken from another role leaves that one empty, and a column that loses its role is kept
    beside the row.

    Raises:
        ValueError: a role that there is not, a column that there is not, or one column for two roles.
    """
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    wanted = [name for name in roles.values() if name is not None]
    if strange := set(wanted) - set(columns.names):
        raise ValueError(f"no such column: {', '.join(sorted(strange))}")
    if len(set(wanted)) < len(wanted):
        raise ValueError("one column for two roles")
    filled: dict[str, str | None] = {}
    for role in ROLES:
        now: str | None = getattr(columns, role)
        filled[role] = roles.get(role, None if now in wanted else now)
    taken = set(filled.values())
    return replace(columns, **filled, unused=tuple(name for name in columns.names if name not in taken))


class ColumnsNotFound(UserError):
    """A table in which no column was found for the prompt or the answer, or the chosen ones are not there.

    Attributes:
        names: the columns that the table has, for the user to choose from.
    """

    def __init__(self, file_name: str, missing: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"{file_name} has no column for the {missing}; its columns are {', '.join(names)[:300]}.",
            "Name the columns input_text and expected_output_json in the first line.",
        )


class RecordColumns:
    """Tells of each record of a file, whose keys may differ from the others', where its fields are.

    Args:
        wanted: how the file is understood as a whole, by the user's choice or by its first rows; a record
            without those columns is understood by its own keys.
    """

    def __init__(self, wanted: ColumnMapping | None) -> None:
        self._wanted = wanted
        self._known: dict[tuple[str, ...], ColumnMapping] = {}

    def of(self, names: tuple[str, ...]) -> ColumnMapping:
        """The mapping for a record with these keys."""
        found = self._known.get(names)
        if found is None:
            if len(self._known) >= _KNOWN_SHAPES:
                self._known.clear()
            found = self._known[names] = self._mapping(names)
        return found

    def _mapping(self, names: tuple[str, ...]) -> ColumnMapping:
        wanted = self._wanted
        if wanted is None:
            return guess_columns(names)
        if wanted.messages in names or (wanted.complete and {wanted.prompt, wanted.answer} <= set(names)):
            return _narrowed(wanted, names)
        own = guess_columns(names)
        # Nothing else would make an example of it: what is there of the wanted columns is used.
        return own if own.complete else _narrowed(wanted, names)


def _narrowed(columns: ColumnMapping, names: tuple[str, ...]) -> ColumnMapping:
    """The mapping for a record that lacks some of the columns, and has others to keep beside the row."""
    present: dict[str, str | None] = {}
    for role in ROLES:
        name: str | None = getattr(columns, role)
        present[role] = name if name in names else None
    taken = set(present.values())
    return ColumnMapping(**present, unused=tuple(name for name in names if name not in taken))


def _guess_missing(columns: ColumnMapping, sample: Sequence[Mapping[str, object]]) -> ColumnMapping:
    answer, prompt = columns.answer, columns.prompt
    free = list(columns.unused)
    turns = {name: sum(_is_turns(row.get(name)) for row in sample) for name in free}
    best = max(free, key=lambda name: turns[name], default=None)
    if best is not None and turns[best] * 2 > len(sample):
        return with_roles(columns, {"messages": best})
    if answer is None:
        documents = {name: sum(_is_document(row.get(name)) for row in sample) for name in free}
        best = max(free, key=lambda name: documents[name], default=None)
        if best is not None and documents[best] * 2 > len(sample):
            answer = best
            free.remove(best)
    if prompt is None:
        words = {name: sum(_words(row.get(name)) for row in sample) for name in free}
        best = max(free, key=lambda name: words[name], default=None)
        if best is not None and words[best] >= 2 * len(sample) > 0:
            prompt = best
            free.remove(best)
    return replace(columns, answer=answer, prompt=prompt, unused=tuple(free))


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _filled(sample: Sequence[Mapping[str, object]], name: str) -> int:
    return sum(bool(row.get(name)) for row in sample)


def _is_document(cell: object) -> bool:
    return isinstance(cell, Mapping) or (isinstance(cell, str) and cell.lstrip().startswith("{"))


def _is_turns(cell: object) -> bool:
    return (
        isinstance(cell, list)
        and bool(cell)
        and all(isinstance(turn, Mapping) and ("role" in turn or "from" in turn) for turn in cell)
    )


def _words(cell: object) -> int:
    return len(cell.split()) if isinstance(cell, str) else 0
