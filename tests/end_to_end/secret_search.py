"""Looks for a secret wherever another program of the same user could: in files, and in what runs."""

import base64
import os
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_PAUSE_SECONDS: Final = 0.1
_MARKER_LETTERS: Final = 48
_PIECE_LETTERS: Final = 16


@dataclass(frozen=True)
class Marker:
    """A key like no other, and of no form that keys are known to have: only who was given it can know it."""

    value: str = field(default_factory=lambda: "mark" + secrets.token_hex(_MARKER_LETTERS // 2))

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """What gives it away: a third of it, as it is, in UTF-16 or in base64.

        The last four letters, which GeoFT may show, are in none.
        """
        text = self.value[4:-4]
        starts = range(0, len(text) - _PIECE_LETTERS + 1, _PIECE_LETTERS // 2)
        whole = self.value.encode()
        # Base64 has three forms, by where the secret begins; its ends depend on what stands around it.
        encoded = [base64.b64encode(b"x" * shift + whole)[8:-8] for shift in range(3)]
        pieces = [text[start : start + _PIECE_LETTERS] for start in starts]
        return (*(each.encode() for each in pieces), *(each.encode("utf-16-le") for each in pieces), *encoded)

    def is_in(self, content: bytes) -> bool:
        """Whether it, or enough of it, stands there."""
        return any(piece in content for piece in self.pieces)


class SecretSearch:
    """While its with statement lasts, looks ten times a second, and once more at the end.

    `found` says where the marker was. `processes` are the command lines that were looked at. The environment
    of a process whose command line is one of `given_to` is not looked at: it was given the marker there.
    """

    def __init__(self, marker: Marker, roots: Sequence[Path], given_to: Sequence[str] = ()) -> None:
        self.found: set[str] = set()
        self.processes: set[str] = set()
        self.rounds = 0
        self._marker = marker
        self._roots = roots
        self._given_to = given_to
        self._known: dict[Path, tuple[int, int]] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="search for a secret", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        self._known.clear()
        self._look_at_files()

    def look_at_text(self, where: str, text: str) -> None:
        """Look at what a program has printed, too."""
        if self._marker.is_in(text.encode()):
            self.found.add(f"{where}: {text}")

    def _watch(self) -> None:
        while not self._ending.is_set():
            began = time.monotonic()
            self._look_at_processes()
            self._look_at_files()
            self.rounds += 1
            self._ending.wait(max(0.0, _PAUSE_SECONDS - (time.monotonic() - began)))

    def _look_at_processes(self) -> None:
        for place in Path("/proc").iterdir():
            if not place.name.isdigit():
                continue
            command = _read(place / "cmdline")
            told = command.replace(b"\0", b" ").decode(errors="replace").strip()
            self.processes.add(told)
            if self._marker.is_in(command):
                self.found.add(f"arguments of {told}")
            if self._marker.is_in(_read(place / "environ")) and self._stays(place):
                self.found.add(f"environment of {told}")

    def _stays(self, place: Path) -> bool:
        """Whether a process was not given it, and has it.

        One that has just been forked shows the command line and the environment of its parent until it
        begins the program that it is for.
        """
        before = _read(place / "cmdline")
        has_it = self._marker.is_in(_read(place / "environ"))
        command = _read(place / "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
        is_same = before.replace(b"\0", b" ").decode(errors="replace").strip() == command
        return has_it and is_same and command not in self._given_to

    def _look_at_files(self) -> None:
        for root in self._roots:
            for folder, _, names in os.walk(root):
                for path in (Path(folder, name) for name in names):
                    self._look_at_file(path)

    def _look_at_file(self, path: Path) -> None:
        try:
            if not path.is_file():  # sockets and pipes
                return
            about = path.stat()
            stamp = (about.st_mtime_ns, about.st_size)
            if self._known.get(path) == stamp:
                return
            if self._marker.is_in(str(path).encode() + b"\n" + path.read_bytes()):
                self.found.add(f"file {path}")
            self._known[path] = stamp
        except OSError:
            pass  # it was there for a moment only


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # it has ended, or is another user's
