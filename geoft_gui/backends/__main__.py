"""Works through the queue of the runs below a folder: `python -m geoft_gui.backends ROOT --queue`."""

import argparse
import sys
from pathlib import Path

from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.queue_runner import work_through
from geoft_gui.backends.supervisor import Supervisor


def main() -> int:
    """Run until nothing waits any more; 0 then, 1 when the queue could not be used, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m geoft_gui.backends", description=__doc__)
    parser.add_argument("root", type=Path, metavar="ROOT")
    parser.add_argument("--queue", action="store_true", required=True)
    arguments = parser.parse_args()
    return work_through(Supervisor(arguments.root.resolve(), {"local": LocalBackend()}))


if __name__ == "__main__":
    sys.exit(main())
