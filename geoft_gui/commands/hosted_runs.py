"""What `geoft runs` says of a run besides how it stands: where it trains, and what is left of it there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.backends.openai_compatible.record import HostedState
    from geoft_gui.runs.folder import RunFolder
    from geoft_gui.runs.hosted import HostedResult
    from geoft_gui.runs.spec import RunSpec

HERE = "this computer"


@dataclass(frozen=True)
class AtProvider:
    """The lines about what a run has at its provider, and the same for `--json`; both empty for one here."""

    lines: Sequence[str] = ()
    details: dict[str, object] = field(default_factory=dict)


def where(spec: "RunSpec") -> str:
    """The name of the place that trains a run; its id where GeoFT knows it no more."""
    from geoft_gui.backends.places import LOCAL
    from geoft_gui.hosted.providers import provider

    if spec.backend == LOCAL:
        return HERE
    try:
        return provider(spec.backend).name
    except UserError:
        return spec.backend


def at_provider(folder: "RunFolder", spec: "RunSpec") -> AtProvider:
    """What is known of a run's job, its model and its rows at the provider, without asking it."""
    from geoft_gui.backends.openai_compatible.record import Record
    from geoft_gui.runs.hosted import read_hosted

    if spec.hosted is None:
        return AtProvider()
    lines: list[str] = []
    state: HostedState | None = None
    result: HostedResult | None = None
    try:
        record = Record.existing(folder)
        state = record.state if record else None
        result = read_hosted(folder.model_dir)
    except UserError as error:
        lines.append(f"Note: {error.message} {error.hint}".rstrip())
    job = state.job if state else None
    settings = spec.hosted.model_dump(mode="json")
    chosen = [f"{name}={value}" for name, value in settings.items() if value not in (None, "")]
    uploads = _uploads(state)
    lines.insert(0, f"Where: {where(spec)}{f', job {job}' if job else ''}")
    lines.append(f"Settings: {', '.join(chosen)}")
    if result is not None:
        until = f", which answers until {_day(result)}" if result.shutdown else ""
        lines.append(f"Model: {result.model}{until}")
    if uploads:
        lines += [
            f"Rows that lie there: {', '.join(uploads)}",
            f"Delete them there with: geoft runs delete-uploads {folder.reference}",
        ]
    details: dict[str, object] = {
        "job": job,
        "settings": settings,
        "trained_model": result.model if result else None,
        "shutdown": result.shutdown.isoformat() if result and result.shutdown else None,
        "uploads": uploads,
    }
    return AtProvider(lines, details)


def left_behind(folder: "RunFolder") -> AtProvider:
    """What stays at the provider when a run is deleted here; as far as its files can be read."""
    from geoft_gui.backends.openai_compatible.record import Record
    from geoft_gui.hosted.providers import called
    from geoft_gui.runs.hosted import read_hosted

    try:
        record = Record.existing(folder)
        result = read_hosted(folder.model_dir)
    except UserError:
        return AtProvider()
    if record is None:
        return AtProvider()
    place, uploads, lines = called(record.state.provider), _uploads(record.state), []
    if result is not None:
        lines.append(f"Its model stays at {place}, as {result.model}.")
    if uploads:
        lines += [
            f"Its rows stay at {place}, as {' and '.join(uploads)}: delete them there.",
            "Before a run is deleted, geoft runs delete-uploads does that.",
        ]
    return AtProvider(lines, {"trained_model": result.model if result else None, "uploads": uploads})


def what_is_kept(folder: "RunFolder") -> str:
    """What stays of a run that is stopped, within a sentence."""
    try:
        is_hosted = folder.spec.hosted is not None
    except UserError:
        is_hosted = False
    return "its last checkpoint, if there is one there by now" if is_hosted else "what was learnt"


def _uploads(state: "HostedState | None") -> list[str]:
    """The names of the files with a run's rows at its provider, unless GeoFT has deleted them."""
    if state is None or state.uploads_deleted:
        return []
    return [sent.name for sent in (state.train, state.validation) if sent is not None and not sent.deleted]


def _day(result: "HostedResult") -> str:
    from geoft_gui.hosted.refusal_words import day_in_words

    assert result.shutdown is not None
    return day_in_words(result.shutdown)
