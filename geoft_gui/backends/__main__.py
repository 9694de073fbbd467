"""Works for runs in the background: `python -m geoft_gui.backends ROOT --queue`, or RUN_FOLDER to follow one.

With `--queue` it works through the queue of the runs below a folder; with `--keys-on-stdin`, the key of
Hugging Face that they may need comes as a line of JSON on the standard input. Without `--queue`, it follows
the hosted run in a folder; the key comes as a line of JSON on the standard input.
"""

import argparse
import sys
from pathlib import Path

from geoft_gui.backends.local import LocalBackend
from geoft_gui.backends.openai_compatible.follower import follow
from geoft_gui.backends.queue_runner import work_through
from geoft_gui.backends.supervisor import Supervisor
from geoft_gui.engine.given import KEYS_ON_STDIN, given_hub_token
from geoft_gui.errors import UserError
from geoft_gui.redact import hide_home, redact
from geoft_gui.runs.folder import RunFolder


def main() -> int:
    """Run until there is nothing left to do; 0 then, 1 when it could not be begun, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m geoft_gui.backends", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a run; with --queue, all runs' folder")
    parser.add_argument("--queue", action="store_true")
    parser.add_argument(KEYS_ON_STDIN, action="store_true")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    try:
        if arguments.queue:
            token = given_hub_token() if arguments.keys_on_stdin else None
            return work_through(Supervisor(folder, {"local": LocalBackend(hub_key=lambda: token)}))
        return follow(RunFolder.open(folder), sys.stdin)
    except UserError as error:
        print(hide_home(redact(str(error))), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
