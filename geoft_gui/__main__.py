"""``python -m geoft_gui`` is the same as ``geoft``."""

import sys

from geoft_gui.cli import main

sys.exit(main())
