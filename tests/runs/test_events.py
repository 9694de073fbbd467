import json

from hypothesis import given
from hypothesis import strategies as st

from geoft_gui.runs import events
from geoft_gui.runs.events import Phase, Sample, ScoreEvent, Status, Step, Unknown, from_line, to_line

TEXT = st.text(max_size=40)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
RATE = st.floats(0, 1)
ANY_EVENT = st.one_of(
    st.builds(Phase, name=TEXT, done=NUMBER, total=st.none() | NUMBER),
    st.builds(
        Step, step=st.integers(), total_steps=st.integers(), epoch=NUMBER, loss=NUMBER, learning_rate=NUMBER
    ),
    st.builds(
        ScoreEvent,
        step=st.integers(),
        n=st.integers(),
        parses=RATE,
        matches_schema=RATE,
        builds=RATE,
        correct=RATE,
        mean_iou=RATE,
        cad_score=RATE,
        by_kind=st.dictionaries(TEXT, st.dictionaries(TEXT, RATE, max_size=2), max_size=2),
    ),
    st.builds(
        Sample, step=st.integers(), prompt=TEXT, expected=TEXT, answer=TEXT, verdict=st.just("correct")
    ),
    st.builds(events.Warning_, message=TEXT, hint=TEXT),
    st.builds(events.Error_, message=TEXT, hint=TEXT, details=TEXT),
    st.builds(Status, status=st.just("running"), message=TEXT),
)


@given(ANY_EVENT)
def test_an_event_survives_its_line(event: events.Event) -> None:
    line = to_line(event)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert from_line(line) == event


@given(st.text())
def test_no_line_makes_reading_fail(line: str) -> None:
    from_line(line)


def test_an_event_of_a_newer_version_is_kept_as_it_is() -> None:
    line = '{"seq":7,"time":"2026-11-22T12:00:00Z","type":"weather","sky":"blue","wind":[1,2]}\n'
    event = from_line(line)
    assert isinstance(event, Unknown)
    assert (event.seq, event.type, event.fields) == (7, "weather", {"sky": "blue", "wind": [1, 2]})
    assert json.loads(to_line(event)) == json.loads(line)


def test_a_known_type_with_a_status_of_a_newer_version_is_kept_as_it_is() -> None:
    event = from_line('{"seq":2,"time":null,"type":"status","status":"dreaming"}')
    assert isinstance(event, Unknown)
    assert event.fields == {"status": "dreaming"}


def test_a_loss_that_is_no_number_stays_json() -> None:
    for loss in (float("nan"), float("inf")):
        line = to_line(Step(step=1, total_steps=2, epoch=0, loss=loss, learning_rate=1))
        assert json.loads(line)["loss"] is None
