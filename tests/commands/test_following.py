import io

from geoft_gui.commands.following import RunNarrator
from geoft_gui.commands.terminal import Terminal
from geoft_gui.runs.events import Event, Phase, Sample, Status, Step, Warning_
from tests.runs.test_words import score


def told(*events: Event, earlier: tuple[Event, ...] = ()) -> list[str]:
    stderr = io.StringIO()
    narrator = RunNarrator(Terminal(False, io.StringIO(), stderr))
    for event in earlier:
        narrator.recall(event)
    for event in events:
        narrator.tell(event)
    narrator.close()
    return stderr.getvalue().splitlines()


def step(number: int, total: int = 10) -> Step:
    return Step(step=number, total_steps=total, epoch=0, loss=1, learning_rate=1)


def sample(number: int, prompt: str) -> Sample:
    return Sample(step=number, prompt=prompt, expected="", answer="", verdict="another_part")


def test_each_phase_is_named_once() -> None:
    lines = told(
        Phase(name="preparing the rows", done=0, total=10),
        Phase(name="preparing the rows", done=5, total=10),
        Phase(name="loading the model"),
    )
    assert lines == ["Preparing the rows …", "Loading the model …"]


def test_judging_does_not_take_the_bar_of_the_training_away() -> None:
    assert told(step(1), Phase(name="comparing parts", done=1, total=64), step(2)) == []


def test_one_sample_of_each_judgement_is_told() -> None:
    lines = told(sample(5, "a cube"), sample(5, "a cone"), sample(9, "a torus"))
    assert len(lines) == 2
    assert "a cube" in lines[0]
    assert "a torus" in lines[1]


def test_what_was_told_before_is_compared_with_but_not_repeated() -> None:
    lines = told(score(0.7), earlier=(score(0.3), step(1)))
    assert lines == ["Step 1: Still improving: the model now gets 7 of 10 parts right."]


def test_warnings_and_reasons_are_told() -> None:
    lines = told(
        Warning_(message="The disk is slow.", hint="Wait."), Status(status="running", message="One thread.")
    )
    assert lines == ["Note: The disk is slow. Wait.", "One thread."]


def test_a_resumed_training_says_once_that_it_repeats_steps() -> None:
    again = [Phase(name="training", done=done, total=10) for done in (2, 3)]
    lines = told(*again, step(6), earlier=(step(4), step(5), Status(status="queued")))
    assert lines == ["Training …", "Going again through steps 3 to 5, which it had learnt before."]


def test_a_resumed_training_says_where_it_goes_on() -> None:
    assert told(step(7)) == ["Going on after step 6 of 10."]
