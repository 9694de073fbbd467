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


def test_a_processor_works_on_fewer_rows_at_once_than_a_card() -> None:
    settings = TrainingSettings(batch_size=32)
    on_cpu, on_card = schedule(4000, settings), schedule(4000, settings, on_cpu=False)
    assert (on_cpu.piece_size, on_cpu.rows) == (8, 32)
    assert (on_card.piece_size, on_card.rows) == (32, 32)
    assert on_cpu.total == on_card.total


@settings(deadline=None)
@given(batch=st.integers(1, 70), accumulation=st.integers(1, 9), on_cpu=st.booleans())
def test_a_step_has_exactly_the_rows_asked_for_and_never_more_at_once(
    batch: int, accumulation: int, on_cpu: bool
) -> None:
    asked = TrainingSettings(batch_size=batch, gradient_accumulation=accumulation)
    plan = schedule(1000, asked, on_cpu=on_cpu)
    assert plan.rows == batch * accumulation
    assert 1 <= plan.piece_size <= batch


def test_several_processes_share_the_rows_of_a_step() -> None:
    asked = TrainingSettings(epochs=2, batch_size=16)
    alone, shared = schedule(1000, asked), schedule(1000, asked, processes=4)
    assert shared.total == alone.total
    assert shared.rows == 4
    uneven = schedule(1000, asked, processes=3)
    assert uneven.rows == 6
    assert uneven.steps_per_epoch == 56


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
