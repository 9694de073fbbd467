"""JSON is laid out as it comes in, and stays the same JSON."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.ui.widgets.json_layout import DEEPEST, INDENT, JsonLayout

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
too_deep = re.compile(rf"^{INDENT * DEEPEST} +", re.MULTILINE)


def nested(value: object, levels: int) -> object:
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


levels = st.sampled_from([0, 1, DEEPEST - 1, DEEPEST, 3 * DEEPEST])


@given(st.builds(nested, values, levels), st.integers(0, 200))
def test_it_looks_as_python_lays_json_out_wherever_it_is_cut(value: object, cut: int) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    layout = JsonLayout()
    laid = layout.feed(text[:cut]) + layout.feed(text[cut:])
    assert laid == too_deep.sub(INDENT * DEEPEST, json.dumps(value, ensure_ascii=False, indent=2))
    assert JsonLayout().feed(laid) == laid


def test_what_has_no_room_is_left_for_later() -> None:
    text, layout = "[" * 20_000, JsonLayout()
    laid = layout.feed(text, room=1000)
    assert 1000 < len(laid) < 1000 + len(INDENT * DEEPEST) + 3
    assert layout.taken == laid.count("[")
    assert laid + layout.feed(text[layout.taken :]) == JsonLayout().feed(text)


@pytest.mark.parametrize(
    ("text", "laid"),
    [
        ('{"a":1.50,"a":', '{\n  "a": 1.50,\n  "a":'),
        ('{"a":"cut off', '{\n  "a": "cut off'),
        ("{hello my friend]}}", "{\n  hello my friend\n]\n}\n}"),
    ],
)
def test_what_is_no_json_keeps_its_characters(text: str, laid: str) -> None:
    assert JsonLayout().feed(text) == laid
