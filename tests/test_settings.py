import json
import os
from pathlib import Path

import pytest

from geoft_gui import paths
from geoft_gui.errors import UserError
from geoft_gui.settings import Settings, SettingsFile, runs_root


def test_without_a_file_everything_is_as_usual(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path / "none" / "settings.json").read() == (Settings(), "")


def test_what_was_chosen_comes_back(tmp_path: Path) -> None:
    chosen = Settings("dark", 130, tmp_path / "runs", first_steps_hidden=True)
    path = tmp_path / "new" / "settings.json"
    SettingsFile(path).write(chosen)
    assert SettingsFile(path).read() == (chosen, "")
    assert [found.name for found in path.parent.iterdir()] == ["settings.json"]


def test_a_damaged_file_is_moved_aside_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{torn", encoding="utf-8")
    settings, remark = SettingsFile(path).read()
    assert settings == Settings()
    assert "settings.damaged.json" in remark
    assert (tmp_path / "settings.damaged.json").read_text(encoding="utf-8") == "{torn"
    assert not path.exists()


def test_a_folder_in_its_place_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    file = SettingsFile(tmp_path / "settings.json")
    settings, remark = file.read()
    assert "cannot be read" in remark
    file.write(settings.replaced(theme="dark"))
    assert (tmp_path / "settings.json").is_dir()


def test_two_windows_do_not_undo_each_other(tmp_path: Path) -> None:
    first, second = (SettingsFile(tmp_path / "settings.json") for _ in range(2))
    mine, yours = first.read()[0], second.read()[0]
    first.write(mine.replaced(theme="dark"))
    second.write(yours.replaced(text_percent=130))
    assert SettingsFile(tmp_path / "settings.json").read()[0] == Settings("dark", 130)


def test_every_damaged_file_is_kept(tmp_path: Path) -> None:
    for text in ("{torn", "[]"):
        (tmp_path / "settings.json").write_text(text, encoding="utf-8")
        SettingsFile(tmp_path / "settings.json").read()
    kept = {path.read_text(encoding="utf-8") for path in tmp_path.glob("settings.damaged*")}
    assert kept == {"{torn", "[]"}


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "purple", "text_percent": 115, "sound": "loud"}', encoding="utf-8")
    file = SettingsFile(path)
    settings, _ = file.read()
    assert (settings.theme, settings.text_percent) == ("system", 115)
    file.write(settings.replaced(theme="dark"))
    assert json.loads(path.read_text(encoding="utf-8"))["sound"] == "loud"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere it is refused otherwise")
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be kept"):
        SettingsFile(tmp_path / "file" / "settings.json").write(Settings("dark"))


def test_runs_lie_where_the_user_wants_them(tmp_path: Path) -> None:
    assert runs_root() == paths.runs_root()
    SettingsFile().write(Settings(runs_folder=tmp_path / "elsewhere"))
    assert runs_root() == tmp_path / "elsewhere"


def test_what_was_opened_last_comes_first_and_once(tmp_path: Path) -> None:
    settings = Settings()
    for name in [*"abcdefghi", "c"]:
        settings = settings.with_recent(tmp_path / name)
    assert [path.name for path in settings.recent_data] == list("cihgfedb")
    SettingsFile(tmp_path / "settings.json").write(settings)
    assert SettingsFile(tmp_path / "settings.json").read() == (settings, "")


def test_a_damaged_list_of_files_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"recent_data": ["a", 1], "theme": "dark"}', encoding="utf-8")
    assert SettingsFile(tmp_path / "settings.json").read() == (Settings("dark"), "")
