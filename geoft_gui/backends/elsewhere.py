"""The same run folder on more than one graphics card, or on several machines."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import called
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.models import STARTER

FIRST_MACHINE: Final = "FIRST-MACHINE"
"""Stands for the name of one of the machines, which the others can reach."""
PORT: Final = 29400
"""torchrun's own choice for where its processes meet."""


class DraftingSupervisor(Supervisor):
    """A supervisor whose runs are drafted, checked and estimated, and wait for a command run by hand."""

    def launch(self, folder: RunFolder) -> None:
        """Start nothing."""


@dataclass(frozen=True)
class Elsewhere:
    """A command for a POSIX shell, and sentences on what has to be there where it is run."""

    command: str
    needs: tuple[str, ...]


def for_more(
    folder: RunFolder, machines: int, processes: int, *, meeting_at: str = FIRST_MACHINE
) -> Elsewhere:
    """What trains this run in `processes` processes, one for each graphics card, on each of `machines`.

    The command is the same on each of them; they find each other at the machine `meeting_at`. A run that was
    begun goes on from its last good checkpoint. Quoted for a POSIX shell.
    Raises UserError when it has succeeded or trains at a provider, and for less than one machine or process.
    """
    if machines < 1 or processes < 1:
        raise UserError("A training needs a machine and a process.", "Choose at least one of each.")
    name = folder.path.name
    place = folder.spec.backend
    if place != "local":
        raise UserError(
            f"The run {name} trains at {called(place)}, not on machines of yours.", "Start a new run."
        )
    if folder.status() == "succeeded":
        raise UserError(f"The run {name} has succeeded; there is nothing left to do.", "Start a new run.")
    if machines == 1:
        meeting = ["--standalone"]
    else:
        endpoint = f"{meeting_at}:{PORT}"
        meeting = ["--nnodes", str(machines), "--rdzv-backend", "c10d", "--rdzv-endpoint", endpoint]
        meeting += ["--rdzv-id", name]
    command = ["torchrun", *meeting, "--nproc-per-node", str(processes), "-m", "geoft_gui.trainer"]
    # Always: whoever gives the same line again after a crash must not begin anew and lose all checkpoints.
    command += [str(folder.path.resolve()), "--stage", "train", "--resume"]
    return Elsewhere(shlex.join(command), tuple(_needs(folder, machines, processes, meeting_at)))


def _needs(folder: RunFolder, machines: int, processes: int, meeting_at: str) -> list[str]:
    each = "Each machine" if machines > 1 else "The machine"
    needs = [
        f'{each} needs GeoFT with what trains: pip install "geoft[engine]"',
        f"{each} must see the run folder {folder.path.resolve()}, with everything in it, under this path; "
        "where it lies elsewhere, write that path instead.",
    ]
    if machines > 1:
        needs.append(
            "It must be one folder that all of them share, and not copies: a checkpoint is written by all."
        )
        needs.append(f"Give the command on each machine; all must reach {meeting_at} at port {PORT}.")
        if meeting_at == FIRST_MACHINE:
            needs.append(f"Put the name of one of the machines in place of {FIRST_MACHINE}.")
    model = folder.spec.model
    if Path(model).is_absolute():
        needs.append(f"{each} must see the model in {model}.")
    elif model != STARTER:
        needs.append(f"{each} downloads {model}, unless it is there already.")
    return needs
