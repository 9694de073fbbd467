"""The two things that the trainer can be asked for: to check a run's rows, and to train it."""

import json
import os
import sys
import traceback
from contextlib import ExitStack
from datetime import timedelta

import datasets
import torch
from torch import distributed
from transformers.utils import logging as transformers_logging

from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder
from geoft_gui.trainer.check import check as look_through
from geoft_gui.trainer.failures import explain
from geoft_gui.trainer.reporting import Reporter, clean
from geoft_gui.trainer.requests import LeaveError, Requests
from geoft_gui.trainer.training import Place, Training


def check(folder: RunFolder) -> int:
    """Print a JSON object, `{"problems", "tokens", "longest"}`, in the last line. The run is not changed."""
    _quieten()
    try:
        found = look_through(folder)
    except UserError as error:
        problem = {"severity": "error", "message": error.message, "hint": error.hint}
        found = {"problems": [problem], "tokens": 0, "longest": 0}
    print(json.dumps(found, ensure_ascii=False))
    return 0


def train(folder: RunFolder, *, resume: bool) -> int:
    """Train, and say in the run's events how it ended; 1 when it failed.

    Raises UserError when another process works on the run.
    """
    _quieten()
    place = Place(int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1")))
    with ExitStack() as stack:
        if place.processes > 1:
            _join_the_others()
            stack.callback(distributed.destroy_process_group)
        writer = stack.enter_context(folder.writer()) if place.is_first else None
        reporter = Reporter(writer, folder.events() if resume else ())
        requests = Requests(folder, reporter, place.process, place.processes)
        try:
            status = Training(folder, place, reporter, requests).run(resume=resume)
        except LeaveError:
            reporter.status("stopped", "Stopped at once; what was learnt since the last checkpoint is lost.")
        except KeyboardInterrupt:
            reporter.status("interrupted")
            return 130
        except Exception as error:
            return _failed(error, folder, reporter)
        else:
            nothing = status == "stopped" and not folder.model_dir.exists()
            reporter.status(status, "Nothing was learnt yet, so there is no model." if nothing else "")
    return 0


def _failed(error: Exception, folder: RunFolder, reporter: Reporter) -> int:
    # Into the log as well: where the disk is full, the event may not be written.
    print(clean("".join(traceback.format_exception(error))), file=sys.stderr, flush=True)
    explained = explain(error, folder.spec.settings)
    try:
        reporter.fail(explained.message, explained.hint, explained.details)
    except OSError as unwritten:
        print(f"The run's events cannot be written: {unwritten}", file=sys.stderr)
    return 1


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
