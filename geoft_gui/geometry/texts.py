"""Which documents a file holds: one, one a line, or the answers of chat rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from .decoding import decode


@dataclass(frozen=True, slots=True)
class DocumentText:
    """One document's text, and the line of the file that it stands in (1-based)."""

    line: int
    text: str


def document_texts(content: str) -> list[DocumentText]:
    """The document texts in the content of a file, good or bad; none is left out.

    The content is one document (however many lines), or JSONL: on each line a document or a chat row
    ({"messages": [...]}), of which every assistant message is a document. A row without any has an
    empty one, so that it is reported.
    """
    whole = decode(content)
    lines = [DocumentText(number, line) for number, line in enumerate(content.split("\n"), 1) if line.strip()]
    if whole.strict:
        return list(_answers(DocumentText(lines[0].line, content), whole.value))
    if len(lines) < 2 or not decode(lines[0].text).strict:
        return [DocumentText(1, content)]
    return [answer for line in lines for answer in _answers(line, decode(line.text).value)]


def _answers(text: DocumentText, value: object) -> Iterator[DocumentText]:
    """The assistant messages of a chat row; of anything else, its text."""
    messages = value.get("messages") if isinstance(value, dict) else None
    if not isinstance(messages, list):
        yield text
        return
    said = [
        message.get("content")
        for message in messages
        if isinstance(message, dict) and message.get("role") == "assistant"
    ]
    for content in said or [""]:
        yield DocumentText(text.line, content if isinstance(content, str) else "")
