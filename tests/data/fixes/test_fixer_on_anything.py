"""Whatever rows there are: nothing raises, every row is accounted for, and what is mended stays as it is."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.data.examination import examine
from geoft_gui.data.fixes import Fixer, Mended, SetAside
from geoft_gui.data.provenance import unstated_numbers
from geoft_gui.data.row import Message, Row, UnreadableRow

SIZES = st.integers(1, 50_000).map(lambda hundredths: hundredths / 100)
FRAGMENTS = st.sampled_from(
    [
        "a ", "cube ", "sphere ", "rod ", "tube ", "cone ", "ring ", "pyramid ", "on ", "with ", "and ", ", ",
        "in steel ", "red ", "20mm ", "dia=20mm ", "10 x 20 x 30 mm ", "radius 10mm ", "30mm tall ", "outer ",
        "5 cm long ", "half an inch ", "4.9mm thick ", "2mm fillet on all edges ", "rotated 45 degrees ", "?",
        "a 5mm hole through the center ", "positioned at x=10, y=20, z=0 ", "square ", "hollow ", "±0.1mm ",
        "Ra 1.6 ", "assembly ", "for ", "mounted on ", "made of ", "four holes ", "carbon_fiber ", "thanks",
    ]
)  # fmt: skip
PROMPTS = st.lists(FRAGMENTS, max_size=12).map("".join) | st.text(max_size=60)


@st.composite
def parts(draw: st.DrawFn) -> dict[str, object]:
    kind = draw(st.sampled_from(["cube", "sphere", "cylinder", "cone", "pyramid", "torus", "prism"]))
    sizes = {name: draw(SIZES) for name in ("length", "width", "height")}
    if kind not in ("cube", "pyramid"):
        round_size = draw(st.sampled_from(["radius", "diameter"]))
        sizes = {round_size: draw(SIZES), "height": sizes["height"]}
    if kind == "torus":
        sizes = {
            round_size: sizes[round_size],
            draw(st.sampled_from(["minor_radius", "thickness"])): draw(SIZES),
        }
    if kind == "sphere":
        del sizes["height"]
    made: dict[str, object] = {
        "type": kind,
        "dimensions": sizes | draw(st.sampled_from([{}, {"unit": "cm"}])),
    }
    if kind == "prism":
        made["sides"] = draw(st.integers(3, 9))
    made |= draw(
        st.sampled_from([{}, {"material": "brass"}, {"color": "red"}, {"position": {"x": 10, "z": 2}}])
    )
    made |= draw(
        st.sampled_from(
            [
                {},
                {},
                {"features": [{"type": "hole", "diameter": 0.5}]},
                {"features": [{"type": "fillet", "radius": 0.01}]},
            ]
        )
    )
    return made


ANSWERS = st.one_of(
    parts().map(json.dumps),
    parts().map(lambda part: json.dumps({"id": "x", "name": None} | part, indent=2)),
    st.lists(parts(), min_size=2, max_size=3).map(
        lambda found: json.dumps({"type": "assembly", "components": found})
    ),
    st.text(max_size=20),
)
ROWS = st.one_of(
    st.tuples(PROMPTS, ANSWERS).map(
        lambda texts: (Message("user", texts[0]), Message("assistant", texts[1]))
    ),
    st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), PROMPTS), max_size=3).map(
        tuple
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ROWS | st.none(), max_size=3))
def test_rows_are_mended_once_or_set_aside(found: list[tuple[Message, ...] | None]) -> None:
    fixer = Fixer()
    outcomes = []
    for number, messages in enumerate(found, start=1):
        row = UnreadableRow(number, "It is not JSON.") if messages is None else Row(number, messages)
        outcomes.append(fixer.take(row))
    report = fixer.report()
    assert report.rows == len(found) == report.kept + len(report.set_aside)
    for outcome in outcomes:
        if isinstance(outcome, SetAside):
            assert outcome.reason.endswith((".", "?", "!")), outcome.reason
            continue
        assert Fixer().take(outcome.row) == Mended(outcome.row)
        examination = examine(outcome.row)
        assert examination.document is not None
        assert outcome.row.answer == examination.canonical
        if len(outcome.row.messages) == 2:
            assert unstated_numbers(outcome.row.prompt, examination.document) == []
