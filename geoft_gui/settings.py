"""What the user has chosen for the program as a whole, kept in one small file."""

import json
import os
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

from geoft_gui import paths
from geoft_gui.errors import UserError

Theme = Literal["system", "light", "dark"]
TEXT_PERCENTS: Final = (90, 100, 115, 130, 150)
RECENT_KEPT: Final = 8


@dataclass(frozen=True)
class Settings:
    """`text_percent`: size of text, 100 being the system's. `runs_folder` None: where GeoFT keeps them.
    `recent_data`: the files of examples that were opened, the latest first."""

    theme: Theme = "system"
    text_percent: int = 100
    runs_folder: Path | None = None
    first_steps_hidden: bool = False
    recent_data: tuple[Path, ...] = ()

    @property
    def runs_root(self) -> Path:
        """The folder of the runs: the chosen one, else GeoFT's own. It need not exist yet."""
        return self.runs_folder or paths.runs_root()

    def replaced(self, **changes: Any) -> "Settings":
        """The same settings but for `changes`."""
        return replace(self, **changes)

    def with_recent(self, opened: Path) -> "Settings":
        """The same settings after this file of examples was opened."""
        others = (path for path in self.recent_data if path != opened)
        return replace(self, recent_data=(opened, *others)[:RECENT_KEPT])


def runs_root() -> Path:
    """`Settings.runs_root`, read from the file."""
    settings, _ = SettingsFile().read()
    return settings.runs_root


class SettingsFile:
    """Reads the file of settings and changes it. What a newer GeoFT wrote into it is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.data_home() / "settings.json"
        self._known = Settings()
        self._may_write = True

    def read(self) -> tuple[Settings, str]:
        """The settings, and what the user should know of the file, or "".

        A damaged file is never overwritten: it is moved aside, and the settings are the usual ones.
        """
        remark = ""
        try:
            self._known = _settings(self._content())
        except ValueError as error:
            remark = self._set_aside(error)
        except OSError as error:
            # It may be in order, and only in use: what is in it must not get lost.
            self._may_write = False
            remark = (
                f"The settings in {self.path} cannot be read ({error.strerror or error}). The usual ones are "
                "used, and what you change holds until GeoFT is closed."
            )
        return self._known, remark

    def write(self, settings: Settings) -> None:
        """Write what has changed since it was read; another window may have changed something else.

        Raises:
            UserError: the file cannot be written.
        """
        before, now = _plain(self._known), _plain(settings)
        changed = {key: value for key, value in now.items() if value != before[key]}
        if not changed or not self._may_write:
            return
        unfinished = self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            content = self._content() | changed
            unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            os.replace(unfinished, self.path)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it was damaged meanwhile"
            raise UserError(
                f"The settings cannot be kept in {self.path}: {reason}.",
                "They hold until GeoFT is closed.",
                str(error),
            ) from error
        self._known = settings

    def _content(self) -> dict[str, Any]:
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        if not isinstance(raw, dict):
            raise ValueError("the file of settings is not an object")
        return raw

    def _set_aside(self, reason: ValueError) -> str:
        number, aside = 1, self.path.with_suffix(".damaged.json")
        while aside.exists():
            number += 1
            aside = self.path.with_suffix(f".damaged-{number}.json")
        try:
            os.replace(self.path, aside)
        except OSError:
            self._may_write = False
            return f"The settings in {self.path} are damaged ({reason}), so the usual ones are used."
        return f"The settings were damaged, so the usual ones are used. The damaged file is {aside}."


def _plain(settings: Settings) -> dict[str, Any]:
    """The settings as JSON values."""
    value = asdict(settings)
    value["runs_folder"] = str(settings.runs_folder) if settings.runs_folder else None
    value["recent_data"] = [str(path) for path in settings.recent_data]
    return value


def _settings(raw: dict[str, Any]) -> Settings:
    """What of the file makes sense; a value that does not is as if it were not there."""
    settings = Settings()
    if raw.get("theme") in get_args(Theme):
        settings = replace(settings, theme=raw["theme"])
    if raw.get("text_percent") in TEXT_PERCENTS:
        settings = replace(settings, text_percent=raw["text_percent"])
    if isinstance(raw.get("runs_folder"), str) and raw["runs_folder"]:
        settings = replace(settings, runs_folder=Path(raw["runs_folder"]))
    if isinstance(raw.get("first_steps_hidden"), bool):
        settings = replace(settings, first_steps_hidden=raw["first_steps_hidden"])
    recent = raw.get("recent_data")
    if isinstance(recent, list) and all(isinstance(path, str) and path for path in recent):
        settings = replace(settings, recent_data=tuple(Path(path) for path in recent[:RECENT_KEPT]))
    return settings
