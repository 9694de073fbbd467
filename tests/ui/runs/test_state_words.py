from datetime import UTC, datetime, timedelta

import pytest

from geoft_gui.ui.runs.state_words import when

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC).astimezone()


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today, "), (1, "yesterday, "), (2, "20 Nov, "), (400, "18 Oct 2025, ")]
)
def test_a_time_is_said_as_people_say_it(days: int, words: str) -> None:
    assert when(NOW - timedelta(days=days), NOW).startswith(words)
