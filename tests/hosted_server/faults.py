"""What can go wrong between a client and a server, by plan."""

import random
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

Route = tuple[str, str]
"""A method and a path below ``/v1`` with every id replaced by ``*``: ("GET", "/fine_tuning/jobs/*")."""

_ID = re.compile(r"/(?:ftjob-|ft-|ftckpt|file-|ft:|cp_)[^/]+")


class Fault(StrEnum):
    """What happens to one request."""

    NONE = "none"
    RATE_LIMIT = "429 without a word on when to come back"
    RATE_LIMIT_TOLD = "429 with Retry-After"
    SERVER_ERROR = "500 before acting"
    UNAVAILABLE = "503 before acting"
    GATEWAY_TIMEOUT = "504 after acting"
    RESET_BEFORE = "connection reset before acting"
    RESET_AFTER = "connection reset after acting"
    TIMEOUT_BEFORE = "silence before acting"
    TIMEOUT_AFTER = "silence after acting"
    TORN_RESPONSE = "connection closed within the body, after acting"
    CUT_RESPONSE = "a whole response with half a document, after acting"
    TRUNCATED_UPLOAD = "half of the file is kept as if it were whole, then the connection is reset"

    @property
    def acts(self) -> bool:
        """Whether the server does what it was asked to do."""
        return self in _ACTING


_ACTING = {
    Fault.NONE,
    Fault.GATEWAY_TIMEOUT,
    Fault.RESET_AFTER,
    Fault.TIMEOUT_AFTER,
    Fault.TORN_RESPONSE,
    Fault.CUT_RESPONSE,
    Fault.TRUNCATED_UPLOAD,
}
SLOW = (Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER)
"""Each costs the client its whole timeout."""

EVERY = tuple(kind for kind in Fault if kind is not Fault.NONE)


class FaultSchedule:
    """Which fault the n-th request of a route meets: a function of the seed, whatever the order of requests.

    Args:
        seed: two schedules of the same seed are the same.
        rate: how many of the requests meet a fault, 0 to 1.
        in_a_row: after so many faults a route's next request goes well, so that every schedule ends.
        kinds: what may happen.
        only: routes to which anything happens; every route by default.
        first: what the first requests of a route meet, whatever the seed says.
    """

    def __init__(
        self,
        seed: int,
        *,
        rate: float = 0.4,
        in_a_row: int = 3,
        kinds: Sequence[Fault] = EVERY,
        only: Sequence[Route] | None = None,
        first: Mapping[Route, Sequence[Fault]] | None = None,
    ) -> None:
        self.seed = seed
        self._rate = rate
        self._in_a_row = in_a_row
        self._kinds = tuple(kinds)
        self._only = only
        self._planned = {route: list(faults) for route, faults in (first or {}).items()}
        self._seen: dict[Route, int] = {}
        self._row: dict[Route, int] = {}

    @classmethod
    def planned(cls, faults: Mapping[Route, Sequence[Fault]]) -> Self:
        """Exactly these faults for the first requests of each route, and none after."""
        return cls(0, rate=0.0, first=faults)

    def next(self, method: str, path: str) -> Fault:
        """The fault of the request that has just come in."""
        at = route(method, path)
        n = self._seen[at] = self._seen.get(at, -1) + 1
        if n < len(planned := self._planned.get(at, ())):
            return planned[n]
        kind = self._drawn(at, n)
        self._row[at] = 0 if kind is Fault.NONE else self._row.get(at, 0) + 1
        return kind

    def _drawn(self, at: Route, n: int) -> Fault:
        chance = random.Random(f"{self.seed} {at} {n}")
        if (self._only is not None and at not in self._only) or chance.random() >= self._rate:
            return Fault.NONE
        if self._row.get(at, 0) >= self._in_a_row:
            return Fault.NONE
        kinds = self._kinds
        if at != ("POST", "/files"):
            kinds = tuple(kind for kind in kinds if kind is not Fault.TRUNCATED_UPLOAD)
        return chance.choice(kinds) if kinds else Fault.NONE


def route(method: str, path: str) -> Route:
    """The route of a request, e.g. ("GET", "/fine_tuning/jobs/*/events")."""
    return method, _ID.sub("/*", path)
