import sys
import time

import pytest

from geoft_gui.engine import processes
from geoft_gui.engine.cpu import ProcessorClock

BUSY = "import time\nwhile time.process_time() < 0.3: pass"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells of a child only while it is looked at")
def test_work_of_this_process_and_of_a_child_is_counted() -> None:
    clock = ProcessorClock()
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    own = clock.seconds()
    assert 0.08 <= own < 5
    processes.run_child(["-c", BUSY], timeout=60)
    assert clock.seconds() >= own + 0.25
