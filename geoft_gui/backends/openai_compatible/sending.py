"""Rows are sent once: what is there already, byte for byte, is not sent again."""

from collections.abc import Callable
from typing import Final, TypeVar

from geoft_gui.backends.openai_compatible.api import Api, HostedFile
from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.backends.openai_compatible.patience import Patience
from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.backends.openai_compatible.requests import AskedError, LeaveError, Requests
from geoft_gui.backends.openai_compatible.telling import Teller
from geoft_gui.backends.openai_compatible.upload import UploadFile
from geoft_gui.errors import UserError
from geoft_gui.hosted.failures import HostedError, told_job_failure
from geoft_gui.hosted.providers import Provider

_T = TypeVar("_T")
_UNUSABLE: Final = frozenset({"error", "failed", "deleted", "expired"})
_READ: Final = frozenset({"processed", "succeeded", "ready", ""})
"""What a file's status is called when it can be used; "" where a provider knows none."""
_MOST_CUT: Final = 20


class Sending:
    """Brings files to a provider. Raises LeaveError wherever the user wants to stop or pause."""

    def __init__(
        self,
        api: Api,
        provider: Provider,
        record: Record,
        patience: Patience,
        requests: Requests,
        teller: Teller,
        pace: Pace,
    ) -> None:
        self._api = api
        self._provider = provider
        self._record = record
        self._patience = patience
        self._requests = requests
        self._teller = teller
        self._pace = pace

    def send_all(self, train: UploadFile, validation: UploadFile | None) -> None:
        """Have a run's rows at the provider, read by it, and their ids in the record.

        Raises HostedError when the provider refuses them.
        """
        sizes = train.sent.bytes + (validation.sent.bytes if validation else 0)
        before = 0
        ids = []
        for place, upload in (("train", train), ("validation", validation)):
            if upload is None:
                continue
            earlier = getattr(self._record.state, place)
            file_id: str | None = earlier.id if earlier is not None else None
            if file_id is None or not self.is_there(file_id):
                self._record.change(**{place: upload.sent})
                progress = _Progress(
                    self._teller,
                    self._requests,
                    f"sending the rows to {self._provider.called}",
                    before,
                    sizes,
                )
                file_id = self.send(upload, progress.tell)
                self._record.change(**{place: upload.sent.model_copy(update={"id": file_id})})
            ids.append(file_id)
            before += upload.sent.bytes
        self._record.change(uploads_deleted=False)
        self._teller.phase(f"waiting until {self._provider.called} has read the rows")
        for file_id in ids:
            self.wait_until_read(file_id)

    def find_model(self, model: str) -> None:
        """Have in the record what the provider calls the model that is to be trained.

        Raises HostedError when it does not train it.
        """
        self._record.change(model=self._trying(lambda: self._api.trainable_id(model)))

    def send(self, upload: UploadFile, tell: Callable[[int], object]) -> str:
        """The id of a file at the provider that holds exactly these bytes.

        Raises HostedError when the provider refuses it.
        """
        sent = upload.sent
        cut = 0
        while True:
            there = next(
                (file for file in self._trying(lambda: self._api.files(sent.name)) if _is(upload, file)), None
            )
            if there is not None:
                return there.id
            self._requests.leave_if_asked()
            try:
                made = self._api.upload(upload.path, sent.name, tell)
            except HostedError as error:
                # It may be the user who broke it off: see _Progress.
                self._requests.leave_if_asked()
                if not self._patience.passes(error):
                    raise
                self._rest(error)
                continue
            self._patience.well()
            if _is(upload, made):
                return made.id
            cut += 1
            if cut == _MOST_CUT:
                raise UserError(
                    f"The rows do not arrive whole at {self._provider.called}.",
                    "See whether the network is steady, and start again.",
                    f"{sent.bytes} bytes sent, {made.bytes} arrived",
                )
            self._trying(lambda gone=made.id: self._api.delete_file(gone))  # type: ignore[misc]

    def is_there(self, file_id: str) -> bool:
        """Whether a file that was sent earlier can still be used."""
        try:
            return self._trying(lambda: self._api.file(file_id)).status not in _UNUSABLE
        except HostedError as error:
            if error.kind == "not_found":
                return False
            raise

    def wait_until_read(self, file_id: str) -> None:
        """Wait until the provider has read a file; not for longer than the pace says.

        Raises HostedError when it cannot be used.
        """
        until = self._pace.clock() + self._pace.processing
        while True:
            file = self._trying(lambda: self._api.file(file_id))
            if file.status in _UNUSABLE:
                raise told_job_failure(self._provider, "invalid_training_file", file.details)
            if file.status in _READ or self._pace.clock() > until:
                return
            try:
                self._requests.wait(self._pace.poll)
            except AskedError:
                self._requests.leave_if_asked()

    def _trying(self, call: Callable[[], _T]) -> _T:
        try:
            return self._patience.trying(call)
        except AskedError as error:
            raise LeaveError(self._requests.asked or "stop") from error

    def _rest(self, error: HostedError) -> None:
        try:
            self._patience.rest(error)
        except AskedError as asked:
            raise LeaveError(self._requests.asked or "stop") from asked


class _Progress:
    """Tells how much of the rows has been sent, now and then; breaks it off when the user asks for that."""

    def __init__(self, teller: Teller, requests: Requests, name: str, before: int, total: int) -> None:
        self._teller = teller
        self._requests = requests
        self._name = name
        self._before = before
        self._total = total
        self._told = -1

    def tell(self, sent: int) -> None:
        """So many bytes of this file have left. Raises LeaveError when no more shall."""
        self._requests.leave_if_asked()
        percent = 100 * (self._before + sent) // max(1, self._total)
        if percent != self._told:
            self._told = percent
            self._teller.phase(self._name, self._before + sent, self._total)


def _is(upload: UploadFile, file: HostedFile) -> bool:
    """Whether a file at the provider is this one: by its name, which is made of its bytes, and its length."""
    sent = upload.sent
    return (
        (not file.name or file.name == sent.name)
        and file.bytes in {0, sent.bytes}
        and file.status not in _UNUSABLE
    )
