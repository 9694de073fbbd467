"""The platform on a port of this machine."""

import asyncio
import socket
import threading
import time
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.hosted_server.app import hosted_app
from tests.hosted_server.faults import Fault, FaultSchedule
from tests.hosted_server.files import StoredFile
from tests.hosted_server.jobs import Job, Story
from tests.hosted_server.mischief import Mischief
from tests.hosted_server.platform import Platform, Received

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 10


class HostedServer:
    """A context manager: within it, a server answers at ``url`` on a thread of its own.

    Args:
        faults: what goes wrong, and when; nothing by default.
        port: 0 takes a free one.
        steps, failure, sends_metrics, has_checkpoints, results, paused_as: of every job's
            :class:`Story`.
        settings: what else the :class:`Platform` takes (``key``, ``polls_per_stage``, ``clock``, ``refuse``,
            ``answer``, …).
    """

    def __init__(self, *, faults: FaultSchedule | None = None, port: int = 0, **settings: Any) -> None:
        self.faults = faults
        self.platform = _platform(settings)
        self._listener = socket.create_server((HOST, port))
        # asyncio does this only for sockets that it makes itself; without it, every answer waits for 40 ms.
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = self._listener.getsockname()[1]
        app = Mischief(
            hosted_app(lambda: self.platform),
            lambda method, path: Fault.NONE if self.faults is None else self.faults.next(method, path),
            self._journal,
            self._transport_of,
            lambda: self._server.should_exit,
        )
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=60,
        )
        self._server = _PromptServer(config)
        self._thread = threading.Thread(target=self._serve, name="hosted test server", daemon=True)

    @property
    def url(self) -> str:
        """Where it is: what goes into ``base_url``."""
        return f"http://{HOST}:{self.port}/v1"

    @property
    def jobs(self) -> dict[str, Job]:
        """The jobs by id, the oldest first."""
        return self.platform.jobs

    @property
    def files(self) -> dict[str, StoredFile]:
        """The files by id."""
        return self.platform.files

    @property
    def requests(self) -> list[Received]:
        """Every request, in order."""
        return self.platform.requests

    def begin_anew(self, *, faults: FaultSchedule | None = None, **settings: Any) -> None:
        """Forget everything, and go on with other settings at the same address."""
        self.faults = faults
        self.platform = _platform(settings)

    def move(self, job_id: str, stages: int = 1) -> None:
        """Have a job go through stages now."""
        self.platform.move(self.platform.jobs[job_id], stages)

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.005)
        if not self._server.started:
            raise TimeoutError("the test server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_PATIENCE_SECONDS)
        self._listener.close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._listener])

    def _journal(self, received: Received) -> None:
        self.platform.requests.append(received)

    def _transport_of(self, client: tuple[str, int]) -> asyncio.Transport | None:
        for connection in self._server.server_state.connections:
            if isinstance(connection, H11Protocol) and connection.client == client:
                return connection.transport
        return None


class _PromptServer(uvicorn.Server):
    """Starts and ends at once: tests start many."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            # Clients keep connections open; nothing is under way on them that anyone still waits for.
            connection.transport.abort()
        for server in self.servers:
            server.close()
        while self.server_state.tasks:
            await asyncio.sleep(0.005)


def _platform(settings: dict[str, Any]) -> Platform:
    told = dict(settings)
    names = ("steps", "failure", "sends_metrics", "has_checkpoints", "results", "paused_as", "organisation")
    story = Story(**{name: told.pop(name) for name in names if name in told})
    return Platform(story=story, **told)
