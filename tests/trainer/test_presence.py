import os
from pathlib import Path

import pytest

from geoft_gui.engine.this_process import my_identity
from geoft_gui.trainer.presence import claim
from tests.runs.sample_runs import sample_run


@pytest.mark.parametrize("recorded", [None, '{"pid": 1, "created": 1.0, "host": "workshop"}', "{"])
def test_who_works_on_a_run_is_written_down(tmp_path: Path, recorded: str | None) -> None:
    folder = sample_run(tmp_path)
    if recorded is not None:
        folder.process_json.write_text(recorded, encoding="utf-8")
    claim(folder)
    assert folder.process == my_identity().as_dict()


def test_what_the_starter_wrote_stays(tmp_path: Path) -> None:
    folder = sample_run(tmp_path)
    mine = my_identity().as_dict()
    folder.process = mine
    before = os.stat(folder.process_json).st_ino
    claim(folder)
    assert (folder.process, os.stat(folder.process_json).st_ino) == (mine, before)
