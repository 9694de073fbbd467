from geoft_gui.runs.events import Event, Sample, Step
from geoft_gui.ui.runs.run_story import RunStory


def step(number: int) -> Step:
    return Step(step=number, total_steps=400, epoch=0, loss=1.0, learning_rate=1e-3)


def sample(number: int) -> Sample:
    return Sample(step=number, prompt="Create a cube", expected="{}", answer="{}", verdict="correct")


def test_a_resumed_run_keeps_no_samples_of_the_steps_that_it_takes_again() -> None:
    before: list[Event] = [step(200), sample(200), step(300), sample(300), step(350)]
    story = RunStory(before)
    assert story.samples.steps == [200, 300]
    story.take(step(201))
    assert story.samples.steps == [200]
    story.take(step(220))
    story.take(sample(220))
    assert story.samples.steps == [200, 220]


def test_a_run_that_goes_on_where_it_was_keeps_all() -> None:
    story = RunStory([step(200), sample(200), step(201)])
    assert story.samples.steps == [200]
