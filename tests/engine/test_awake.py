import sys

import pytest

from geoft_gui.engine.awake import kept_awake

Told = list[tuple[str, str, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What is warned of, on a machine that has a desktop."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    return []


def test_the_machine_stays_awake_inside_and_nothing_is_said(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    with kept_awake(lambda *said: told.append(said)):
        pass
    assert told == []


def test_where_it_may_sleep_one_warning_says_so_and_the_work_goes_on(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "1")
    worked = False
    with kept_awake(lambda *said: told.append(said)):
        worked = True
    assert worked
    ((message, hint, details),) = told
    assert "may go to sleep" in message
    assert hint and details


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need no such address")
def test_without_a_desktop_nothing_is_asked_for(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "1")
    with kept_awake(lambda *said: told.append(said)):
        pass
    assert told == []


def test_a_desktop_that_is_gone_in_the_end_costs_no_result(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Gone:
        def __enter__(self) -> None: ...

        def __exit__(self, *what: object) -> None:
            raise RuntimeError("no bus")

    monkeypatch.setattr("wakepy.modes.keep.running", lambda **options: Gone())
    with kept_awake(lambda *said: told.append(said)):
        result = "trained"
    assert result == "trained"
    assert "no bus" in capsys.readouterr().err


def test_what_goes_wrong_inside_comes_out_as_it_is(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    with pytest.raises(KeyError, match="inside"), kept_awake(lambda *said: told.append(said)):
        raise KeyError("inside")
