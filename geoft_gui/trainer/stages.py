"""What the trainer can be asked for: to check a run's rows, to rehearse it, and to train it."""

import json
import os
import sys
import traceback
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final

import datasets
import torch
from torch import distributed
from transformers.utils import logging as transformers_logging

from geoft_gui.bases.facts import read_facts
from geoft_gui.bases.places import folder_of
from geoft_gui.engine.awake import kept_awake
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer import rehearsal
from geoft_gui.trainer.check import check as look_through
from geoft_gui.trainer.failures import Explained, explain
from geoft_gui.trainer.presence import claim
from geoft_gui.trainer.reporting import Reporter, clean
from geoft_gui.trainer.requests import LeaveError, Requests
from geoft_gui.trainer.training import Place, Training

TOKENS_IN_A_ROW: Final = 512


def check(folder: RunFolder, token: str | None = None) -> int:
    """Print a JSON object, as `check.check` makes it, in the last line.

    The run is not changed, but for a note on the state of its model. In all stages, `token` is that of
    Hugging Face for what has to be downloaded, as in `bases.listing.look`.
    """
    _quieten()
    try:
        found = look_through(folder, token)
    except UserError as error:
        problem = {"severity": "error", "message": error.message, "hint": error.hint}
        found = {"problems": [problem], "tokens": 0, "longest": 0, "learned": []}
    _print(found)
    return 0


def rehearse(folder: RunFolder, token: str | None = None) -> int:
    """Print JSON lines: how far the rehearsal is, and in the last one what came of it.

    That is `{"rehearsal": {…}}`, or `{"problem": {"message", "hint", "details", "change"}}`. The run is not
    changed, but for a note on the state of its model.
    """
    _quieten()

    def tell(phase: str, done: float, total: float | None) -> None:
        _print({"phase": phase, "done": done, "total": total})

    try:
        _print({"rehearsal": rehearsal.rehearse(folder, tell, token)})
    except Exception as error:
        explained = _explained(error, folder)
        _print(
            {
                "problem": {
                    "message": clean(explained.message),
                    "hint": clean(explained.hint),
                    "details": clean(explained.details),
                    "change": explained.change,
                }
            }
        )
    return 0


def train(folder: RunFolder, token: str | None = None, *, resume: bool) -> int:
    """Train, and say in the run's events how it ended; 1 when it failed.

    Raises UserError when another process works on the run, or it has succeeded already.
    """
    _quieten()
    if folder.status() == "succeeded":
        raise UserError(
            f"The run {folder.path.name} has succeeded; there is nothing left to do.", "Start a new run."
        )
    place = Place(int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1")))
    with ExitStack() as stack:
        if place.processes > 1:
            _join_the_others()
            stack.callback(distributed.destroy_process_group)
        writer = stack.enter_context(folder.writer()) if place.is_first else None
        reporter = Reporter(writer, folder.events() if resume else ())
        requests = Requests(folder, reporter, place.process, place.processes)
        training = Training(folder, place, reporter, requests, token)
        try:
            if place.is_first:
                claim(folder)
                stack.enter_context(kept_awake(reporter.warn))
            status = training.run(resume=resume)
        except LeaveError:
            reporter.status("stopped", "Stopped at once; what was learnt since the last checkpoint is lost.")
        except KeyboardInterrupt:
            reporter.status("interrupted")
            return 130
        except Exception as error:
            return _failed(error, folder, reporter)
        else:
            nothing = status == "stopped" and not folder.model_dir.exists()
            why = "Nothing was learnt yet, so there is no model." if nothing else training.ended_because
            reporter.status(status, why)
    return 0


def _failed(error: Exception, folder: RunFolder, reporter: Reporter) -> int:
    # Into the log as well: where the disk is full, the event may not be written.
    print(clean("".join(traceback.format_exception(error))), file=sys.stderr, flush=True)
    explained = _explained(error, folder)
    try:
        reporter.fail(explained.message, explained.hint, explained.details, explained.change)
    except OSError as unwritten:
        print(f"The run's events cannot be written: {unwritten}", file=sys.stderr)
    return 1


def _explained(error: Exception, folder: RunFolder) -> Explained:
    """The error in words, with a change that should mend it where the base and the rows are known."""
    spec = folder.spec
    base = folder_of(spec.model)
    facts = None if base is None else read_facts(base)
    return explain(error, spec.settings, facts, _longest_row(folder))


def _longest_row(folder: RunFolder) -> int:
    """Tokens of the longest row as the check counted them; where it has not, a row of middling length."""
    try:
        return int(json.loads((folder.data_dir / "tokens.json").read_text(encoding="utf-8"))["longest"])
    except (OSError, ValueError, KeyError):
        return TOKENS_IN_A_ROW


def _print(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=True), flush=True)


def _join_the_others() -> None:
    """Meet the other processes that torchrun started for this run."""
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    # They wait while the first one judges the model.
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo", timeout=timedelta(days=1))


def _quieten() -> None:
    """No progress bars of the libraries: the log is a file, and the run's phases say the same."""
    transformers_logging.disable_progress_bar()
    datasets.disable_progress_bars()
