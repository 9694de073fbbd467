"""When a run is judged and saved."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.trainer.schedule import schedule


def test_judgements_are_spread_over_the_run_and_the_last_is_at_its_end() -> None:
    plan = schedule(4000, TrainingSettings(epochs=5, batch_size=32, evaluations=5))
    assert (plan.steps_per_epoch, plan.total) == (125, 625)
    assert sorted(plan.judged) == [125, 250, 375, 500, 625]


def test_accumulated_batches_are_one_step() -> None:
    plan = schedule(100, TrainingSettings(epochs=2, batch_size=4, gradient_accumulation=8))
    assert (plan.steps_per_epoch, plan.total) == (4, 8)


@settings(deadline=None)
@given(
    examples=st.integers(1, 10_000),
    epochs=st.floats(0.01, 20),
    evaluations=st.integers(0, 30),
    every=st.none() | st.integers(1, 500),
)
def test_the_end_is_always_saved_and_whatever_is_judged_too(
    examples: int, epochs: float, evaluations: int, every: int | None
) -> None:
    settings = TrainingSettings(epochs=epochs, evaluations=evaluations, checkpoint_steps=every)
    plan = schedule(examples, settings)
    assert plan.total >= 1
    assert plan.total in plan.saved
    assert plan.judged <= plan.saved <= set(range(1, plan.total + 1))
    assert evaluations == 0 or plan.total in plan.judged
    assert len(plan.judged) <= evaluations
    if every and every < plan.total:
        assert every in plan.saved
