"""`split.json`: which rows are learnt from and which measured with, so that every later run can name them."""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from geoft_gui.data.json_file import write_json
from geoft_gui.errors import UserError

FORMAT: Final = 1
SPLIT_FILE: Final = "split.json"
TRAIN_FILE: Final = "train_dataset.jsonl"
VALIDATION_FILE: Final = "validation_dataset.jsonl"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class SplitSource(_Frozen):
    """A file that rows were taken from, as it was then."""

    path: Path
    sha256: str
    rows: int


class SplitSide(_Frozen):
    """The rows of one side."""

    file: str
    """Beside `split.json`."""
    sha256: str
    """Of the file."""
    count: int
    rows: str
    """Their numbers in the file that they were taken from, as `1-3,7`."""
    ids: tuple[str, ...]
    """The ids of those rows that have one."""


class LeftOut(_Frozen):
    """Rows that are on neither side, as `1-3,7`."""

    unusable: str
    """Without a prompt or a part, or not readable."""
    in_validation: str
    """With the same prompt as a row of the validation file, or nearly the same."""


class FrozenSplit(_Frozen):
    """Which rows are learnt from and which are measured with, so that every later run can name it.

    It bears no time: the same rows divided alike always make the same file.
    """

    format: Literal[1] = FORMAT
    id: str
    """Made from the content of both sides: equal ids mean equal rows."""
    data: SplitSource
    validation_data: SplitSource | None
    """The file whose rows are measured with; None where a fraction was held out."""
    fraction: float | None
    seed: int | None
    grouped: str
    """In words: which rows stay together."""
    groups: int
    """How many groups of like rows were divided; 0 where there is a validation file."""
    train: SplitSide
    validation: SplitSide
    left_out: LeftOut
    same_pattern: int
    """Rows to learn from whose prompts differ from one to measure with in numbers only."""
    kinds: dict[str, tuple[int, int]]
    """For each kind of part, how many rows are learnt from and measured with."""

    @property
    def one_sided(self) -> tuple[str, ...]:
        """The kinds of parts that are learnt and never measured, or measured and never learnt."""
        return tuple(kind for kind, sides in self.kinds.items() if not all(sides))

    def write(self, folder: Path) -> Path:
        """Write `split.json` into a folder; say where it is.

        Raises:
            UserError: it cannot be written.
        """
        path = folder / SPLIT_FILE
        write_json(self.model_dump(mode="json"), path)
        return path

    @staticmethod
    def read(folder: Path) -> "FrozenSplit":
        """Read the split in a folder, or a `split.json` itself.

        Raises:
            UserError: there is none, a newer GeoFT wrote it, or it is damaged.
        """
        path = folder if folder.name == SPLIT_FILE else folder / SPLIT_FILE
        try:
            return FrozenSplit.model_validate_json(path.read_bytes())
        except OSError as error:
            raise UserError(
                f"There is no split in {path.parent}.", "Make one in Data, or with: geoft data split"
            ) from error
        except ValidationError as error:
            raise UserError(
                f"{path} is damaged, or a newer GeoFT wrote it.", "Split the rows again.", str(error)
            ) from error


def split_of(data: Path, sha256: str, validation_sha256: str | None = None) -> FrozenSplit | None:
    """The frozen split that a file of rows is the learning side of: its `split.json` is beside the file.

    None where there is none, where the file is not as it was then, or where the rows to measure with are
    others (their hash is None where they are a part of `data`).
    """
    try:
        split = FrozenSplit.read(data.parent)
    except UserError:
        # A damaged file names no split; the rows can be used all the same.
        return None
    if split.train.sha256 != sha256 or validation_sha256 not in (None, split.validation.sha256):
        return None
    return split
