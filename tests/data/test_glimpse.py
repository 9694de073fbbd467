"""What a long row asks for, told from the beginning of its line."""

import json

import pytest

from geoft_gui.data.glimpse import prompt_in

ASKED = 'A "hexagonal" plate,\n8 mm thick – ø 3'
TURNS = [
    {"role": "system", "content": "You answer in JSON."},
    {"role": "user", "content": ASKED},
    {"role": "assistant", "content": "x" * 9000},
]


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"messages": TURNS}, None),
        ({"conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": "x" * 9000}]}, None),
        ({"prompt": ASKED, "completion": "x" * 9000}, "prompt"),
    ],
)
def test_the_prompt_is_found(record: dict[str, object], column: str | None, ascii_only: bool) -> None:
    line = json.dumps(record, ensure_ascii=ascii_only).encode()
    assert prompt_in(line[:4096], column) == ASKED


def test_of_a_prompt_that_goes_on_its_beginning_is_found() -> None:
    line = json.dumps({"prompt": "Mühle " * 2000}, ensure_ascii=False).encode()
    for end in range(4090, 4096):
        assert prompt_in(line[:end], "prompt").startswith("Mühle Mühle")


def test_what_has_no_prompt_near_its_beginning_is_shown_as_it_is() -> None:
    assert prompt_in(b'{"answer": "x', "prompt") == '{"answer": "x'
