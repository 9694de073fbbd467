"""From the files a user names to the exact rows a run uses, and where each of them came from."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from geoft_gui.backends.base import Problem
from geoft_gui.data.rows import Row, UnreadableRow, read_rows, write_rows
from geoft_gui.data.splitting.file import SPLIT_FILE, split_of
from geoft_gui.data.splitting.fingerprint import fingerprint
from geoft_gui.data.splitting.patterns import Split, hold_out, learnable
from geoft_gui.engine import machine
from geoft_gui.errors import UserError
from geoft_gui.row_ranges import row_ranges
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.spec import FileIdentity, Provenance, RunSpec, SplitIdentity
from geoft_gui.runs.writing import not_written

_T = TypeVar("_T")

LONGEST_KEPT: Final = 8
"""Rows, and answers, of which the tokens are counted when a run is planned."""
PACKAGES: Final = (
    "geoft",
    "accelerate",
    "bitsandbytes",
    "datasets",
    "numpy",
    "peft",
    "safetensors",
    "tokenizers",
    "torch",
    "transformers",
    "trl",
)
"""Distributions whose versions can change what a training gives."""


class _Longest(Generic[_T]):
    """The few longest of many texts, whatever comes."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, _T]] = []
        self._added = 0

    def add(self, length: int, value: _T) -> None:
        self._added += 1
        entry = (length, self._added, value)
        if len(self._heap) < LONGEST_KEPT:
            heapq.heappush(self._heap, entry)
        elif length > self._heap[0][0]:
            heapq.heapreplace(self._heap, entry)

    @property
    def kept(self) -> list[_T]:
        return [value for _, _, value in self._heap]


@dataclass(frozen=True)
class Source:
    """One file of rows, looked through once: which of its rows can be learnt from."""

    identity: FileIdentity
    usable: tuple[int, ...]
    prompts: tuple[str, ...]
    unusable: int
    longest_rows: tuple[tuple[str, ...], ...] = ()
    """The turns of the rows with the most characters."""
    longest_answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preparation:
    """Which rows of which file are trained on and held out, and what is wrong with the rest."""

    data: Source
    validation: Source | None
    split: Split
    problems: tuple[Problem, ...]


def prepare(data: Path, validation: Path | None, seed: int) -> Preparation:
    """Look through the rows and decide on which side each is.

    Raises UserError when a file is missing or unreadable, holds no usable row, or cannot be divided.
    """
    source = look_through(data)
    if validation is None:
        split = hold_out(zip(source.usable, source.prompts, strict=True), seed)
        return Preparation(source, None, split, tuple(_left_out(source)))
    held_out = look_through(validation)
    problems = (*_left_out(source), *_left_out(held_out), *_shared(source, held_out))
    return Preparation(source, held_out, Split(source.usable, held_out.usable), problems)


def provenance(preparation: Preparation) -> Provenance:
    """Where the run comes from, for its `run.json`."""
    held_out = preparation.validation
    return Provenance(
        data=preparation.data.identity,
        validation=held_out.identity if held_out else None,
        train_rows=row_ranges(preparation.split.train),
        validation_rows=row_ranges(preparation.split.validation),
        split=_frozen(preparation.data.identity, held_out.identity if held_out else None),
        packages=machine.package_versions(PACKAGES),
        machine=machine.describe().as_dict(),
    )


def copy_rows(preparation: Preparation, spec: RunSpec, folder: RunFolder) -> None:
    """Write exactly the rows decided on into the run's `data/`.

    Raises UserError when the rows cannot be read any more, or the run's folder cannot be written.
    """
    _copy(_chosen(spec.data, preparation.split.train), folder.train_data, folder)
    validation = spec.validation or spec.data
    _copy(_chosen(validation, preparation.split.validation), folder.validation_data, folder)


def look_through(path: Path) -> Source:
    """Read a file of rows once. Raises UserError when it cannot be read or holds no usable row."""
    if not path.exists():
        raise UserError(f"There is no file {path}.", "Choose a file of examples, or a folder of them.")
    sha256 = fingerprint(path)
    usable: list[int] = []
    prompts: list[str] = []
    unusable = 0
    longest_rows: _Longest[tuple[str, ...]] = _Longest()
    longest_answers: _Longest[str] = _Longest()
    for row in read_rows(path):
        if isinstance(row, UnreadableRow) or learnable(row) is None:
            unusable += 1
        else:
            usable.append(row.number)
            prompts.append(row.prompt)
            turns = tuple(message.content for message in row.messages)
            longest_rows.add(sum(map(len, turns)), turns)
            for message in row.messages:
                if message.role == "assistant" and message.weight:
                    longest_answers.add(len(message.content), message.content)
    if not usable:
        raise UserError(
            f"{path.name} holds no row with both a prompt and an answer that is a part.",
            f"See what is wrong with it in Data, or with: geoft data check {path}",
        )
    identity = FileIdentity(path=path.resolve(), sha256=sha256, rows=len(usable) + unusable)
    return Source(
        identity,
        tuple(usable),
        tuple(prompts),
        unusable,
        tuple(longest_rows.kept),
        tuple(longest_answers.kept),
    )


def _frozen(data: FileIdentity, held_out: FileIdentity | None) -> SplitIdentity | None:
    """The split that the rows are from, if one lies beside them and they are as they were."""
    split = split_of(data.path, data.sha256, held_out.sha256 if held_out else None)
    return SplitIdentity(id=split.id, path=data.path.with_name(SPLIT_FILE)) if split else None


def _chosen(path: Path, numbers: tuple[int, ...]) -> Iterator[Row]:
    wanted = set(numbers)
    return (row for row in read_rows(path) if isinstance(row, Row) and row.number in wanted)


def _copy(rows: Iterator[Row], target: Path, folder: RunFolder) -> None:
    try:
        write_rows(rows, target)
    except UserError as error:
        # The rows are read while they are written; what cannot be read is told as it is.
        if isinstance(error.__cause__, OSError) and str(target) in error.message:
            raise not_written(folder.path.parent, error.__cause__) from error
        raise


def _left_out(source: Source) -> Iterator[Problem]:
    if source.unusable:
        path = source.identity.path
        yield Problem(
            "warning",
            f"{source.unusable:,} of {source.identity.rows:,} rows of {path.name} cannot be used: left out.",
            f"See which in Data, or with: geoft data check {path}",
        )


def _shared(train: Source, held_out: Source) -> Iterator[Problem]:
    shared = len(set(train.prompts) & set(held_out.prompts))
    if shared:
        yield Problem(
            "warning",
            f"{shared:,} prompts for validation are also trained on, so the scores will look too good.",
            "Take them out of one of the two files.",
        )
