"""Before the start: what is seen and rehearsed, and what a rehearsal that fails offers."""

from collections.abc import Callable

import pytest

from geoft_gui.backends import supervisor as supervising
from geoft_gui.backends.base import Estimate, RehearsalFailedError, StartGivenUpError
from geoft_gui.backends.rehearsal import record, recorded
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.runs.spec import RunSpec
from tests.backends.fake_runs import REHEARSAL, prepared
from tests.backends.small_rows import CUBE

Supervise = Callable[[str], Supervisor]
Told = list[tuple[str, float, float | None]]


def folders(supervisor: Supervisor) -> list[str]:
    return [path.name for path in supervisor.root.iterdir() if path.is_dir()]


def test_a_look_shows_problems_what_is_learned_and_the_estimate(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    look = supervisor.look(spec, prepared(spec))
    assert [problem.message for problem in look.problems] == ["3 rows are long."]
    (row,) = look.learned
    assert row.pieces == (("Create a 20mm cube", False), (CUBE, True))
    assert look.estimate.seconds is not None
    assert folders(supervisor) == []


def test_a_rehearsal_tells_how_far_it_is_and_leaves_nothing(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("succeed")
    told: Told = []
    measured = supervisor.rehearse(spec, prepared(spec), tell=lambda *phase: told.append(phase))
    assert measured == REHEARSAL
    assert told == [("loading the model", 0, None), ("rehearsing steps", 1, 2)]
    assert folders(supervisor) == []


def test_a_rehearsal_that_fails_offers_what_would_mend_it(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("fail")
    with pytest.raises(RehearsalFailedError, match="not enough memory") as caught:
        supervisor.rehearse(spec, prepared(spec))
    assert caught.value.change == {"batch_size": 4}
    assert folders(supervisor) == []


def test_a_rehearsal_ended_by_the_system_is_taken_for_want_of_memory(
    supervise: Supervise, spec: RunSpec
) -> None:
    supervisor = supervise("vanish")
    with pytest.raises(RehearsalFailedError, match="probably because there was not enough memory") as caught:
        supervisor.rehearse(spec, prepared(spec))
    # The model of these tests is so small that the libraries take all of the memory.
    assert "smaller model" in caught.value.hint
    assert folders(supervisor) == []


def test_a_rehearsal_can_be_given_up(supervise: Supervise, spec: RunSpec) -> None:
    supervisor = supervise("wait")
    told: Told = []
    with pytest.raises(StartGivenUpError):
        supervisor.rehearse(
            spec, prepared(spec), tell=lambda *phase: told.append(phase), given_up=lambda: bool(told)
        )
    assert folders(supervisor) == []


def test_a_long_run_is_rehearsed_before_it_starts_and_a_short_one_is_not(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = supervise("succeed")
    heard: list[Estimate] = []
    short = supervisor.start(spec, prepared(spec))
    assert recorded(short) is None
    monkeypatch.setattr(supervising, "LONG_SECONDS", 1.0)
    long = supervisor.start(spec, prepared(spec), announce=heard.append)
    assert recorded(long) == REHEARSAL
    assert "measured on this computer a moment ago" in heard[0].text
    for folder in (short, long):
        supervisor.wait_for_stop(folder, keep=True)


def test_one_that_was_rehearsed_already_is_not_rehearsed_again(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "LONG_SECONDS", 1.0)
    supervisor = supervise("succeed")
    told: Told = []
    folder = supervisor.start(
        spec, prepared(spec), rehearsal=REHEARSAL, tell=lambda *phase: told.append(phase)
    )
    assert recorded(folder) == REHEARSAL
    assert told == []
    supervisor.wait_for_stop(folder, keep=True)


def test_a_start_whose_rehearsal_fails_starts_nothing(
    supervise: Supervise, spec: RunSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "LONG_SECONDS", 1.0)
    supervisor = supervise("fail")
    with pytest.raises(RehearsalFailedError):
        supervisor.start(spec, prepared(spec))
    assert folders(supervisor) == []


def test_what_another_version_measured_is_no_rehearsal(supervise: Supervise, spec: RunSpec) -> None:
    folder = supervise("succeed").draft(spec, prepared(spec))
    record(REHEARSAL, folder)
    (folder.path / "rehearsal.json").write_text('{"seconds": 3}', encoding="utf-8")
    assert recorded(folder) is None
