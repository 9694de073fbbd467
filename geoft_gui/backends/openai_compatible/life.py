"""The life of a hosted run: rows sent, a job made, its news followed, its model named."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

from geoft_gui.backends.openai_compatible import last_words
from geoft_gui.backends.openai_compatible.api import KNOWN, Api, Job
from geoft_gui.backends.openai_compatible.creation import Creation
from geoft_gui.backends.openai_compatible.ending import Ending
from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.backends.openai_compatible.patience import OutOfReachError, Patience
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.requests import AskedError, LeaveError, Requests
from geoft_gui.backends.openai_compatible.sending import Sending
from geoft_gui.backends.openai_compatible.telling import Teller
from geoft_gui.backends.openai_compatible.upload import train_upload, validation_upload
from geoft_gui.hosted.failures import HostedError
from geoft_gui.hosted.providers import Provider
from geoft_gui.hosted.refused import forget, remember_refusal
from geoft_gui.runs.events import Error_, Status, StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings
from geoft_gui.runs.words import WAITING
from geoft_gui.runs.writing import EventWriter

_PAUSED: Final = frozenset({"paused", "pausing"})


class Life:
    """One process's part in a hosted run.

    `who` is whose training it is, for refusals that are remembered; `draw` makes the picture of the curve.
    """

    def __init__(
        self,
        folder: RunFolder,
        writer: EventWriter,
        api: Api,
        provider: Provider,
        who: str,
        pace: Pace,
        draw: Callable[[], object] = lambda: None,
    ) -> None:
        self._folder = folder
        self._spec = folder.spec
        self._settings = self._spec.hosted or HostedSettings()
        self._writer = writer
        self._api = api
        self._provider = provider
        self._who = who
        self._pace = pace
        self._draw = draw
        self._record = Record.of(folder, provider.id)
        self._teller = Teller(folder, writer, self._settings.epochs)
        self._requests = Requests(folder, pace)
        self._patience = Patience(
            self._requests, pace, self._teller.warn, self._tell_silence, self._told_silence_over
        )
        self._creation = Creation(
            folder, api, provider, self._record, self._patience, self._requests, self._teller, pace
        )
        self._sending = Sending(
            api, provider, self._record, self._patience, self._requests, self._teller, pace
        )
        self._ending = Ending(folder, api, provider, self._patience, self._teller)
        self._job_status = ""
        self._is_stopping = False
        self._has_told_refusal = False
        self._settle_at = 0.0
        self._riddle_since: float | None = None
        self._has_ended = False

    def live(self) -> StatusName:
        """Work until the run has ended, and write how; the status that it has then.

        Raises UserError when the run belongs to another address, and that and OSError when its own files
        cannot be read or written.
        """
        self._record.require_address(self._provider)
        self._say("preparing")
        try:
            return self._ended(*self._lived())
        except LeaveError as leave:
            return self._ended(*last_words.left(leave.asked, self._record.state, self._provider.called))
        except OutOfReachError:
            return self._ended(*last_words.out_of_reach(self._provider.name))
        except HostedError as error:
            return self._failed(error)

    def _lived(self) -> tuple[StatusName, str]:
        job = self._begun()
        self._patience.job_goes_on = True
        self._say("running")
        if self._record.state.paused:
            job = self._resumed(job)
        return self._follow(job)

    # ------------------------------------------------------------ before there is a job
    def _begun(self) -> Job:
        job_id = self._record.state.job
        if job_id is not None:
            self._patience.job_goes_on = True
            while True:
                try:
                    job = self._patience.trying(lambda: self._api.job(job_id), self._deadline())
                except AskedError:
                    # It is honoured where the job is followed; to stop at once does not wait for that.
                    continue
                if self._record.state.missing:
                    self._record.change(missing=False, over=job.is_over)
                return job
        if self._record.state.asked is None:
            self._requests.leave_if_asked()
            self._sending.find_model(self._spec.model)
            self._sending.send_all(train_upload(self._folder), validation_upload(self._folder))
        self._teller.phase(f"asking {self._provider.called} for the training")
        job = self._creation.find_or_create(self._request())
        # It trains for this organisation after all, whatever it said some days ago.
        forget(self._provider.id)
        return job

    def _request(self) -> dict[str, object]:
        state = self._record.state
        settings = {**self._settings.model_dump(), "seed": self._spec.seed}
        request = self._provider.creation(state.model or self._spec.model, settings)
        assert state.train is not None and state.train.id is not None
        request["training_file"] = state.train.id
        if state.validation is not None and state.validation.id is not None:
            request["validation_file"] = state.validation.id
        return request

    # ------------------------------------------------------------ while there is one
    def _follow(self, job: Job) -> tuple[StatusName, str]:
        job = self._patient_settling(job, is_last=False)
        self._settle_at = settle_at = self._pace.clock() + self._pace.settling
        delay = self._pace.poll
        while True:
            try:
                self._requests.look()
                if self._requests.asked is not None and not job.is_over:
                    left = self._honour(job)
                    if left is not None:
                        return left
                job = self._looked_at(job, settle_at)
                has_news = self._take_news(job)
                if self._has_to_settle(job, settle_at):
                    job = self._settled_and_stopped(job)
                if job.is_over:
                    self._record.change(over=True)
                    self._pace.sleep(self._pace.last_words)
                    self._take_news(job)
                    return self._outcome(job)
                if job.status in _PAUSED and self._requests.asked is None:
                    self._record.change(paused=True)
                    return "paused", f"The training was paused at {self._provider.called}."
                delay = self._pace.poll if has_news else min(delay * 1.5, self._pace.longest_poll)
                self._requests.wait(delay)
            except AskedError:
                continue

    def _has_to_settle(self, job: Job, settle_at: float) -> bool:
        state = self._record.state
        if job.is_over:
            # What is made twice is listed late at times, and would go on and cost unseen.
            return not state.settled or state.unclear
        return not state.settled and self._pace.clock() >= settle_at

    def _settled(self, job: Job) -> Job:
        """The job that stays. Where something is unclear, its list is given the time to settle first."""
        if self._record.state.unclear:
            self._pace.sleep(max(0.0, self._settle_at - self._pace.clock()))
        return self._creation.settle(job, is_last=True)

    def _settled_and_stopped(self, job: Job) -> Job:
        stays = self._settled(job)
        if self._is_stopping and stays.id != job.id and not stays.is_over:
            # It was the other one that has been cancelled.
            return self._patience.trying(lambda: self._api.cancel(stays.id))
        return stays

    def _looked_at(self, job: Job, settle_at: float) -> Job:
        """The job as it stands now."""
        while True:
            try:
                seen = self._patience.trying(lambda: self._api.job(job.id))
                break
            except HostedError as error:
                # One that has just been made may not be known everywhere yet.
                if error.kind != "not_found" or self._pace.clock() > settle_at:
                    raise
                self._patience.rest(error)
        seen = self._without_riddle(seen)
        if seen.status != self._job_status:
            self._job_status = seen.status
            name = self._provider.called
            if seen.status == "running":
                self._teller.training(seen.ends)
            elif seen.status in {"queued", "validating_files"}:
                doing = "checks the rows" if seen.status == "validating_files" else "has not begun yet"
                self._teller.phase(f"{WAITING}{name} {doing}")
        return seen

    def _without_riddle(self, job: Job) -> Job:
        """A job that says for hours that it has finished, in a status that nobody knows, is over."""
        if job.status in KNOWN or not job.has_finished:
            self._riddle_since = None
            return job
        now = self._pace.clock()
        self._riddle_since = now if self._riddle_since is None else self._riddle_since
        if now - self._riddle_since < self._pace.riddle:
            return job
        self._teller.warn(
            f"{self._provider.name} says that the training has finished, and calls its end “{job.status}”.",
            "GeoFT does not know what that means, and took it for the end. See there whether it is so.",
        )
        return replace(job, status="succeeded" if job.fine_tuned_model else "failed")

    def _take_news(self, job: Job) -> bool:
        """Write what the job has said since the last look; whether it had."""
        try:
            said = self._patience.trying(lambda: self._api.events(job.id, self._teller.knows))
        except HostedError as error:
            if error.kind != "not_found":
                raise
            # The job is there all the same: some tell no events.
            said = []
        count = self._teller.take(said)
        if count or job.is_over:
            self._ending.take_checkpoints(job)
        if job.status == "running" and count and (job.ends or not self._teller.says_training):
            # Words that came between the steps, or after them, are not what it is doing.
            self._teller.training(job.ends)
        return count > 0

    def _patient_settling(self, job: Job, *, is_last: bool) -> Job:
        while True:
            try:
                return self._creation.settle(job, is_last=is_last)
            except AskedError:
                if self._requests.asked != "pause":
                    # The job that is known is to be stopped first.
                    return job

    def _honour(self, job: Job) -> tuple[StatusName, str] | None:
        """Do what the user asks; the end of the run, or None when there is still something to follow."""
        asked = self._requests.asked
        if asked == "pause":
            return self._pause(job)
        if not self._is_stopping:
            self._say("stopping")
            self._is_stopping = True
        try:
            self._patience.trying(lambda: self._api.cancel(job.id), self._deadline())
        except HostedError as error:
            # It may have ended in this very moment.
            if self._patience.trying(lambda: self._api.job(job.id), self._deadline()).is_over:
                return None
            return self._refused_to_cancel(error)
        if asked == "stop_now":
            if not self._record.state.settled or self._record.state.unclear:
                first = self._settled(job)
                if first.id != job.id and not first.is_over:
                    self._patience.trying(lambda: self._api.cancel(first.id), self._deadline())
            self._record.change(over=True)
            return "stopped", f"The training was cancelled at {self._provider.called}."
        self._requests.forget()
        return None

    def _refused_to_cancel(self, error: HostedError) -> tuple[StatusName, str] | None:
        if not self._has_told_refusal:
            self._has_told_refusal = True
            self._teller.warn(
                f"{self._provider.name} does not cancel the training: {error.message}",
                error.hint,
                error.details,
            )
        if self._pace.clock() >= self._requests.asked_at + self._pace.leaving:
            return last_words.not_cancelled(self._provider.called)
        self._requests.wait(self._pace.poll)
        return None

    def _pause(self, job: Job) -> tuple[StatusName, str] | None:
        self._requests.forget()
        if not self._provider.can_pause:
            self._teller.warn(
                f"{self._provider.name} cannot pause a training; it goes on.",
                "Stop it instead: what it has learnt by its last checkpoint is kept.",
            )
            return None
        self._say("pausing")
        try:
            paused = self._patience.trying(lambda: self._api.pause(job.id))
        except HostedError as error:
            self._teller.warn(f"The training could not be paused: {error.message}", error.hint, error.details)
            self._say("running")
            return None
        if paused.is_over:
            return None
        self._record.change(paused=True)
        self._take_news(paused)
        return "paused", ""

    def _resumed(self, job: Job) -> Job:
        if not job.is_over:
            # Where this fails it goes on already, or is to stop; the next look says which.
            with suppress(HostedError, AskedError):
                job = self._patience.trying(lambda: self._api.resume(job.id))
        self._record.change(paused=False)
        return job

    # ------------------------------------------------------------ at its end
    def _outcome(self, job: Job) -> tuple[StatusName, str]:
        self._ending.take_results(job)
        if self._teller.last_step:
            self._draw()
        if job.status == "succeeded":
            self._ending.keep(job)
            return "succeeded", self._provider.deploy
        if job.status == "cancelled":
            kept = self._ending.keep(job)
            told = "Its last checkpoint is kept." if kept else "It had no checkpoint yet, so nothing is kept."
            return "stopped", f"The training was cancelled at {self._provider.called}. {told}"
        self._has_ended = True
        raise self._ending.failure(job)

    # ------------------------------------------------------------ how it is told
    def _deadline(self) -> float | None:
        if self._requests.asked != "stop_now":
            return None
        return self._requests.asked_at + self._pace.leaving

    def _is_missing(self, job_id: str) -> bool:
        """Whether it is the job itself that the provider does not know."""
        try:
            self._api.job(job_id)
        except HostedError as error:
            return error.kind == "not_found"
        return False

    def _tell_silence(self, error: HostedError) -> None:
        what = "has trouble" if error.kind == "server" else "does not answer"
        self._teller.phase(f"{WAITING}{self._provider.name} {what}, and is asked again")

    def _told_silence_over(self) -> None:
        # The next look tells again what the job does.
        self._job_status = ""

    def _say(self, status: StatusName, message: str = "") -> None:
        self._writer.write(Status(status=status, message=message))

    def _ended(self, status: StatusName, message: str) -> StatusName:
        self._say(status, message)
        return status

    def _failed(self, error: HostedError) -> StatusName:
        if error.kind == "not_available":
            remember_refusal(self._provider.id, self._who, date.today())
        job = self._record.state.job
        if job is not None and not self._has_ended and error.kind == "not_found" and self._is_missing(job):
            if self._record.state.missing:
                self._has_ended = True
                self._record.change(over=True)
                error = last_words.gone(self._provider.name, self._provider.called, job)
            else:
                self._record.change(missing=True)
        told = Error_(message=error.message, hint=error.hint, details=error.details, kind=error.kind)
        self._writer.write(told)
        return self._ended(
            *last_words.failed(error, self._record.state, self._provider.called, has_ended=self._has_ended)
        )
