"""A screen in memory, a hand that moves its mouse, and eyes that see a window as a screen reader does.

Controls are found by the names and roles that Qt offers to assistive technology (AT-SPI 2, over D-Bus), and
used through X11 by xdotool: nothing of the program under test is known here.
AT-SPI's interfaces: https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any, Self

import pytest
from jeepney import DBusAddress, DBusErrorResponse, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

TOOLS = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
SHOWING = 25
"""The bit of AT-SPI's state SHOWING; 8 is ENABLED, 4 CHECKED, 12 FOCUSED."""
ENABLED = 8
CHECKED = 4
LONG = ("table", "tree")
"""What may have thousands of cells, which are not looked at one by one."""
PATIENCE = 60.0

needs_a_desktop = pytest.mark.skipif(
    sys.platform != "linux" or any(which(tool) is None for tool in TOOLS),
    reason="needs Xvfb, openbox, xdotool and dbus-daemon, which ./geoft test installs on Debian",
)


@dataclass(frozen=True)
class Seen:
    """A control on the screen. `box` is x, y, width, height in pixels of the screen."""

    bus_name: str
    path: str
    role: str
    name: str
    box: tuple[int, int, int, int]
    states: int

    @property
    def enabled(self) -> bool:
        """Whether it can be used."""
        return bool(self.states >> ENABLED & 1)

    @property
    def checked(self) -> bool:
        """Whether it is switched on."""
        return bool(self.states >> CHECKED & 1)


class Desktop:
    """A screen with a window manager and nothing else. Use in a with statement."""

    def __init__(self, home: Path, size: str = "1440x900") -> None:
        self._home = home
        self._size = size
        self._stack = ExitStack()
        self._started: list[subprocess.Popen[bytes]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def start(self, arguments: Sequence[str], **more: str) -> "subprocess.Popen[bytes]":
        """Start a program on this screen; it is ended with the desktop, if not before."""
        with (self._home / "output.txt").open("ab") as output:
            process = subprocess.Popen(
                arguments,
                env=self.environment | more,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._started.append(process)
        self._stack.callback(_end, process)
        return process

    @property
    def output(self) -> str:
        """What the programs have printed."""
        return (self._home / "output.txt").read_text(encoding="utf-8", errors="replace")

    def look(self) -> Iterator[Seen]:
        """Everything that is showing, in the order in which a screen reader meets it.

        While a dialog is open, only what is on it: nothing else can be used.
        """
        everything = list(self._walk(*REGISTRY))
        dialogs = [seen for seen in everything if seen.role == "dialog"]
        if dialogs:
            yield from self._walk(dialogs[-1].bus_name, dialogs[-1].path, depth=2)
        else:
            yield from everything

    def find(self, role: str, name: str) -> Seen | None:
        """The first control with this role whose name is, or else begins with, this."""
        found = [seen for seen in self.look() if seen.role == role and seen.name.startswith(name)]
        exact = [seen for seen in found if seen.name == name]
        return next(iter(exact or found), None)

    def wait_for(self, role: str, name: str, seconds: float = PATIENCE, *, enabled: bool = True) -> Seen:
        """As `find`, as soon as it is there and can be used."""

        def usable() -> Seen | None:
            seen = self.find(role, name)
            return seen if seen is not None and (seen.enabled or not enabled) else None

        return self.wait_until(usable, f"a {role} “{name}”", seconds)

    def wait_until(self, happens: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """The first answer of `happens` that is true."""
        until = time.monotonic() + seconds
        began = time.monotonic()
        while not (answer := happens()):
            looked = time.monotonic() - began
            if time.monotonic() > until:
                shown = "\n".join(f"{seen.role}: {seen.name}" for seen in self.look() if seen.name)
                ended = [process.returncode for process in self._started if process.poll() is not None]
                raise AssertionError(
                    f"waited in vain for {what}; on the screen:\n{shown}\n{self.output}\nended: {ended}"
                )
            # To be looked at keeps a window busy: what is waited for shall have as much time as that.
            time.sleep(max(0.1, looked))
            began = time.monotonic()
        return answer

    def text_of(self, seen: Seen) -> str:
        """What is written in a field."""
        (text,) = self._ask(seen.bus_name, seen.path, "Text", "GetText", "ii", (0, -1))
        return str(text)

    def click(self, role: str, name: str, seconds: float = PATIENCE) -> Seen:
        """Press the left button on a control, as soon as it is there, can be used and has come to rest."""

        def at_rest() -> Seen | None:
            # A window manager moves a new window to its place after it was shown.
            before, now = self.wait_for(role, name, seconds), self.wait_for(role, name, seconds)
            return now if now.box == before.box else None

        seen: Seen = self.wait_until(at_rest, f"the {role} “{name}” to come to rest", seconds)
        self.click_at(seen)
        return seen

    def click_at(self, seen: Seen) -> None:
        """Press the left button in the middle of a control."""
        x, y, width, height = seen.box
        self._xdotool("mousemove", str(x + width // 2), str(y + height // 2), "click", "1")

    def drag(self, seen: Seen, dx: int, dy: int) -> None:
        """Press the left button in the middle of a control, move, and let go."""
        x, y = seen.box[0] + seen.box[2] // 2, seen.box[1] + seen.box[3] // 2
        self._xdotool("mousemove", str(x), str(y), "mousedown", "1")
        self._xdotool("mousemove", "--sync", str(x + dx), str(y + dy), "mouseup", "1")

    def key(self, *keys: str) -> None:
        """Press keys, such as `ctrl+Tab`."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        self._xdotool("type", "--delay", "15", text)

    def close_window(self, title: str) -> None:
        """Ask a window to close, as the button in its frame does."""
        self.focus_window(title)
        self.key("alt+F4")

    def focus_window(self, title: str) -> None:
        """Bring a window to the front and give it the keyboard."""
        (window,) = self._xdotool("search", "--sync", "--onlyvisible", "--name", title).split()[:1]
        self._xdotool("windowactivate", "--sync", window)

    def choose_file(self, path: Path) -> None:
        """Fill in Qt's file dialog, which has just been opened, and confirm it."""
        dialog = self.wait_for("dialog", "")
        self.click("text", "File name")
        self.key("ctrl+a")
        self.type(str(path))

        def confirmed() -> bool:
            # The list of names that match may take the first key for itself.
            self.key("Return")
            return self.find("dialog", dialog.name) is None

        self.wait_until(confirmed, "the dialog to close")

    # ---- below: X11 and D-Bus

    def _open(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        readable, writable = os.pipe()
        screen = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writable), "-screen", "0", f"{self._size}x24"),
                # Without -noreset the screen throws everyone out as soon as its last guest leaves, and one
                # that is just coming in, such as the window manager, finds the door shut.
                *("+extension", "GLX", "-nolisten", "tcp", "-noreset"),
            ],
            pass_fds=[writable],
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(_end, screen)
        os.close(writable)
        with os.fdopen(readable) as told:
            display = told.readline().strip()
        home = str(self._home)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DBUS_")},
            **{"DISPLAY": f":{display}", "HOME": home, "XDG_RUNTIME_DIR": home},
            **{"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"},
            # Window, words and sizes are the same on every machine.
            **{"LC_ALL": "C.UTF-8", "QT_SCALE_FACTOR": "1"},
            # A crash says where.
            **{"PYTHONFAULTHANDLER": "1"},
        }
        manager = subprocess.Popen(["openbox"], env=self.environment, stderr=subprocess.DEVNULL)
        self._stack.callback(_end, manager)
        self._wait_for_manager(manager)
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            text=True,
        )
        self._stack.callback(_end, bus)
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        self._stack.callback(bus.stdout.close)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        with _connected(address) as session:
            where = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
            (accessibility,) = _asked(session, new_method_call(where, "GetAddress"))
        self._bus = self._stack.enter_context(_connected(accessibility))

    def _wait_for_manager(self, manager: "subprocess.Popen[bytes]") -> None:
        """Until it answers what only a window manager can: from then on, windows come to the front."""
        until = time.monotonic() + PATIENCE
        asking = ["xdotool", "get_num_desktops"]
        while subprocess.run(asking, env=self.environment, capture_output=True, check=False).returncode:
            assert manager.poll() is None, f"openbox ended with {manager.returncode}"
            assert time.monotonic() < until, "openbox did not take the screen over"
            time.sleep(0.05)

    def _walk(self, bus_name: str, path: str, *, depth: int = 0) -> Iterator[Seen]:
        try:
            seen = self._see(bus_name, path)
        except DBusErrorResponse:
            return  # it has gone since its parent named it
        # The registry and the application are no things on the screen themselves.
        if depth > 1:
            if not seen.states >> SHOWING & 1:
                return
            yield seen
            if seen.role in LONG:
                return
        try:
            (children,) = self._ask(bus_name, path, "Accessible", "GetChildren")
        except DBusErrorResponse:
            return
        for child_name, child_path in children:
            yield from self._walk(child_name, child_path, depth=depth + 1)

    def _see(self, bus_name: str, path: str) -> Seen:
        (role,) = self._ask(bus_name, path, "Accessible", "GetRoleName")
        where = DBusAddress(path, bus_name=bus_name, interface="org.a11y.atspi.Accessible")
        (name,) = _asked(self._bus, Properties(where).get("Name"))
        (states,) = self._ask(bus_name, path, "Accessible", "GetState")
        try:
            (box,) = self._ask(bus_name, path, "Component", "GetExtents", "u", (0,))
        except DBusErrorResponse:
            box = (0, 0, 0, 0)
        return Seen(bus_name, path, role, name[1], tuple(box), states[0] | states[1] << 32)

    def _ask(self, bus_name: str, path: str, part: str, method: str, *body: Any) -> Any:
        where = DBusAddress(path, bus_name=bus_name, interface=f"org.a11y.atspi.{part}")
        return _asked(self._bus, new_method_call(where, method, *body))

    def _xdotool(self, *arguments: str) -> str:
        finished = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert finished.returncode == 0, f"xdotool {' '.join(arguments)}: {finished.stderr}"
        return finished.stdout


@contextmanager
def _connected(address: str) -> Iterator[DBusConnection]:
    connection = open_dbus_connection(bus=address)
    try:
        yield connection
    finally:
        connection.close()


def _asked(connection: DBusConnection, message: Any) -> Any:
    return unwrap_msg(connection.send_and_get_reply(message, timeout=PATIENCE))


def _end(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
