"""A job is asked for once: after an unclear answer it is searched for, and never asked for again blindly."""

from collections.abc import Mapping
from typing import Any

from geoft_gui.backends.openai_compatible.api import MARK, Api, Job
from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.backends.openai_compatible.patience import Patience
from geoft_gui.backends.openai_compatible.record import Record, jobs_of_others
from geoft_gui.backends.openai_compatible.requests import AskedError, Requests
from geoft_gui.backends.openai_compatible.telling import Teller
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.events import now
from geoft_gui.runs.folder import RunFolder


class Creation:
    """Finds the job of a run, or makes it."""

    def __init__(
        self,
        folder: RunFolder,
        api: Api,
        provider: Provider,
        record: Record,
        patience: Patience,
        requests: Requests,
        teller: Teller,
        pace: Pace,
    ) -> None:
        self._folder = folder
        self._api = api
        self._provider = provider
        self._record = record
        self._patience = patience
        self._requests = requests
        self._teller = teller
        self._pace = pace

    def find_or_create(self, request: Mapping[str, Any]) -> Job:
        """The one job of this run.

        Raises LeaveError when the user wants none any more and there is surely none, OutOfReachError when
        that cannot be found out in time, and HostedError when the provider refuses.
        """
        marked = {**request, "metadata": {MARK: self._record.state.run}}
        while True:
            found = self._search()
            if found is not None:
                return self._adopt(found)
            if self._record.state.asked is not None:
                # Surely not made: the list has settled.
                self._record.change(asked=None)
            self._requests.leave_if_asked()
            self._record.change(asked=now())
            try:
                made = self._api.create(marked)
            except HostedError as error:
                self._failed(error)
            else:
                self._patience.well()
                return self._adopt(made)

    def settle(self, job: Job, *, is_last: bool) -> Job:
        """Look at the list once more, and cancel what was made a second time; the job that stays.

        Raises as `Patience.trying` does; then it is still to be done.
        """
        run = self._record.state.run
        listed = self._patience.trying(self._marked)
        ours = {one.id: one for one in [job, *listed] if one.id == job.id or one.metadata.get(MARK) == run}
        first, *younger = sorted(ours.values(), key=lambda one: (one.created, one.id))
        for one in younger:
            if not one.is_over:
                self._patience.trying(lambda one=one: self._cancel(one))  # type: ignore[misc]
            self._teller.warn(
                f"{self._provider.name} had made this job twice; the second one, {one.id}, was cancelled.",
                "Nothing is left to do; its first seconds may be on the bill.",
            )
        if first.id != self._record.state.job:
            self._record.change(job=first.id)
        if is_last:
            self._record.change(settled=True)
        return first

    def _failed(self, error: HostedError) -> None:
        if error.outcome_known:
            self._record.change(asked=None)
            if not self._patience.passes(error):
                raise error
        try:
            self._patience.rest(error)
        except AskedError:
            # First it has to be found out whether there is a job that this is about.
            return

    def _search(self) -> Job | None:
        """The job of this run, if there is one: where it may still appear, the list is looked at until then.

        A request of the user does not end the search. Raises OutOfReachError when it should stop and the
        provider is out of reach.
        """
        until = self._pace.clock() + self._pace.settling
        may_appear = self._record.state.asked is not None
        while True:
            # Asked before the look: after a sleep, one look at least comes after the time is over.
            is_last = not may_appear or self._pace.clock() >= until
            try:
                found = self._patience.trying(self._look, self._deadline())
            except AskedError:
                continue
            if found is not None or is_last:
                return found
            try:
                self._requests.wait(self._pace.settling_poll)
            except AskedError:
                continue

    def _deadline(self) -> float | None:
        """By when the search must have ended; None: whenever."""
        if self._requests.asked not in {"stop_now", "stop", "pause"}:
            return None
        return self._requests.asked_at + self._pace.leaving

    def _look(self) -> Job | None:
        ours = self._ours(self._marked())
        if not ours:
            # Where marks get lost, or the list cannot be asked for them.
            newest = self._api.jobs(None)
            ours = self._ours(newest)
            if self._record.state.asked is None:
                unmarked = tuple(job.id for job in newest if self._has_our_file(job))
                if unmarked != self._record.state.before:
                    self._record.change(before=unmarked)
        return min(ours, key=lambda job: (job.created, job.id), default=None)

    def _marked(self) -> list[Job]:
        if not self._provider.keeps_metadata:
            return self._api.jobs(None)
        try:
            return self._api.jobs(self._record.state.run)
        except HostedError as error:
            if self._patience.passes(error):
                raise
            return self._api.jobs(None)

    def _ours(self, jobs: list[Job]) -> list[Job]:
        state = self._record.state
        marked = [job for job in jobs if job.metadata.get(MARK) == state.run]
        if marked or state.asked is None:
            return marked
        # Not one that was there before, nor one of another run over the same rows.
        ruled_out = {*state.before, *jobs_of_others(self._folder)}
        return [job for job in jobs if self._has_our_file(job) and job.id not in ruled_out]

    def _has_our_file(self, job: Job) -> bool:
        """Whether it could be ours by its file; one with a mark is somebody's in any case."""
        sent = self._record.state.train
        return MARK not in job.metadata and sent is not None and job.training_file == sent.id

    def _adopt(self, job: Job) -> Job:
        self._record.change(job=job.id)
        return job

    def _cancel(self, job: Job) -> None:
        try:
            self._api.cancel(job.id)
        except HostedError as error:
            if self._patience.passes(error):
                raise
            # It has ended by itself.
