from datetime import UTC, datetime, timedelta

from geoft_gui.runs.events import Checkpoint, Error_, Event, Phase, Sample, Status, Step, Warning_
from geoft_gui.runs.summary import summarise
from geoft_gui.runs.words import repeating_sentence, state_words
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


def test_of_steps_that_a_provider_tells_in_batches_nobody_knows_how_long_they_take() -> None:
    told = [step(number).model_copy(update={"source": f"event-{number}"}) for number in range(1, 41)]
    summary = summarise([Status(status="running"), *told])
    assert summary.seconds_left is None
    assert state_words(summary) == "running, step 40 of 100"
    says = Phase(time=START, name="training", done=40, total=100, ends=START + timedelta(minutes=4))
    summary = summarise([Status(status="running"), *told, says])
    assert state_words(summary) == "running, step 40 of 100, about 4 minutes left"


def test_a_provider_that_still_looks_at_the_rows_does_not_train_yet() -> None:
    events: list[Event] = [Status(status="running"), Phase(name="waiting: OpenAI checks the rows")]
    assert state_words(summarise(events)) == "waiting"
    events.append(Phase(name="Validating training file: file-1", source="event-1"))
    assert state_words(summarise(events)) == "waiting"
    events.append(Phase(name="training"))
    assert state_words(summarise(events)) == "running"


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


def test_the_time_between_two_processes_is_no_steps_time() -> None:
    before = [step(number, 1000) for number in range(1, 101)]
    pause = timedelta(hours=10)
    after = [
        later.model_copy(update={"time": later.time + pause})
        for number in range(101, 111)
        if (later := step(number, 1000)).time
    ]
    resumed: list[Event] = [*before, Status(status="interrupted"), Status(status="queued")]
    waiting = summarise(resumed)
    assert (waiting.step, waiting.total_steps, waiting.loss) == (100, 1000, 1 / 100)
    assert waiting.seconds_left is None
    assert summarise([*resumed, *after]).seconds_left == 2 * 890


def test_steps_gone_through_again_are_told_until_they_are_passed() -> None:
    resumed: list[Event] = [step(number) for number in range(1, 36)]
    resumed += [Status(status="interrupted"), Status(status="queued"), Status(status="running")]
    assert repeating_sentence(summarise(resumed)) == ""
    resumed.append(Phase(name="training", done=30, total=100))
    repeating = summarise(resumed)
    assert (repeating.resumed_from, repeating.step) == (30, 35)
    said = "Going again through steps 31 to 35, which it had learnt before."
    assert repeating_sentence(repeating) == said
    assert f"{state_words(repeating)}." == f"running, step 35 of 100. {said}"
    assert "step 35," in repeating_sentence(summarise([*resumed, Phase(name="training", done=34)]))
    passed: tuple[Event, ...] = (
        step(36),
        Phase(name="training", done=35, total=100),
        Status(status="stopped"),
        Status(status="queued"),
    )
    for event in passed:
        assert repeating_sentence(summarise([*resumed, event])) == ""


def test_a_training_that_goes_on_after_a_judgement_repeats_nothing() -> None:
    events = [step(1), step(2), Phase(name="comparing parts", done=0), Phase(name="training", done=2)]
    assert summarise(events).resumed_from is None


def test_a_draft_has_no_status() -> None:
    assert state_words(summarise([])) == "never started"


def test_steps_that_are_gone_through_again_leave_nothing_of_the_first_time() -> None:
    late = score(0.9).model_copy(update={"step": 300})
    events: list[Event] = [step(number, 400) for number in range(1, 351)]
    events += [late, sample(300, "a cube").model_copy(update={"step": 300})]
    resumed = summarise([*events, step(201, 400)])
    assert (resumed.scores, resumed.samples, resumed.step) == ((), (), 201)
