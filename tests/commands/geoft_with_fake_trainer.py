"""`geoft` as a process with a trainer that learns nothing: a starter folder, bundled rows, the command."""

import sys
from pathlib import Path

from geoft_gui import cli, paths
from geoft_gui.backends import row_check
from tests.backends.faked import FAKE_TRAINER

starter, data = Path(sys.argv[1]), Path(sys.argv[2])
paths.starter_model = lambda: starter
paths.bundled_data = lambda: data
row_check.TRAINER = (FAKE_TRAINER,)  # type: ignore[misc,assignment]
sys.exit(cli.main(sys.argv[3:]))
