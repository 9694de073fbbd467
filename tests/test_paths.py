import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geoft_gui import paths
from geoft_gui.errors import UserError


def test_a_chosen_home_holds_all_that_is_made_for_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEOFT_HOME", str(tmp_path / "мой дом"))
    assert paths.data_home() == tmp_path / "мой дом"
    assert paths.runs_root() == tmp_path / "мой дом" / "runs"
    assert tmp_path / "мой дом" in paths.log_file().parents


def test_a_relative_home_does_not_move_with_the_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOFT_HOME", "here")
    assert paths.data_home() == tmp_path / "here"


def test_without_a_choice_the_home_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEOFT_HOME")
    home = paths.data_home()
    assert home.is_absolute()
    assert home.name == "geoft"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder laid out as a wheel lays it out: the package alone, as it is unpacked."""
    package = tmp_path / "site" / "geoft_gui"
    package.mkdir(parents=True)
    for name in ("__init__.py", "errors.py", "paths.py"):
        shutil.copy(Path(paths.__file__).parent / name, package / name)
    return package


def ask(installed: Path, expression: str) -> str:
    program = (
        f"import sys; sys.path.insert(0, {str(installed.parent)!r}); "
        f"from geoft_gui import paths; print({expression}, end='')"
    )
    answer = subprocess.run(
        [sys.executable, "-X", "utf8", "-P", "-c", program],
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return answer.stdout + answer.stderr


def test_an_installed_wheel_finds_what_it_brought_along(installed: Path) -> None:
    starter = installed / "_bundled" / "resources" / "starter_model"
    starter.mkdir(parents=True)
    data = installed / "_bundled" / "fine_tuning_datasets"
    data.mkdir()
    assert ask(installed, "paths.starter_model()") == str(starter.resolve())
    assert ask(installed, "paths.bundled_data()") == str(data.resolve())


def test_a_checkout_finds_its_own_folders_beside_the_package(installed: Path) -> None:
    data = installed.parent / "fine_tuning_datasets"
    data.mkdir()
    assert ask(installed, "paths.bundled_data()") == str(data.resolve())


def test_a_broken_installation_is_said_in_words(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", installed)
    with pytest.raises(UserError, match="“resources” is missing") as error:
        paths.starter_model()
    assert "Install GeoFT again" in error.value.hint
