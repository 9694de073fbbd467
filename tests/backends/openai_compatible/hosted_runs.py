"""Hosted runs for tests: a folder with rows, and a follower on a clock that nobody waits for."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from geoft_gui.backends.openai_compatible import follower
from geoft_gui.backends.openai_compatible.api import Api
from geoft_gui.backends.openai_compatible.life import Life
from geoft_gui.backends.openai_compatible.pace import Pace
from geoft_gui.hosted.connection import Connection
from geoft_gui.hosted.providers import Provider, TrainableModel
from geoft_gui.hosted.refused import who
from geoft_gui.runs.events import StatusName
from geoft_gui.runs.folder import RunFolder
from geoft_gui.runs.hosted import HostedSettings
from tests.backends.small_rows import write_small_rows
from tests.runs.sample_runs import PROVENANCE, sample_spec

KEY = "test-key"
BASE = "gpt-4.1-mini-2025-04-14"


@dataclass
class Time:
    """A clock on which sleeping takes no time. `at` hears of each moment that passes."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)
    at: Callable[[float], object] = lambda seconds: None

    def clock(self) -> float:
        """Seconds since the beginning."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.slept.append(seconds)
        self.at(self.seconds)

    @property
    def pace(self) -> Pace:
        """The usual pace on this clock."""
        return Pace(clock=self.clock, sleep=self.sleep)


def small_provider(url: str, **changes: object) -> Provider:
    """OpenAI's manners at another address."""
    made = Provider(
        id="openai",
        name="OpenAI",
        base_url=url,
        models=(TrainableModel(id=BASE, train_price=5.0),),
        hyperparameters={
            "epochs": "n_epochs",
            "batch_size": "batch_size",
            "seed": "seed",
            "suffix": "suffix",
        },
        can_pause=True,
        has_checkpoints=True,
        min_rows=10,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def hosted_folder(root: Path, name: str = "run", rows: int = 24, **settings: object) -> RunFolder:
    """A run over some rows about cubes, drafted and not started."""
    root.mkdir(parents=True, exist_ok=True)
    spec = sample_spec(
        id=name, backend="openai", model=BASE, hosted=HostedSettings.model_validate({"epochs": 3, **settings})
    )
    origin = PROVENANCE.model_copy(update={"train_rows": f"1-9,11-{rows + 1}", "validation_rows": "90-93"})
    folder = RunFolder.create(root, spec, origin)
    write_small_rows(folder.train_data, rows)
    write_small_rows(folder.validation_data, rows + 4)
    lines = folder.validation_data.read_text(encoding="utf-8").splitlines(keepends=True)
    folder.validation_data.write_text("".join(lines[-4:]), encoding="utf-8", newline="\n")
    return folder


def live(folder: RunFolder, provider: Provider, time: Time | None = None, timeout: float = 5.0) -> StatusName:
    """One process's part in a run, on this thread."""
    pace = (time or Time()).pace
    with (
        folder.writer() as writer,
        Connection(provider, KEY, timeout=timeout) as connection,
    ):
        whose = who(connection.organization, KEY, provider.base_url)
        return Life(folder, writer, Api(connection.once, provider), provider, whose, pace).live()


def said(folder: RunFolder) -> list[str]:
    """The ids of what the provider said, as it was written; held-out numbers are part of theirs."""
    sources = [getattr(event, "source", None) for event in folder.events()]
    return [source for source in sources if source and source.startswith("ftevent") and ":" not in source]


def given() -> io.StringIO:
    """What a follower's standard input holds."""
    return io.StringIO(follower.key_line(KEY, None, None).decode())
