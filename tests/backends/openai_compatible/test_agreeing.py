"""Nothing starts that the user has not agreed to pay, whatever is known of its price."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoft_gui.backends.again import plan_again
from geoft_gui.backends.base import NotAgreedError
from geoft_gui.backends.openai_compatible.backend import OpenAICompatibleBackend, whole_cents
from geoft_gui.backends.openai_compatible.planning import plan_hosted
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.plan import Plan
from geoft_gui.backends.preparation import prepare
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.hosted.providers import Provider, provider
from geoft_gui.runs.folder import RunFolder
from tests.backends.openai_compatible.hosted_runs import BASE, KEY, hosted_folder, small_provider
from tests.backends.small_rows import write_small_rows


class StartedError(Exception):
    """A process would have been started."""


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting one is told by an error."""

    def start(*_: object, **__: object) -> None:
        raise StartedError

    monkeypatch.setattr("geoft_gui.engine.processes.start", start)


def backend(of: Provider) -> OpenAICompatibleBackend:
    """One with a key."""
    return OpenAICompatibleBackend(of, lambda: KEY)


UNPRICED = replace(provider("openai"), models=())


def test_an_unknown_price_has_to_be_agreed_to(tmp_path: Path) -> None:
    with pytest.raises(NotAgreedError, match=r"what .* costs at OpenAI, and nothing") as refused:
        backend(UNPRICED).start(hosted_folder(tmp_path), resume=False)
    assert refused.value.most is None
    with pytest.raises(StartedError):
        backend(UNPRICED).start(hosted_folder(tmp_path, "agreed", any_price=True), resume=False)


@pytest.mark.parametrize("any_price", [False, True])
def test_a_budget_that_cannot_be_kept_is_refused(tmp_path: Path, any_price: bool) -> None:
    folder = hosted_folder(tmp_path, budget=0.01, any_price=any_price)
    with pytest.raises(NotAgreedError, match="can keep to no budget"):
        backend(UNPRICED).start(folder, resume=False)


def test_where_the_provider_chooses_the_epochs_nothing_is_reckoned(tmp_path: Path) -> None:
    chooses = replace(provider("openai"), hyperparameters={"seed": "seed"})
    assert backend(chooses).estimate(hosted_folder(tmp_path)).dollars is None


def test_a_known_price_needs_a_budget_whatever_else_was_agreed_to(tmp_path: Path) -> None:
    with pytest.raises(NotAgreedError, match="may cost up to"):
        backend(provider("openai")).start(hosted_folder(tmp_path, any_price=True), resume=False)


def test_ones_own_server_is_not_agreed_about_and_a_job_that_may_exist_is_found_out(tmp_path: Path) -> None:
    here = small_provider("http://127.0.0.1:9/v1", models=())
    with pytest.raises(StartedError):
        backend(here).start(hosted_folder(tmp_path), resume=False)
    asked = hosted_folder(tmp_path, "asked")
    Record.of(asked, "openai").change(asked=datetime(2026, 11, 25, tzinfo=UTC))
    with pytest.raises(StartedError):
        backend(UNPRICED).start(asked, resume=True)


def test_what_was_agreed_to_is_not_taken_over(tmp_path: Path) -> None:
    again = plan_again(hosted_folder(tmp_path, any_price=True)).spec.hosted
    assert again is not None and not again.any_price


@pytest.fixture
def at_one_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two plans that were made in the same second have the same id."""
    monkeypatch.setattr(
        "geoft_gui.backends.openai_compatible.planning.new_id", lambda *_: "20261125-120000-one-openai"
    )
    yield


def test_a_look_at_some_rows_agrees_to_nothing_for_others(tmp_path: Path, at_one_moment: None) -> None:
    openai = provider("openai")
    few, many = write_small_rows(tmp_path / "few.jsonl", 30), write_small_rows(tmp_path / "many.jsonl", 900)
    runs = Supervisor(tmp_path / "runs", {"openai": backend(openai)})

    def planned(data: Path, *assignments: str) -> Plan:
        return plan_hosted(
            data=data,
            validation=None,
            provider=openai,
            model=BASE,
            runs_root=tmp_path / "runs",
            assignments=assignments,
            preparation=prepare(data, None, 0),
        )

    looked = planned(few)
    dollars = runs.look(looked.spec, looked.preparation).estimate.dollars
    assert dollars is not None
    started = planned(many, f"budget={whole_cents(dollars[1]):.2f}")
    assert started.spec.id == looked.spec.id
    with pytest.raises(NotAgreedError, match="may cost up to"):
        runs.start(started.spec, started.preparation)


def test_rows_that_are_too_few_because_some_are_held_out_are_told_so(tmp_path: Path) -> None:
    folder: RunFolder = hosted_folder(tmp_path, rows=9)
    text = folder.run_json.read_text(encoding="utf-8")
    folder.run_json.write_text(text.replace('"90-93"', '"10"'), encoding="utf-8")
    errors = [one for one in backend(provider("openai")).check(folder) if one.severity == "error"]
    [error] = [one for one in errors if "There are 9 rows" in one.message]
    assert "1 of your 10 rows is held out" in error.hint
