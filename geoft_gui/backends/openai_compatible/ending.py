"""What a job leaves: checkpoints, the numbers of all steps, a model with a name, or why there is none."""

from datetime import UTC, date, datetime
from typing import Final

from geoft_gui.backends.openai_compatible.api import Api, Job
from geoft_gui.backends.openai_compatible.patience import Patience
from geoft_gui.backends.openai_compatible.results import read_results
from geoft_gui.backends.openai_compatible.row_problems import own_row
from geoft_gui.backends.openai_compatible.telling import Teller
from geoft_gui.hosted.failures import HostedError, told_job_failure
from geoft_gui.hosted.providers import Provider
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedCheckpoint, HostedResult, write_hosted

_VALIDATION: Final = "validation"


class Ending:
    """Takes over what a job of one run leaves. Its calls raise AskedError as those of `Patience` do."""

    def __init__(
        self, folder: RunFolder, api: Api, provider: Provider, patience: Patience, teller: Teller
    ) -> None:
        self._folder = folder
        self._spec = folder.spec
        self._api = api
        self._provider = provider
        self._patience = patience
        self._teller = teller
        self._checkpoints: tuple[HostedCheckpoint, ...] = ()
        self._has_checkpoints = provider.has_checkpoints

    def take_checkpoints(self, job: Job) -> None:
        """Write the checkpoints that the provider keeps now."""
        if not self._has_checkpoints:
            return
        try:
            kept = self._patience.trying(lambda: self._api.checkpoints(job.id))
        except HostedError:
            # A provider that keeps none, whatever its description says.
            self._has_checkpoints = False
            return
        self._teller.take_checkpoints(kept)
        self._checkpoints = tuple(
            HostedCheckpoint(step=one.step, model=one.model) for one in kept if one.model
        )

    def take_results(self, job: Job) -> None:
        """Write the steps of the result file that no event told; a run without them is still a good run."""
        if not job.result_files:
            return
        file_id = job.result_files[0]
        try:
            content = self._patience.trying(lambda: self._api.content(file_id))
        except HostedError as error:
            self._teller.warn("The numbers of all steps could not be fetched.", error.hint, error.details)
            return
        self._teller.take_results(read_results(content), file_id)

    def keep(self, job: Job) -> bool:
        """Make the job's model, or that of its last checkpoint, the run's result; False where it has none."""
        model = job.fine_tuned_model or (self._checkpoints[-1].model if self._checkpoints else None)
        if model is None:
            if job.status == "succeeded":
                self._teller.warn(
                    f"{self._provider.name} names no model that could be asked.",
                    self._provider.deploy or f"Look for it at {self._provider.called}.",
                )
            return False
        result = HostedResult(
            provider=self._provider.id,
            model=model,
            base=self._spec.model,
            checkpoints=self._checkpoints,
            created=datetime.now(UTC),
            shutdown=self._shutdown(model),
            address=self._provider.base_url.rstrip("/"),
        )
        write_hosted(self._folder.model_dir, result, self._spec.settings.system_prompt)
        return True

    def failure(self, job: Job) -> HostedError:
        """Why the job failed, with the row of the user's own file where one is to blame."""
        code, message, param = (_word(job, name) for name in ("code", "message", "param"))
        error = told_job_failure(self._provider, code, message, param)
        if error.row is not None:
            is_held_out = param is not None and _VALIDATION in param
            found = own_row(self._folder, error.row, is_held_out=is_held_out)
            if found is not None:
                number, name = found
                error.hint = f"It is row {number:,} of {name}. {error.hint}".rstrip()
        return error

    def _shutdown(self, model: str) -> date | None:
        behind = self._provider.model_behind(self._spec.model)
        listed = behind.shutdown if behind else None
        try:
            return self._api.shutdown(model) or listed
        except HostedError:
            # It is told beside the rest; nothing depends on it.
            return listed


def _word(job: Job, name: str) -> str | None:
    value = job.error.get(name)
    return value if isinstance(value, str) else None
