"""The process that works through a queue, with a trainer that learns nothing."""

import sys

from geoft_gui.backends import __main__, row_check
from tests.backends.faked import FAKE_TRAINER

row_check.TRAINER = (FAKE_TRAINER,)  # type: ignore[misc,assignment]
sys.exit(__main__.main())
