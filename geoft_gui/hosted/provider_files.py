"""The two files that describe providers: the one that GeoFT brings along, and the user's own over it."""

import json
import os
import re
import tomllib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoft_gui import paths
from geoft_gui.errors import UserError

NETWORK = "network"
_NAME = "providers.toml"
_NETWORK_KEYS = ("proxy", "ca_file")


@dataclass(frozen=True)
class Place:
    """A value in the files: the table of a provider, and the keys on the way to the value."""

    table: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """How the user's computer reaches the internet; "" where it needs nothing of its own.

    Attributes:
        proxy: the address of a proxy.
        ca_file: a file of certificates that are trusted beside the system's.
    """

    proxy: str = ""
    ca_file: str = ""


class ProviderFiles:
    """Reads both files into one, and writes into the user's."""

    def __init__(self, home: Path | None = None) -> None:
        """`home` is the folder of the user's own file; None takes GeoFT's. The file need not exist."""
        self.path = (home or paths.data_home()) / _NAME
        self._text = ""

    def tables(self) -> dict[str, dict[str, Any]]:
        """The table of each provider.

        Raises:
            UserError: the user's file is damaged, or knows a provider that GeoFT does not.
        """
        with (paths.resources() / _NAME).open("rb") as file:
            tables: dict[str, dict[str, Any]] = tomllib.load(file)
        for name, own in self._own().items():
            if name == NETWORK:
                continue
            if name not in tables:
                known = ", ".join(tables)
                raise self.fault(Place(name), f"GeoFT knows {known}, but no “{name}”; use [custom]")
            if not isinstance(own, dict):
                raise self.fault(Place("", (name,)), f"“{name}” has to be a table")
            tables[name] = self._over(name, tables[name], own)
        return tables

    def network(self) -> Network:
        """The user's own ways to the internet.

        Raises:
            UserError: the user's file is damaged.
        """
        table = self._own().get(NETWORK, {})
        if not isinstance(table, dict):
            raise self.fault(Place("", (NETWORK,)), f"“{NETWORK}” has to be a table")
        for key, value in table.items():
            if key not in _NETWORK_KEYS or not isinstance(value, str):
                raise self.fault(Place(NETWORK, (key,)), "only proxy and ca_file stand here, as texts")
        return Network(**table)

    def fault(self, place: Place, what: str) -> UserError:
        """The error of a value in the user's file that makes no sense."""
        line = _line_of(place, self._text)
        where = f", line {line}" if line else ""
        return UserError(
            f"Your file of providers is damaged{where}: {what}.",
            f"Mend {self.path}, or remove it to use what GeoFT brings along.",
            f"{self.path}: [{place.table}] {'.'.join(place.keys)}",
        )

    def write_address(self, table: str, address: str) -> None:
        """Put a provider's address into the user's file and leave everything else in it as it is.

        Raises:
            UserError: the file is damaged or cannot be written.
        """
        self._own()
        said = f"base_url = {json.dumps(address)}"
        lines = self._text.splitlines()
        header = next((n for n, line in enumerate(lines) if _header(line) == table), None)
        if header is None:
            lines += ["", f"[{table}]", said] if lines else [f"[{table}]", said]
        else:
            number = _line_of(Place(table, ("base_url",)), self._text)
            if number:
                lines[number - 1] = said
            else:
                lines.insert(header + 1, said)
        text = "\n".join(lines) + "\n"
        unfinished = self.path.with_name(f".{_NAME}.{uuid.uuid4().hex}")
        try:
            tomllib.loads(text)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(text, encoding="utf-8")
            os.replace(unfinished, self.path)
        except (OSError, tomllib.TOMLDecodeError) as error:
            unfinished.unlink(missing_ok=True)
            raise UserError(
                f"The address cannot be kept in {self.path}.",
                "Free some space, or see who may write there.",
                str(error),
            ) from error

    def _own(self) -> dict[str, Any]:
        try:
            self._text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self._text = ""
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(
                f"Your file of providers, {self.path}, cannot be read.",
                "See who may read it, or remove it to use what GeoFT brings along.",
                str(error),
            ) from error
        try:
            return tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at (?:line (\d+)|(end of document))", str(error))
            line = found[1] if found and found[1] else len(self._text.splitlines())
            raise UserError(
                f"Your file of providers is damaged, line {line}: this is not how TOML is written.",
                f"Mend {self.path}, or remove it to use what GeoFT brings along.",
                f"{self.path}: {error}",
            ) from error

    def _over(self, name: str, ours: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        models = [dict(model) for model in ours.get("models", [])]
        added = own.get("models", [])
        if not isinstance(added, list) or not all(isinstance(model, dict) for model in added):
            raise self.fault(Place(name, ("models",)), f"models are written as [[{name}.models]]")
        for model in added:
            same = next((known for known in models if known["id"] == model.get("id")), None)
            if same is None:
                models.append(model)
            else:
                same.update(model)
        return {**ours, **own, **({"models": models} if models else {})}


def network(home: Path | None = None) -> Network:
    """The user's own ways to the internet, from `[network]` of the user's `providers.toml`.

    Raises:
        UserError: that file is damaged.
    """
    return ProviderFiles(home).network()


def _line_of(place: Place, text: str) -> int | None:
    """The number of the line where a value stands in the user's file, or of its table, or None."""
    lines = text.splitlines()
    keys = place.keys
    table, wanted = place.table, keys[0] if keys else ""
    model = None
    if len(keys) >= 2 and keys[0] == "models":
        table, model, wanted = f"{place.table}.models", keys[1], keys[2] if len(keys) > 2 else ""
    current, best, inside = "", None, False
    for number, line in enumerate(lines, start=1):
        if (header := _header(line)) is not None:
            current, inside = header, header == table and model is None
            if header == table and best is None:
                best = number
        elif current == table and (found := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=\s*(.*)", line)):
            if model is not None and found[1] == "id" and found[2].strip("\"' ").startswith(model):
                inside, best = True, number
            if inside and found[1] == wanted:
                return number
    return best


def _header(line: str) -> str | None:
    found = re.match(r"\s*\[\[?\s*([\w.\"'-]+)\s*\]\]?\s*(?:#.*)?$", line)
    return found[1].replace('"', "").replace("'", "") if found else None
