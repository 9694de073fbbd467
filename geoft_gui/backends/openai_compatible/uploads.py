"""The rows of a run that lie at a provider, deleted when the user wants them gone."""

from geoft_gui.backends.openai_compatible.api import Api
from geoft_gui.backends.openai_compatible.record import Record, others
from geoft_gui.backends.openai_compatible.unattended import may_go_on, require_job_over
from geoft_gui.errors import UserError
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import called
from geoft_gui.runs.events import ENDED
from geoft_gui.runs.folder import RunFolder


def delete_uploads(folder: RunFolder, connection: Connection) -> int:
    """Delete every copy of a run's rows at its provider; how many there were.

    Copies that arrived broken count too. Raises UserError when the run has sent nothing or goes on, or
    another run over the same rows needs them, and HostedError when the provider does not do it. What the
    records of other runs over the same rows say of them is true afterwards.
    """
    record = Record.existing(folder)
    name = folder.path.name
    if record is None:
        raise UserError(f"The run {name} has sent no rows to a provider.", "There is nothing to delete.")
    status = folder.status()
    if status is not None and status not in ENDED:
        raise UserError(
            f"The run {name} is running.", "Its rows are needed until it has ended: stop it first."
        )
    require_job_over(folder)
    _require_unused(folder, record)
    record.require_address(connection.provider)
    api = Api(connection.client, connection.provider)
    count = 0
    for sent in (record.state.train, record.state.validation):
        if sent is None:
            continue
        found = {file.id for file in api.files(sent.name)} | ({sent.id} if sent.id else set())
        for file_id in sorted(found):
            count += api.delete_file(file_id)
    deleted = {sent.name for sent in (record.state.train, record.state.validation) if sent}
    for path, state in others(folder):
        is_there = (state.provider, state.address) == (record.state.provider, record.state.address)
        if is_there and (other := Record.existing(RunFolder(path))) is not None:
            _note_deleted(other, deleted)
    _note_deleted(record, deleted)
    return count


def _note_deleted(record: Record, names: set[str]) -> None:
    state = record.state
    changes = {
        place: sent.model_copy(update={"deleted": True})
        for place, sent in (("train", state.train), ("validation", state.validation))
        if sent is not None and sent.name in names
    }
    if changes:
        record.change(**changes)
        left = [one for one in (record.state.train, record.state.validation) if one and not one.deleted]
        record.change(uploads_deleted=not left)


def _require_unused(folder: RunFolder, record: Record) -> None:
    """Rows are sent once for all runs over them. Raises UserError when one of these is not over."""
    ours = {sent.name for sent in (record.state.train, record.state.validation) if sent}
    for path, state in others(folder):
        theirs = {sent.name for sent in (state.train, state.validation) if sent}
        if state.provider != record.state.provider or not ours & theirs:
            continue
        other = RunFolder(path)
        status = other.status()
        if may_go_on(other, state) or (status is not None and status not in ENDED):
            raise UserError(
                f"The run {path.name} trains on the same rows at {called(state.provider)}, and is not over.",
                "Delete them when it has ended, or stop it first.",
            )
