"""Which column of a table holds the prompt and which the answer: guessed from their names, and reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
MESSAGES_NAMES = ("messages",)


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

    def sentence(self) -> str:
        """Say the mapping in words, for a report."""
        if self.messages is not None and self.prompt is None:
            said = f"conversation from “{self.messages}”"
        else:
            said = f"prompt from “{self.prompt}”, answer from “{self.answer}”"
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
    plain = {column: column.strip().lower().replace(" ", "_").replace("-", "_") for column in names}
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


def guess_from_cells(columns: ColumnMapping, sample: Sequence[Mapping[str, str]]) -> ColumnMapping:
    """Fill a prompt or answer column that the names did not give, from what stands in the first rows.

    The answer is the column whose cells are mostly JSON objects; the prompt is the free column with the
    longest texts of several words.
    """
    answer, prompt = columns.answer, columns.prompt
    free = list(columns.unused)
    if answer is None:
        documents = {name: sum(row.get(name, "").lstrip().startswith("{") for row in sample) for name in free}
        best = max(free, key=lambda name: documents[name], default=None)
        if best is not None and documents[best] * 2 > len(sample):
            answer = best
            free.remove(best)
    if prompt is None:
        words = {name: sum(len(row.get(name, "").split()) for row in sample) for name in free}
        best = max(free, key=lambda name: words[name], default=None)
        if best is not None and words[best] >= 2 * len(sample) > 0:
            prompt = best
            free.remove(best)
    return replace(columns, answer=answer, prompt=prompt, unused=tuple(free))
