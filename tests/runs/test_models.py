from pathlib import Path

import pytest

from geoft_gui.errors import UserError
from geoft_gui.runs.models import find_base, find_model
from tests.runs.sample_runs import sample_run


def make_model(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}", encoding="utf-8")
    return path


def test_a_run_means_its_result(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    model = make_model(folder.model_dir)
    assert find_model(folder.path.name, tmp_path, tmp_path / "starter") == model
    assert find_model(str(folder.path), tmp_path / "other", tmp_path / "starter") == model


def test_a_run_without_result_says_so(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    with pytest.raises(UserError, match="has no model yet"):
        find_model(folder.path.name, tmp_path, tmp_path / "starter")


def test_the_starter_and_a_folder_are_models(tmp_path: Path) -> None:
    starter = make_model(tmp_path / "starter")
    mine = make_model(tmp_path / "mine")
    assert find_model("starter", tmp_path, starter) == starter
    assert find_model(str(mine), tmp_path, starter) == mine


@pytest.mark.parametrize("reference", ["", "nothing", "starter", "owner/name"])
def test_what_is_no_model_is_told_in_words(tmp_path: Path, reference: str) -> None:
    with pytest.raises(UserError):
        find_model(reference, tmp_path / "runs", tmp_path / "starter")


def test_training_also_starts_from_the_hub(tmp_path: Path) -> None:
    starter = make_model(tmp_path / "starter")
    assert find_base("Qwen/Qwen3-0.6B", tmp_path, starter) == "Qwen/Qwen3-0.6B"
    assert find_base("starter", tmp_path, starter) == "starter"
    assert find_base(str(starter), tmp_path, starter) == str(starter)
    with pytest.raises(UserError, match="no model"):
        find_base("nothing", tmp_path, starter)
