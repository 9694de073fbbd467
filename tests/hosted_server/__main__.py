"""``python -m tests.hosted_server``: the server as a process of its own, for programs driven from outside.

One line of JSON on standard output tells where it is; it ends with the process (SIGTERM, Ctrl+C), or when its
standard input is closed, if ``--until-closed`` is given.
"""

import argparse
import json
import signal
import sys
import threading

from tests.hosted_server.faults import FaultSchedule
from tests.hosted_server.server import HostedServer


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m tests.hosted_server")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="test-key", help="the key to ask for; empty takes any")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--polls-per-stage", type=float, default=1)
    parser.add_argument("--refuse", help="the code with which every job is refused")
    parser.add_argument("--faults", type=int, help="the seed of a schedule of faults")
    parser.add_argument("--until-closed", action="store_true", help="end when standard input is closed")
    asked = parser.parse_args()
    ending = threading.Event()

    def wait_for_the_end_of_input() -> None:
        sys.stdin.read()
        ending.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    faults = None if asked.faults is None else FaultSchedule(asked.faults)
    with HostedServer(
        port=asked.port,
        key=asked.key or None,
        steps=asked.steps,
        polls_per_stage=asked.polls_per_stage,
        refuse=asked.refuse,
        faults=faults,
    ) as server:
        print(json.dumps({"url": server.url}), flush=True)
        if asked.until_closed:
            # On a thread of its own: no signal ends a read.
            threading.Thread(target=wait_for_the_end_of_input, daemon=True).start()
        while not ending.wait(1):
            pass


if __name__ == "__main__":
    main()
