"""JSON is laid out as it comes in, and stays the same JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.ui.widgets.json_layout import JsonLayout

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(values, st.integers(0, 200))
def test_it_looks_as_python_lays_json_out_wherever_it_is_cut(value: object, cut: int) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    layout = JsonLayout()
    laid = layout.feed(text[:cut]) + layout.feed(text[cut:])
    assert laid == json.dumps(value, ensure_ascii=False, indent=2)
    assert JsonLayout().feed(laid) == laid


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
