"""What the check says of rows, in few bytes a row: kept, sent and sorted."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.data import judged_rows
from geoft_gui.data.findings import KINDS
from geoft_gui.data.judged_rows import FEATURES, MORE_NAMES, ROW, SEVERITIES, JudgedRows, Order
from geoft_gui.data.row import Message, Row, UnreadableRow
from geoft_gui.data.row_verdict import RowFinding, RowVerdict
from geoft_gui.geometry.frames import read_frame, write_frame


def row(number: int, prompt: str = "p", **labels: str | None) -> Row:
    return Row(number, (Message("user", prompt), Message("assistant", "a")), **labels)


verdicts = st.builds(
    lambda kind, tokens, codes, features, size: RowVerdict(
        0, kind, tokens, kind is not None, tuple(map(RowFinding, codes)), tuple(features), size
    ),
    st.sampled_from([None, "cube", "cone", "assembly"]),
    st.integers(0, 9),
    st.lists(st.sampled_from(list(KINDS)), max_size=3, unique=True),
    st.lists(st.sampled_from(FEATURES), max_size=3, unique=True),
    st.none() | st.sampled_from([0.5, 20.0]),
)
judged_pairs = st.lists(
    st.tuples(
        st.builds(
            row,
            st.just(1),
            st.text(max_size=4),
            category=st.sampled_from([None, "a", "b"]),
            difficulty=st.sampled_from([None, "easy"]),
        )
        | st.just(UnreadableRow(1, "why")),
        verdicts,
    ),
    max_size=8,
)


@given(batches=st.lists(judged_pairs, max_size=3))
def test_what_is_sent_arrives(batches: list[list[tuple[Row | UnreadableRow, RowVerdict]]]) -> None:
    there, here, pipe = JudgedRows(), JudgedRows(), io.BytesIO()
    for batch in batches:
        for some, verdict in batch:
            there.append(some, verdict)
        write_frame(pipe, *there.take_new())
    pipe.seek(0)
    for _ in batches:
        frame = read_frame(pipe)
        assert frame is not None
        here.add(*frame)
    pairs = [pair for batch in batches for pair in batch]
    assert len(here) == len(there) == len(pairs)
    assert ROW.itemsize == 28
    for place, (some, verdict) in enumerate(pairs):
        assert here.kind(place) == verdict.kind
        assert here.tokens(place) == verdict.tokens
        assert here.usable(place) is verdict.usable
        assert here.severity(place) == verdict.severity
        assert here.size(place) == verdict.size
        assert set(here.features(place)) == set(verdict.features)
        assert set(here.codes(place)) == {finding.code for finding in verdict.findings}
        assert all(here.has(place, code) == (code in here.codes(place)) for code in KINDS)
        assert here.category(place) == (some.category if isinstance(some, Row) else None)
        assert here.difficulty(place) == (some.difficulty if isinstance(some, Row) else None)
        assert here.rows["prompt"][place] == (len(some.prompt) if isinstance(some, Row) else 0)
    for feature in FEATURES:
        assert here.with_feature(feature).tolist() == [feature in verdict.features for _, verdict in pairs]


def test_every_finding_has_a_bit() -> None:
    assert len(KINDS) <= 64


def a_few() -> JudgedRows:
    judged = JudgedRows()
    for number, (prompt, kind, tokens, code) in enumerate(
        [
            ("long prompt", "cone", 5, None),
            ("p", None, 9, "not_json"),
            ("long prompt", "cube", 5, "wordy"),
            ("pp", "cone", 7, "duplicate"),
        ],
        start=1,
    ):
        findings = () if code is None else (RowFinding(code),)
        judged.append(row(number, prompt), RowVerdict(number, kind, tokens, kind is not None, findings))
    return judged


@pytest.mark.parametrize(
    ("by", "rising", "falling"),
    [
        ("number", [0, 1, 2, 3], [3, 2, 1, 0]),
        ("prompt_length", [1, 3, 0, 2], [0, 2, 3, 1]),
        ("tokens", [0, 2, 3, 1], [1, 3, 0, 2]),
        # None last, either way.
        ("kind", [0, 3, 2, 1], [2, 0, 3, 1]),
        # What is only worth knowing is as good as nothing.
        ("verdict", [0, 2, 3, 1], [1, 3, 0, 2]),
    ],
)
def test_rows_are_sorted_and_equal_ones_stay(by: Order, rising: list[int], falling: list[int]) -> None:
    judged = a_few()
    assert judged.order(by, None, falling=False).tolist() == rising
    assert judged.order(by, None, falling=True).tolist() == falling


def test_rows_without_a_verdict_come_last() -> None:
    places = np.array([6, 5, 3, 0])
    assert a_few().order("tokens", places, falling=False).tolist() == [0, 3, 6, 5]
    assert a_few().order("tokens", places, falling=True).tolist() == [3, 0, 6, 5]
    assert JudgedRows().order("kind", places, falling=True).tolist() == places.tolist()


def test_a_late_finding_makes_the_verdict_worse() -> None:
    judged = a_few()
    late = judged.late({"duplicate": np.array([0, 1, 3], np.uint32), "wordy": np.array([2], np.uint32)})
    # What was known before is not told once more.
    assert late["places"].tolist() == [0, 1]
    judged.mark(**late)
    assert [judged.severity(place) for place in range(4)] == ["warning", "error", "info", "warning"]
    assert judged.codes(1) == ("not_json", "duplicate")
    assert judged.with_code("duplicate").tolist() == [True, True, False, True]


def test_a_row_that_was_changed_is_judged_anew() -> None:
    judged = a_few()
    judged.replace(1, row(2, "a prompt"), RowVerdict(2, "torus", 3, True, (), ("hole",), 12.5))
    assert (judged.kind(1), judged.tokens(1), judged.usable(1), judged.severity(1)) == (
        "torus",
        3,
        True,
        None,
    )
    assert (judged.features(1), judged.size(1), len(judged)) == (("hole",), 12.5, 4)
    assert judged.kind(3) == "cone"


def test_an_edit_while_rows_still_come_mixes_up_no_names() -> None:
    there, here = JudgedRows(), JudgedRows()
    there.append(row(1, category="a"), RowVerdict(1, "cube", 1, True))
    here.add(*there.take_new())
    here.replace(0, row(1, category="b"), RowVerdict(1, "torus", 1, True))
    for number, kind in ((2, "cone"), (3, "torus"), (4, "cube")):
        there.append(row(number, category="c"), RowVerdict(number, kind, 1, True))
    here.add(*there.take_new())
    assert [here.kind(place) for place in range(4)] == ["torus", "cone", "torus", "cube"]
    assert [here.category(place) for place in range(4)] == ["b", "c", "c", "c"]


def test_a_row_is_replaced_without_a_moment_in_which_there_are_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = a_few()
    lengths: list[int] = []
    record = judged._record

    def looked_at(some: Row | UnreadableRow, verdict: RowVerdict) -> tuple[object, ...]:
        lengths.append(len(judged))
        return record(some, verdict)

    monkeypatch.setattr(judged, "_record", looked_at)
    judged.replace(1, row(2), RowVerdict(2, "torus", 3, True))
    assert (lengths, len(judged), judged.kind(1)) == ([4], 4, "torus")


def test_names_without_end_are_counted_together() -> None:
    judged = JudgedRows()
    for number in range(300):
        judged.append(row(number, difficulty=f"d{number}"), RowVerdict(number, None, 0, False))
    here = JudgedRows()
    here.add(*judged.take_new())
    assert here.difficulty(0) == "d0"
    assert here.difficulty(299) == judged.difficulty(299) == MORE_NAMES
    assert len(here.difficulties) <= 256


def test_severities_are_those_of_findings() -> None:
    assert {kind.severity for kind in KINDS.values()} | {None} == set(SEVERITIES)
    assert judged_rows.SEVERITIES[0] is None
