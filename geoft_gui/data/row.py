"""One example: a conversation that ends in the answer a model should learn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["system", "user", "assistant"]
Conversation: TypeAlias = list[dict[str, str]]


@dataclass(frozen=True)
class Message:
    """One turn of a conversation. An assistant turn of ``weight`` 0 is read by a model but not learnt."""

    role: Role
    content: str
    weight: Literal[0, 1] = 1


@dataclass(frozen=True)
class Row:
    """One example of a file.

    ``number`` counts from 1: the line of a JSONL file, the record of a JSON or CSV file (the header of a
    table is not a record). ``metadata`` also keeps the columns that have no other place.
    """

    number: int
    messages: tuple[Message, ...]
    id: str | None = None
    category: str | None = None
    difficulty: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def prompt(self) -> str:
        """The last thing the user says; empty when the user says nothing."""
        return next((message.content for message in reversed(self.messages) if message.role == "user"), "")

    @cached_property
    def answer(self) -> str:
        """The assistant's last word; empty when the conversation does not end with the assistant."""
        if self.messages and self.messages[-1].role == "assistant":
            return self.messages[-1].content
        return ""

    @property
    def system(self) -> str | None:
        """The system prompt, or None when the row has none."""
        return next((message.content for message in self.messages if message.role == "system"), None)

    @property
    def conversation(self) -> Conversation:
        """The turns before the answer, as a chat template or a chat server takes them."""
        asked = self.messages
        if asked and asked[-1].role == "assistant":
            asked = asked[:-1]
        return [{"role": message.role, "content": message.content} for message in asked]


@dataclass(frozen=True)
class UnreadableRow:
    """A line or record that holds no example, with one sentence that says why."""

    number: int
    message: str
