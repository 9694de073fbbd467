from datetime import UTC, datetime, timedelta

from geoft_gui.runs.events import Checkpoint, Error_, Event, Sample, Status, Step, Warning_
from geoft_gui.runs.summary import summarise
from geoft_gui.runs.words import state_words
from tests.runs.test_words import score

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


def step(number: int, total: int = 100) -> Step:
    return Step(
        time=START + timedelta(seconds=2 * number),
        step=number,
        total_steps=total,
        epoch=0,
        loss=1 / number,
        learning_rate=1e-3,
    )


def sample(number: int, prompt: str) -> Sample:
    return Sample(step=number, prompt=prompt, expected="", answer="", verdict="correct")


def test_a_running_run_says_how_far_it_is_and_how_long_it_takes() -> None:
    events: list[Event] = [Status(status="running"), *(step(number) for number in range(1, 41))]
    summary = summarise(events)
    assert (summary.step, summary.total_steps, summary.loss) == (40, 100, 1 / 40)
    assert summary.seconds_left == 120
    assert state_words(summary) == "running, step 40 of 100, about 2 minutes left"


def test_the_best_score_is_that_of_the_best_checkpoint() -> None:
    events: list[Event] = []
    for number, correct, best in ((10, 0.5, True), (20, 0.8, True), (30, 0.7, False)):
        events.append(score(correct).model_copy(update={"step": number}))
        events.append(Checkpoint(step=number, path=f"checkpoints/step-{number:06d}", best=best))
    summary = summarise([*events, Status(status="succeeded")])
    assert summary.best_step == 20
    assert summary.best_scores is not None
    assert summary.best_scores.correct == 0.8
    assert state_words(summary) == "succeeded, 8 of 10 parts right"


def test_a_step_judged_again_after_a_resume_counts_once() -> None:
    events = [
        score(rate).model_copy(update={"step": number}) for number, rate in ((1, 0.1), (2, 0.2), (2, 0.3))
    ]
    assert [score.correct for score in summarise(events).scores] == [0.1, 0.3]


def test_only_the_newest_samples_are_kept() -> None:
    events = [sample(1, "old"), sample(2, "a cube"), sample(2, "a cone")]
    assert [sample.prompt for sample in summarise(events).samples] == ["a cube", "a cone"]


def test_an_error_is_over_when_the_run_is_resumed() -> None:
    failed: list[Event] = [Error_(message="The disk is full."), Status(status="failed")]
    assert summarise(failed).error is not None
    resumed = summarise([*failed, Status(status="queued"), Warning_(message="slow")])
    assert resumed.error is None
    assert [warning.message for warning in resumed.warnings] == ["slow"]


def test_a_draft_has_no_status() -> None:
    assert state_words(summarise([])) == "never started"
