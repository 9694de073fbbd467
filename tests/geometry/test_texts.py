"""One file may hold many documents."""

import json

import pytest

from geoft_gui.geometry.texts import DocumentText, document_texts
from tests.geometry.examples import CUBE, PLATE


def row(*messages: tuple[str, object]) -> str:
    return json.dumps({"messages": [{"role": role, "content": content} for role, content in messages]})


@pytest.mark.parametrize(
    "content", [CUBE.text, json.dumps(json.loads(PLATE.text), indent=2), "{\n{\n", "", "a\nb"]
)
def test_what_is_not_lines_of_json_is_one_document(content: str) -> None:
    assert document_texts(content) == [DocumentText(1, content)]


def test_every_line_is_a_document_and_bad_ones_are_kept() -> None:
    assert document_texts(f"{CUBE.text}\n\nbroken\n{PLATE.text}\n") == [
        DocumentText(1, CUBE.text),
        DocumentText(3, "broken"),
        DocumentText(4, PLATE.text),
    ]


def test_chat_rows_hold_their_answers() -> None:
    rows = [
        row(("user", "a cube"), ("assistant", CUBE.text)),
        row(("user", "a cube"), ("assistant", "one?"), ("user", "yes"), ("assistant", CUBE.text)),
        row(("user", "nobody answers")),
        row(("assistant", None)),
    ]
    assert document_texts("\r\n".join(rows)) == [
        DocumentText(1, CUBE.text),
        DocumentText(2, "one?"),
        DocumentText(2, CUBE.text),
        DocumentText(3, ""),
        DocumentText(4, ""),
    ]
    assert document_texts(rows[0]) == [DocumentText(1, CUBE.text)]
