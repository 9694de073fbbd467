"""``python -m geoft_gui.chat.server --model PATH``: a local model on loopback, by the OpenAI chat protocol.

The model loads first; then one line of JSON on standard output tells where it can be asked:
``{"url": "http://127.0.0.1:PORT", "model": NAME}``, or ``{"error": {"message", "hint", "details"}}`` where
it cannot be.
"""

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import psutil
import uvicorn

from geoft_gui.chat.app import chat_app
from geoft_gui.errors import UserError
from geoft_gui.inference.generation import MAX_NEW_TOKENS
from geoft_gui.inference.local_model import load

HOST = "127.0.0.1"
_PARENT_CHECK_SECONDS = 1
_PATIENCE_AT_THE_END_SECONDS = 2
_IDLE_SECONDS = 300
"""People think between two questions; a connection closed meanwhile can fail the next one."""


def serve(
    model: Path,
    port: int,
    announce: Callable[[str, str], None],
    parent: psutil.Process | None = None,
) -> None:
    """Serve a model until the process is told to end (SIGTERM, Ctrl+C) or ``parent`` is gone.

    Args:
        model: the model's folder.
        port: the port on 127.0.0.1; 0 takes a free one.
        announce: called with the address and the model's name as soon as questions are taken.
        parent: the process for which this is done, if it shall not be outlived.

    Raises:
        UserError: the model cannot be loaded or the port is taken.
    """
    # A port that is taken shows before the long wait for the model; questions are taken after it.
    with _bound(port) as listener, ThreadPoolExecutor(1, "model") as executor:
        loaded = load(model)
        loaded.use_sensible_threads()

        async def end_with_parent() -> None:
            if parent is not None and not parent.is_running():
                server.should_exit = True

        server = uvicorn.Server(
            uvicorn.Config(
                chat_app(loaded, executor, MAX_NEW_TOKENS),
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                callback_notify=end_with_parent,
                timeout_notify=_PARENT_CHECK_SECONDS,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=_PATIENCE_AT_THE_END_SECONDS,
            )
        )
        _end_in_peace(server)
        listener.listen()
        announce(f"http://{HOST}:{listener.getsockname()[1]}", loaded.name)
        server.run(sockets=[listener])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the server as a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m geoft_gui.chat.server", allow_abbrev=False)
    parser.add_argument("--model", type=Path, required=True, help="the model's folder")
    parser.add_argument("--port", type=int, default=0, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--parent", type=int, help="end when the process with this number ends")
    arguments = parser.parse_args(argv)
    try:
        parent = None if arguments.parent is None else psutil.Process(arguments.parent)
        serve(arguments.model, arguments.port, lambda url, name: _print({"url": url, "model": name}), parent)
    except psutil.NoSuchProcess:
        return 0
    except UserError as error:
        _print({"error": {"message": error.message, "hint": error.hint, "details": error.details}})
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _print(content: dict[str, object]) -> None:
    # With escapes, so that a pipe in any encoding can carry it.
    print(json.dumps(content), flush=True)


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Takes at once a port that was just in use; on Windows the option means something else.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # asyncio does so only for sockets that name their protocol; without it each answer waits for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise UserError(
            f"Port {port} on this computer cannot be used.", "Choose another one, or 0 for any.", str(error)
        ) from error
    return listener


def _end_in_peace(server: uvicorn.Server) -> None:
    """Make a signal end the server, also in the moment before uvicorn listens to signals itself.

    uvicorn raises a signal again when it has closed its connections; by then nothing is left to do.
    """

    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


if __name__ == "__main__":
    sys.exit(main())
