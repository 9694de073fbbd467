"""What is known of a hosted run before anything is sent: nothing of it needs the network."""

import socket
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geoft_gui.backends.again import plan_again
from geoft_gui.backends.base import NotAgreedError, Problem, StartGivenUpError
from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend
from geoft_gui.backends.openai_compatible.planning import plan_hosted
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.plan import Plan
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider, provider
from geoft_gui.hosted.refused import remember_refusal, who
from geoft_gui.runs.hosted import HostedSettings
from tests.backends.openai_compatible.hosted_runs import BASE, KEY, hosted_folder
from tests.backends.small_rows import write_small_rows

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may be asked anything."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def backend(
    key: str | None = KEY, of: Provider | None = None, today: date = TODAY
) -> OpenAICompatibleBackend:
    """OpenAI, as the bundled file describes it."""
    return OpenAICompatibleBackend(of or provider("openai"), lambda: key, today=lambda: today)


def words(problems: list[Problem], severity: str = "error") -> str:
    """All that these problems say."""
    return " ".join(f"{one.message} {one.hint}" for one in problems if one.severity == severity)


def test_good_rows_can_be_sent_and_all_is_told_before(tmp_path: Path) -> None:
    problems = backend().check(hosted_folder(tmp_path))
    assert words(problems) == ""
    told = words(problems, "warning")
    assert "From 6 January 2027 nobody can start a training at OpenAI" in told
    assert "can be asked for 50 days, until 14 January 2027" in told
    assert "28 rows" in told and "leave this computer" in told
    assert "costs nothing while nobody asks it" in told


def test_a_run_without_a_key_is_checked_all_the_same_and_does_not_start(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path, budget=5.0)
    assert "There is no key for OpenAI" in words(backend(None).check(folder), "warning")
    with pytest.raises(UserError, match="There is no key for OpenAI"):
        backend(None).start(folder, resume=False)


def test_what_it_may_cost_has_to_be_agreed_to(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    estimate = backend().estimate(folder)
    assert estimate.seconds is None and estimate.money.startswith("$")
    assert estimate.money in estimate.text
    with pytest.raises(UserError, match=r"may cost up to \$0\.\d\d, and nothing has been agreed to"):
        backend().start(folder, resume=False)
    with pytest.raises(NotAgreedError, match=r"\$0.01 were agreed to") as refused:
        backend().start(hosted_folder(tmp_path, "second", budget=0.01), resume=False)
    assert f"${refused.value.most:.2f}" in refused.value.message


def test_to_a_server_of_this_computer_nothing_leaves_it(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    here = backend(of=replace(provider("openai"), base_url="http://127.0.0.1:9/v1"))
    assert "Nothing leaves this computer." in here.estimate(folder).text
    assert "leave this computer" not in here.estimate(folder).text + words(here.check(folder), "warning")


def test_a_run_that_has_its_job_is_not_asked_about_money_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hosted_folder(tmp_path)
    Record.of(folder, "openai").change(job="ftjob-1")
    started: list[bytes] = []

    def start(arguments: list[str], given: bytes, **_: object) -> str:
        assert KEY not in " ".join(arguments)
        started.append(given)
        return "a process"

    monkeypatch.setattr("geoft_gui.engine.processes.start", start)
    assert str(backend().start(folder, resume=True)) == "a process"
    [line] = started
    assert KEY.encode() in line and line.endswith(b"\n")


def test_a_known_refusal_is_told_before_the_upload(tmp_path: Path) -> None:
    remember_refusal("openai", who(None, KEY, provider("openai").base_url), date(2026, 11, 20))
    told = words(backend().check(hosted_folder(tmp_path)))
    assert "20 November 2026" in told and "three ways on" in told
    assert "geoft keys test openai" in told
    assert words(backend("another").check(hosted_folder(tmp_path, "other"))) == ""
    later = backend(today=date(2026, 11, 30)).check(hosted_folder(tmp_path, "later"))
    assert "three ways on" not in words(later)


def test_a_provider_that_has_closed_starts_nothing(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    assert f"OpenAI trains {BASE} no more" in words(backend(today=date(2027, 1, 7)).check(folder))
    # Where the provider is it may still be the day before.
    problems = backend(today=date(2027, 1, 6)).check(folder)
    assert words(problems) == "" and "may refuse it" in words(problems, "warning")
    assert "may refuse it" not in words(backend(today=date(2027, 1, 5)).check(folder), "warning")


def test_rows_that_break_the_rules_are_named_by_the_users_own_numbers(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path)
    lines = folder.train_data.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[11] = '{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": " "}]}\n'
    folder.train_data.write_text("".join(lines), encoding="utf-8")
    assert "Row 13 of rows.jsonl" in words(backend().check(folder))
    few = hosted_folder(tmp_path, "few", rows=6)
    assert "There are 6 rows; OpenAI trains on 10 or more." in words(backend().check(few))


def test_a_model_that_nobody_knows_is_said_to_be_unknown(tmp_path: Path) -> None:
    unknown = replace(provider("openai"), models=())
    folder = hosted_folder(tmp_path)
    estimate = backend(of=unknown).estimate(folder)
    assert estimate.money == "unknown" and "knows no price" in estimate.text
    assert "does not know what" in words(backend(of=unknown).check(folder), "warning")


def test_a_check_can_be_given_up(tmp_path: Path) -> None:
    with pytest.raises(StartGivenUpError):
        backend().check(hosted_folder(tmp_path, rows=300), given_up=lambda: True)


def test_a_plan_holds_what_the_provider_takes(tmp_path: Path) -> None:
    hosted = planned(tmp_path, "epochs=2", "suffix=cubes", "budget=3").spec.hosted
    assert hosted is not None
    assert (hosted.epochs, hosted.suffix, hosted.budget) == (2, "cubes", 3.0)
    with pytest.raises(UserError, match="no setting called 'learning_rate'"):
        planned(tmp_path, "learning_rate=0.1")
    with pytest.raises(UserError, match="does not fit the setting 'epochs'"):
        planned(tmp_path, "epochs=99")


def planned(tmp_path: Path, *assignments: str) -> Plan:
    """A plan for OpenAI."""
    return plan_hosted(
        data=write_small_rows(tmp_path / "rows.jsonl"),
        validation=None,
        provider=provider("openai"),
        model=BASE,
        runs_root=tmp_path / "runs",
        assignments=assignments,
    )


def test_a_plan_as_an_earlier_one_has_everything_but_what_was_agreed_to(tmp_path: Path) -> None:
    folder = hosted_folder(tmp_path, suffix="parts", budget=5.0)
    planned = plan_again(folder, ["epochs=2"])
    spec, before = planned.spec, folder.spec
    assert spec.hosted == HostedSettings(epochs=2, suffix="parts") and spec.settings == before.settings
    assert (spec.backend, spec.model, spec.seed) == (before.backend, before.model, before.seed)
    assert spec.id.endswith("-openai")
    assert plan_again(folder, ["budget=2"]).spec.hosted == HostedSettings(suffix="parts", budget=2.0)
    with pytest.raises(UserError, match="OpenAI takes no setting called 'learning_rate'"):
        plan_again(folder, ["learning_rate=0.1"])


def test_ones_own_server_is_no_proper_name_inside_a_sentence(tmp_path: Path) -> None:
    own = replace(provider("custom"), needs_key=True, trains_until=date(2026, 1, 1))
    told = words(backend(None, own).check(hosted_folder(tmp_path)))
    assert "the address of your own server yet" in told
    assert "Your own server trains" in told
    assert "There is no key for your own server." in words(
        backend(None, own).check(hosted_folder(tmp_path, "second")), "warning"
    )
    assert replace(own, name="Youngs Yard").called == "Youngs Yard"
