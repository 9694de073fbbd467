"""What the preview of a training says of the rows that are learnt."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.backends.faked import starter, supervise
from tests.backends.small_rows import write_small_rows
from tests.ui.test_train_tab import Made, made, said

__all__ = ["made", "starter", "supervise"]


def test_what_the_check_found_is_said_before_the_start(qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    tab, _ = made("succeed")
    rows = write_small_rows(tmp_path / "mine.jsonl")
    warnings = [f"{count} rows have sizes that their prompts do not state." for count in range(20, 2, -1)]
    tab.use_data(rows, None, warnings)
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert warnings[0] in said(tab)
    assert warnings[10] not in said(tab)
    assert "14 more things are worth a look, and many can be mended: see Data." in said(tab)
    tab.use_data(write_small_rows(tmp_path / "others.jsonl"), None)
    qtbot.waitUntil(tab._start.isEnabled, timeout=20_000)
    assert warnings[0] not in said(tab)
