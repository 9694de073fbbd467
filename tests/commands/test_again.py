"""`geoft runs again`: a new run as an earlier one was, with what would have mended it."""

import argparse
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoft_gui.backends.again import plan_again
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.cli import main
from geoft_gui.commands import again
from geoft_gui.commands.terminal import Terminal
from geoft_gui.errors import UserError
from geoft_gui.runs.events import Error_, Status
from geoft_gui.runs.folder import RunFolder
from tests.backends.fake_runs import prepared
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import sample_spec

Supervise = Callable[[str], Supervisor]


@pytest.fixture
def failed(supervise: Supervise, tmp_path: Path) -> RunFolder:
    """A run whose memory was not enough."""
    supervisor = supervise("succeed")
    spec = sample_spec(data=write_small_rows(tmp_path / "rows.jsonl"), seed=3)
    folder = supervisor.draft(spec, prepared(spec))
    change = {"batch_size": 4, "gradient_accumulation": 2, "early_stopping": None}
    with folder.writer() as writer:
        writer.write(Error_(message="There is not enough memory.", hint="Less.", change=change))
        writer.write(Status(status="failed"))
    return folder


def done_again(folder: RunFolder, *arguments: str) -> tuple[dict[str, Any], str]:
    parser = argparse.ArgumentParser()
    again.add(parser.add_subparsers())
    root = str(folder.path.parent)
    parsed = parser.parse_args(["again", folder.path.name, "--runs", root, "--json", *arguments])
    printed, said = io.StringIO(), io.StringIO()
    assert parsed.run(parsed, Terminal(True, printed, said)) == 0
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer, said.getvalue()


def test_what_would_have_mended_it_is_changed_and_nothing_else(failed: RunFolder) -> None:
    answer, said = done_again(failed, "--set", "epochs=2")
    assert answer["status"] == "succeeded"
    before, after = failed.spec, RunFolder(Path(answer["run"])).spec
    changed = {"batch_size": 4, "gradient_accumulation": 2, "epochs": 2.0}
    assert after.settings == before.settings.model_copy(update=changed)
    assert (after.seed, after.model, after.data) == (before.seed, before.model, before.data)
    assert after.id != before.id
    name = failed.path.name
    assert f"The settings of {name}, but for batch_size=4, gradient_accumulation=2" in said
    assert failed.status() == "failed"


def test_a_run_that_failed_says_how_to_do_what_would_have_mended_it(
    failed: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runs", "show", str(failed.path), "--runs", str(failed.path.parent)]) == 0
    assert f"Less. Do so with: geoft runs again {failed.path}" in capsys.readouterr().out


def test_rows_that_are_gone_are_taken_from_the_run_itself(failed: RunFolder) -> None:
    failed.spec.data.unlink()
    planned = plan_again(failed)
    assert "is gone, so the rows are taken from" in planned.reasons[-1]
    assert planned.spec.data == failed.train_data
    origin = failed.provenance
    assert len(planned.preparation.split.train) + len(planned.preparation.split.validation) == 60
    assert origin.data.rows == 60


def test_what_does_not_fit_is_told(failed: RunFolder) -> None:
    with pytest.raises(UserError, match="no setting called 'batch'"):
        plan_again(failed, ["batch=3"])
