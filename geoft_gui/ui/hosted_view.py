"""What is known of a run at a provider besides its events: its job, its uploads, its model."""

from dataclasses import dataclass
from pathlib import Path

from geoft_gui.backends.openai_compatible.record import Record
from geoft_gui.errors import UserError
from geoft_gui.hosted.providers import Provider, provider
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedResult, read_hosted
from geoft_gui.runs.spec import RunSpec


@dataclass(frozen=True)
class HostedView:
    """How a hosted run stands at its provider, by what is written in its folder.

    `provider` is None where GeoFT knows none of that name any more. `has_job`: a training was, or may have
    been, asked for there; `is_over`: its end was seen. `has_uploads`: rows lie there and were not deleted
    since; `may_have_uploads`: they were to be sent, and nobody knows whether they arrived. `result` is
    the model.
    """

    name: str
    provider: Provider | None
    has_job: bool = False
    is_over: bool = False
    has_uploads: bool = False
    may_have_uploads: bool = False
    result: HostedResult | None = None

    @property
    def called(self) -> str:
        """The provider's name inside a sentence."""
        return self.provider.called if self.provider is not None else self.name

    @property
    def can_pause(self) -> bool:
        """Whether the provider can halt a training and go on with it later."""
        return self.provider is not None and self.provider.can_pause

    @property
    def has_checkpoints(self) -> bool:
        """Whether something is left of a training that is cancelled."""
        return self.provider is not None and self.provider.has_checkpoints


class HostedWatch:
    """Reads the files of one hosted run again when they are others. For a thread other than the window's."""

    def __init__(self, folder: RunFolder, spec: RunSpec) -> None:
        self._folder = folder
        self._files = (folder.path / "hosted.json", folder.model_dir / "geoft.json")
        self._stamps: tuple[int, ...] = ()
        try:
            known: Provider | None = provider(spec.backend)
        except UserError:
            known = None
        self.view = HostedView(known.name if known else spec.backend, known)

    def look(self) -> bool:
        """Bring `view` up to date; whether there was anything new.

        What is damaged is taken for what is not there: whoever needs it says what is wrong.
        """
        stamps = tuple(map(_stamp, self._files))
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        before = self.view
        self.view = self._read()
        return self.view != before

    def _read(self) -> HostedView:
        view = self.view
        try:
            record = Record.existing(self._folder)
        except UserError:
            record = None
        try:
            result = read_hosted(self._folder.model_dir)
        except UserError:
            result = None
        if record is None:
            return HostedView(view.name, view.provider, result=result)
        state = record.state
        arrived = any(sent is not None and sent.id is not None for sent in (state.train, state.validation))
        return HostedView(
            view.name,
            view.provider,
            has_job=state.job is not None or state.asked is not None,
            is_over=state.over,
            has_uploads=arrived and not state.uploads_deleted,
            may_have_uploads=state.train is not None and not arrived and not state.uploads_deleted,
            result=result,
        )


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
