import os
import socket
from dataclasses import replace

from geoft_gui.engine import processes
from geoft_gui.engine.this_process import is_me, my_identity


def test_this_process_knows_itself_and_no_other() -> None:
    me = my_identity()
    assert (me.pid, me.host) == (os.getpid(), socket.gethostname())
    assert processes.alive(me)
    assert is_me(me)
    assert not is_me(replace(me, created=me.created - 100)), "an earlier one with the same number"
    assert not is_me(replace(me, host="workshop"))
    assert not is_me(replace(me, pid=1))
