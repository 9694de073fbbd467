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
        if self._record.state.asked is not None:
            # Another process asked, and did not live to hear the answer.
            self._record.change(unclear=True)
        while True:
            found = self._search()
            if found is not None:
                return self._adopt(found)
            if self._record.state.asked is not None:
                # Not made, as far as can be known: the list has settled.
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
        listed = self._patience.trying(self._all_marked if self._record.state.unclear else self._marked)
        ours = {one.id: one for one in [job, *listed] if one.id == job.id or self._is_ours(one)}
        # One that has made its model is worth more than an older one that has not.
        first, *others = sorted(
            ours.values(), key=lambda one: (one.status != "succeeded", one.created, one.id)
        )
        for one in others:
            if one.id not in self._record.state.twins:
                self._end_twin(one)
                self._record.change(twins=(*self._record.state.twins, one.id))
        if first.id != self._record.state.job:
            self._record.change(job=first.id)
        if is_last:
            self._record.change(settled=True)
        return first

    def _end_twin(self, job: Job) -> None:
        twice = f"{self._provider.name} had made this job twice; the other one, {job.id},"
        if job.is_over:
            did = "has ended, too"
        elif self._patience.trying(lambda: self._cancel(job)):
            did = "was cancelled"
        else:
            self._teller.warn(
                f"{twice} goes on, because it could not be cancelled.",
                f"Cancel it at {self._provider.called}, or both will be on the bill.",
            )
            return
        self._teller.warn(f"{twice} {did}.", "Nothing is left to do; what it has done may be on the bill.")

    def _failed(self, error: HostedError) -> None:
        if error.outcome_known:
            self._record.change(asked=None)
            if not self._patience.passes(error):
                raise error
        else:
            self._record.change(unclear=True)
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
            if not self._is_unsure:
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

    def _all_marked(self) -> list[Job]:
        """As `_marked`, and those that have lost their marks."""
        return [*self._marked(), *self._api.jobs(None)] if self._provider.keeps_metadata else self._marked()

    @property
    def _is_unsure(self) -> bool:
        """Whether there may be a job that no answer told of."""
        return self._record.state.asked is not None or self._record.state.unclear

    def _ours(self, jobs: list[Job]) -> list[Job]:
        marked = [job for job in jobs if job.metadata.get(MARK) == self._record.state.run]
        return marked or [job for job in jobs if self._is_ours(job)]

    def _is_ours(self, job: Job) -> bool:
        """By its mark; where something is unclear, an unmarked one by its file: if it was not there before,
        and does not belong to another run over the same rows."""
        state = self._record.state
        if job.metadata.get(MARK) == state.run:
            return True
        if not state.unclear and (state.asked is None or state.job is not None):
            return False
        return self._has_our_file(job) and job.id not in {*state.before, *jobs_of_others(self._folder)}

    def _has_our_file(self, job: Job) -> bool:
        """Whether it could be ours by its file; one with a mark is somebody's in any case."""
        sent = self._record.state.train
        return MARK not in job.metadata and sent is not None and job.training_file == sent.id

    def _adopt(self, job: Job) -> Job:
        self._record.change(job=job.id)
        return job

    def _cancel(self, job: Job) -> bool:
        """Whether the job goes on no more; a provider may refuse to cancel it."""
        try:
            self._api.cancel(job.id)
        except HostedError as error:
            if self._patience.passes(error):
                raise
            # It has ended by itself, or is not ours to end.
            return self._api.job(job.id).is_over
        return True
