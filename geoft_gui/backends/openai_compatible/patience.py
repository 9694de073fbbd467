"""Calls that are made until they succeed: through rate limits, trouble, sleep and offline hours."""

from collections.abc import Callable
from typing import Final, TypeVar

from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.backends.openai_compatible.requests import Requests
from geoft_gui.hosted.failures import HostedError
from geoft_gui.runs.words import duration_in_words

_T = TypeVar("_T")
_PASSES: Final = frozenset({"network", "rate", "server"})
_MAY_PASS: Final = _PASSES | {"proxy", "certificate", "clock"}
"""What a laptop meets on its way through strange networks, while a job goes on without it."""


class OutOfReachError(Exception):
    """Nobody could be reached in the time there was."""


class Patience:
    """Repeats what may be done twice. `warn` hears once of each stretch of trouble that lasts; `silent` of
    one in which nobody answers, much earlier, and `answered` of its end."""

    def __init__(
        self,
        requests: Requests,
        pace: Pace,
        warn: Callable[[str, str, str], object],
        silent: Callable[[HostedError], object],
        answered: Callable[[], object],
    ) -> None:
        self._requests = requests
        self._pace = pace
        self._warn = warn
        self._silent = silent
        self._answered = answered
        self._since: float | None = None
        self._attempts = 0
        self._has_warned = False
        self._is_silent = False
        self.job_goes_on = False
        """Whether a job goes on meanwhile: then more passes by itself."""

    def passes(self, error: HostedError) -> bool:
        """Whether trying again later can help."""
        kinds = _MAY_PASS if self.job_goes_on else _PASSES
        return error.kind in kinds or not error.outcome_known

    def trying(self, call: Callable[[], _T], until: float | None = None) -> _T:
        """The result of a call that may be made again and again.

        Raises HostedError when trying again cannot help, AskedError when the user asks for something
        meanwhile, and OutOfReachError when the clock says `until`.
        """
        while True:
            began = self._pace.clock()
            try:
                result = call()
            except HostedError as error:
                if not self.passes(error):
                    raise
                if until is not None and self._pace.clock() >= until:
                    raise OutOfReachError from error
                self._since = began if self._since is None else self._since
                self.rest(error, until)
            else:
                self.well()
                return result

    def rest(self, error: HostedError, until: float | None = None) -> None:
        """Wait before the next attempt: as long as the provider asks for, else longer each time.

        Not beyond `until`, though: there is one more attempt then. Raises AskedError as `Requests.wait` does.
        """
        now = self._pace.clock()
        self._since = now if self._since is None else self._since
        self._attempts += 1
        if now - self._since > self._pace.trouble and not self._has_warned:
            self._has_warned = True
            lasting = duration_in_words(now - self._since)
            self._warn(
                f"{error.message} It has been so for {lasting}; GeoFT keeps trying.",
                error.hint,
                error.details,
            )
        own = min(self._pace.retry * 2 ** min(self._attempts - 1, 16), self._pace.longest_retry)
        seconds = max(own, error.retry_after or 0.0)
        # Told before the wait in which it would become true, since nothing is told while it waits.
        if not self._is_silent and error.kind != "rate" and now + seconds - self._since > self._pace.silence:
            self._is_silent = True
            self._silent(error)
        self._requests.wait(seconds if until is None else min(seconds, max(0.0, until - now)))

    def well(self) -> None:
        """A call went through."""
        self._since, self._attempts, self._has_warned = None, 0, False
        if self._is_silent:
            self._is_silent = False
            self._answered()
