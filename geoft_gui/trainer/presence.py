"""Who works on a run, written down where nobody else did: by torchrun or by hand, here or elsewhere."""

from geoft_gui.engine.processes import ProcessIdentity
from geoft_gui.engine.this_process import is_me, my_identity
from geoft_gui.errors import UserError
from geoft_gui.runs.folder import RunFolder


def claim(folder: RunFolder) -> None:
    """Name this process in the run's `process.json`, unless who started it has done so.

    Without it, whoever looks at the run would take it for one whose process is gone. Called by the one
    process that writes the run's events, while it holds their lock. Raises OSError where it cannot write.
    """
    try:
        recorded = folder.process
    except UserError:
        recorded = None  # damaged: what it said of an earlier process is of no use any more
    if recorded is None or not is_me(ProcessIdentity.from_dict(recorded)):
        folder.process = my_identity().as_dict()
