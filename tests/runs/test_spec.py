from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoft_gui.errors import UserError
from geoft_gui.runs.spec import TrainingSettings, new_id, read_spec, with_settings
from tests.runs.sample_runs import sample_spec


def test_an_id_is_readable_and_sorts_by_time() -> None:
    earlier = new_id("starter", "quick", datetime(2026, 11, 22, 12, 15, 30, tzinfo=UTC))
    later = new_id("Qwen/Qwen3-0.6B", "best", datetime(2026, 11, 22, 12, 15, 31, tzinfo=UTC))
    assert earlier.endswith("-starter-quick")
    assert later.endswith("-qwen3-0-6b-best")
    assert earlier < later


def test_assignments_change_settings_and_nothing_else() -> None:
    before = TrainingSettings(epochs=3)
    after = with_settings(before, ["epochs=2.5", "learning-rate=1e-3", "system_prompt=Answer in mm."])
    assert (after.epochs, after.learning_rate, after.system_prompt) == (2.5, 1e-3, "Answer in mm.")
    assert after.batch_size == before.batch_size


def test_an_optional_setting_can_be_emptied() -> None:
    assert (
        with_settings(TrainingSettings(checkpoint_steps=10), ["checkpoint_steps=none"]).checkpoint_steps
        is None
    )


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("epoch=3", "no setting called 'epoch'"),
        ("epochs", "key=value"),
        ("epochs=many", "'many' does not fit the setting 'epochs'"),
        ("epochs=-1", "'-1' does not fit the setting 'epochs'"),
        ("method=magic", "'magic' does not fit the setting 'method'"),
    ],
)
def test_a_wrong_assignment_is_told_in_words(assignment: str, said: str) -> None:
    with pytest.raises(UserError) as told:
        with_settings(TrainingSettings(), [assignment])
    assert said in str(told.value)


def test_the_known_settings_are_named_when_one_is_not_known() -> None:
    with pytest.raises(UserError) as told:
        with_settings(TrainingSettings(), ["lr=3"])
    assert "learning_rate" in told.value.hint


def test_a_newer_format_asks_for_an_update() -> None:
    raw = sample_spec().model_dump(mode="json") | {"format": 2}
    with pytest.raises(UserError, match="newer GeoFT"):
        read_spec(raw, Path("run"))


def test_a_field_that_this_version_does_not_know_is_no_obstacle() -> None:
    raw = sample_spec().model_dump(mode="json") | {"mood": "good"}
    assert read_spec(raw, Path("run")) == sample_spec()


def test_a_damaged_spec_is_told_in_words() -> None:
    with pytest.raises(UserError, match="damaged"):
        read_spec({"id": 3}, Path("run"))
