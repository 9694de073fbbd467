from pathlib import Path

from PySide6.QtGui import QImage

from geoft_gui.engine import processes
from geoft_gui.runs.events import Event, Status
from tests.runs.sample_runs import sample_run
from tests.ui.test_loss_plot import score, step


def test_a_run_becomes_a_picture_without_a_screen(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    events: list[Event] = [*(step(number, 100 / number) for number in range(1, 101)), score(100, 0.9)]
    with folder.writer() as writer:
        for event in [*events, Status(status="succeeded")]:
            writer.write(event)
    arguments = ["-m", "geoft_gui.ui.plot_picture", str(folder.path), str(folder.picture)]
    finished = processes.run_child(arguments, timeout=120)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    picture = QImage(str(folder.picture))
    assert (picture.width(), picture.height()) == (2400, 1400)
    colours = {picture.pixelColor(x, y).name() for x in range(0, 2400, 8) for y in range(300, 1300, 2)}
    assert {"#ffffff", "#2563eb", "#15803d"} <= colours
    assert [path.name for path in tmp_path.glob("*/*.png")] == ["loss.png"]


def test_what_is_no_run_is_no_picture(tmp_path: Path) -> None:
    arguments = ["-m", "geoft_gui.ui.plot_picture", str(tmp_path), str(tmp_path / "loss.png")]
    assert processes.run_child(arguments, timeout=120).returncode != 0
    assert not list(tmp_path.iterdir())
