"""A training at a provider, driven from outside as its user would: key, price, start, curve and cancel."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from geoft_gui.runs.events import Status, Step
from geoft_gui.runs.folder import RunFolder
from tests.end_to_end.cubes import write_rows
from tests.end_to_end.desktop import Desktop, needs_a_desktop
from tests.end_to_end.secret_search import Marker, SecretSearch
from tests.end_to_end.secret_service import needs_a_keyring, secret_service
from tests.end_to_end.window import TITLE, Window
from tests.hosted_server import HostedServer

pytestmark = [needs_a_desktop, *needs_a_keyring]

PROVIDER = "Your own server"
PRICES = """
[[custom.models]]
id = "some-model"
name = "Some model"
train_price = 3.0
"""
CUBE = '{"type":"cube","dimensions":{"length":20,"width":20,"height":20}}'
DONE = 20
"""Stages, more than a job has."""


@contextmanager
def keyring(desktop: Desktop) -> Iterator[None]:
    """The Secret Service on the bus of a desktop, as it is after its user has logged in."""
    desktop.environment.pop("PYTHON_KEYRING_BACKEND", None)
    # The provider's library says as much as it can.
    desktop.environment["OPENAI_LOG"] = "debug"
    with secret_service(desktop.environment, unlocked=True):
        yield


def type_unseen(desktop: Desktop, text: str) -> None:
    """Type what must not stand in the arguments of a program."""
    command = ["xdotool", "type", "--delay", "15", "--file", "-"]
    subprocess.run(command, input=text.encode(), env=desktop.environment, timeout=30, check=True)


def scroll_down(desktop: Desktop) -> None:
    """Turn the wheel in the middle of the dialog that is open."""
    x, y, width, height = desktop.wait_for("dialog", "").box
    move = ["mousemove", str(x + width // 2), str(y + height // 2)]
    turn = ["click", "--repeat", "30", "--delay", "10", "5"]
    subprocess.run(["xdotool", *move, *turn], env=desktop.environment, timeout=30, check=True)


def choose_provider(desktop: Desktop) -> None:
    """The last of the places to train, on the Train tab."""
    desktop.click("page tab", "Train")
    desktop.click("combo box", "This computer")
    desktop.key("End", "Return")
    desktop.wait_for("combo box", PROVIDER)


def give_address_and_key(desktop: Desktop, url: str, key: str) -> None:
    """On the page of keys, which is open."""
    desktop.wait_for("text", f"Address of {PROVIDER}")
    scroll_down(desktop)
    desktop.click("text", f"Address of {PROVIDER}")
    desktop.type(url)
    desktop.click("push button", f"Keep the address of {PROVIDER}")
    desktop.wait_for("label", "The address is kept.")
    desktop.click("push button", f"Set a key of {PROVIDER}")
    field = desktop.wait_for("text", "Key")
    type_unseen(desktop, key)
    assert key[:8] not in desktop.text_of(field)
    desktop.click("push button", "Keep")
    desktop.wait_for("label", "The key is kept.")
    desktop.click("push button", f"Test the key of {PROVIDER}")
    desktop.wait_for("label", f"{PROVIDER} accepts the key")
    desktop.click("push button", "Close")


def leave(desktop: Desktop, window: Window) -> None:
    """Close the window; nothing of it stays behind."""
    children = psutil.Process(window.process.pid).children(recursive=True)

    def closed() -> bool:
        desktop.close_window(TITLE)
        try:
            window.process.wait(10)
        except subprocess.TimeoutExpired:
            # The window manager takes no key while the focus comes back from a dialog.
            return False
        return True

    desktop.wait_until(closed, "the window to close")
    assert window.process.returncode == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []


def steps(folder: RunFolder) -> int:
    return max((event.step for event in folder.events() if isinstance(event, Step)), default=0)


def test_key_price_start_curve_and_cancel(desktop: Desktop, home: Path, tmp_path: Path) -> None:
    marker = Marker()
    home.mkdir()
    (home / "providers.toml").write_text(PRICES, encoding="utf-8")
    rows = write_rows(tmp_path / "cubes.jsonl", sides=25)
    with (
        keyring(desktop),
        HostedServer(key=marker.value, steps=9, polls_per_stage=0) as server,
        SecretSearch(marker, [tmp_path]) as search,
    ):
        window = Window(desktop, home)
        desktop.click("push button", "Open")
        desktop.choose_file(rows)
        desktop.wait_for("label", "All 100 rows are good.")
        choose_provider(desktop)
        desktop.wait_for("label", "GeoFT does not know the address of your own server yet.")

        # The address, and the key.
        desktop.click("push button", "Settings")
        desktop.click("page tab", "Keys")
        give_address_and_key(desktop, server.url, marker.value)

        # What it costs, before anything is sent.
        desktop.wait_for("label", "$0.02 to $0.05")
        desktop.wait_for("label", "Nothing: ")
        desktop.click("push button", "Send and train")
        desktop.wait_for("label", "This sends 100 rows")
        assert {(asked.method, asked.path) for asked in server.requests} == {("GET", "/models")}
        desktop.click("push button", "Train for at most $0.05")

        # On the way, and the curve.
        desktop.wait_until(lambda: server.jobs, "a job")
        (folder,) = window.runs()
        assert folder.spec.hosted is not None
        assert folder.spec.hosted.budget == 0.05
        (job,) = server.jobs.values()
        server.move(job.id, 7)
        desktop.wait_until(lambda: steps(folder) == 5, "the first steps")
        desktop.wait_for("label", "Running")
        desktop.wait_for("label", "step 5 of 9")

        # Cancelled: also at the provider.
        desktop.click("push button", "Stop")
        desktop.click("push button", "Cancel and keep its last checkpoint")
        desktop.wait_for("label", "Stopped")
        assert job.status == "cancelled"
        statuses = [event.status for event in folder.events() if isinstance(event, Status)]
        assert statuses == ["queued", "preparing", "running", "stopping", "stopped"]

        leave(desktop, window)
    assert any("-m geoft_gui.backends" in command for command in search.processes)
    assert search.found == set()


def test_a_training_that_lost_its_follower_is_followed_again_and_asked(
    desktop: Desktop, home: Path, tmp_path: Path
) -> None:
    """The key is in the environment here, and stays with the window and the command."""
    marker = Marker()
    rows = str(write_rows(tmp_path / "cubes.jsonl", sides=25))
    variable = "CUSTOM_API_KEY"
    command = [sys.executable, "-P", "-m", "geoft_gui"]
    train = [*command, "train", "--backend", "custom", "--model", "some-model", "--data", rows]
    given_to = (" ".join(command), " ".join(train))
    desktop.environment["OPENAI_LOG"] = "debug"
    home.mkdir()
    with (
        HostedServer(key=marker.value, steps=9, polls_per_stage=0, answer=lambda *_: CUBE) as server,
        SecretSearch(marker, [tmp_path], given_to) as search,
    ):
        table = f'[custom]\nbase_url = "{server.url}"\nkey_variable = "{variable}"\n'
        (home / "providers.toml").write_text(table, encoding="utf-8")
        training = desktop.start(train, GEOFT_HOME=str(home), **{variable: marker.value})
        desktop.wait_until(lambda: server.jobs, "a job")
        (job,) = server.jobs.values()
        server.move(job.id, 4)
        (folder,) = [RunFolder(path.parent) for path in (home / "runs").glob("*/run.json")]
        desktop.wait_until(lambda: steps(folder) == 2, "the first steps")

        # As after the computer was switched off: nobody follows it, and it goes on elsewhere.
        assert folder.process is not None
        psutil.Process(folder.process["pid"]).kill()
        assert training.wait(30) == 1
        assert folder.status() == "interrupted"
        server.move(job.id, 3)

        # The window opens, and it is followed to its end.
        window = Window(desktop, home, **{variable: marker.value})
        desktop.click("page tab", "Runs")
        desktop.wait_until(lambda: steps(folder) == 5, "the steps that nobody saw")
        desktop.wait_for("label", "step 5 of 9")
        server.move(job.id, DONE)
        desktop.click("push button", "Try it")
        assert job.status == "succeeded"
        assert folder.status() == "succeeded"
        assert len(server.jobs) == 1
        assert [event.step for event in folder.events() if isinstance(event, Step)] == [*range(1, 10)]

        # It answers, and what was sent can be deleted there.
        desktop.click("push button", "Ask")
        desktop.wait_for("label", "It builds: cube, 20 × 20 × 20 mm")
        desktop.click("page tab", "Runs")
        sent = [file.id for file in server.files.values() if file.purpose == "fine-tune"]
        assert len(sent) == 2
        desktop.click("push button", "Delete the uploaded files")
        desktop.click("push button", "Delete them")
        desktop.wait_until(lambda: not server.files.keys() & set(sent), "the files to be deleted")
        desktop.wait_until(
            lambda: desktop.find("push button", "Delete the uploaded files") is None, "the button to go"
        )

        leave(desktop, window)
    assert set(given_to) < search.processes
    assert search.found == set()
