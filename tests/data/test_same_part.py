"""Documents that say the same part share a key, and others do not."""

import pytest

from geoft_gui.data.examination import examine
from geoft_gui.data.row import Message, Row
from geoft_gui.data.same_part import part_key


def key(answer: str) -> bytes:
    examination = examine(Row(1, (Message("user", "a part"), Message("assistant", answer))))
    assert examination.document is not None and examination.resolved is not None
    return part_key(examination.document, examination.resolved.body)


ROD = '{"type":"cylinder","dimensions":{"diameter":25.4,"height":50.8}}'
BALL = '{"type":"sphere","dimensions":{"radius":5}}'
FLAT = '{"type":"cube","dimensions":{"length":99,"width":99,"height":2}}'
BALL_AT = '{"type":"sphere","dimensions":{"radius":5},"position":{"x":%s}}'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROD, '{"type":"cylinder","dimensions":{"radius":1.27,"height":5.08,"unit":"cm"}}'),
        (ROD, '{"type":"cylinder","dimensions":{"radius":12.7,"height":50.8},"rotation":{"z":360}}'),
        (
            f'{{"type":"assembly","components":[{ROD},{BALL}]}}',
            f'{{"type":"assembly","components":[{BALL},{ROD}]}}',
        ),
    ],
)
def test_the_same_part_in_other_words(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROD, '{"type":"cylinder","dimensions":{"diameter":25.4,"height":50.9}}'),
        (ROD, ROD.replace("}}", '},"material":"steel"}')),
        (BALL_AT % -1, BALL_AT % -2),
        (
            f'{{"type":"boolean_difference","components":[{ROD},{FLAT}]}}',
            f'{{"type":"boolean_difference","components":[{FLAT},{ROD}]}}',
        ),
    ],
)
def test_other_parts(one: str, other: str) -> None:
    assert key(one) != key(other)
