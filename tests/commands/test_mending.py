"""What the rooms say in plain words, with the commands of the terminal put to it."""

import pytest

from geoft_gui.backends.base import LOOK_AT_MACHINE, NotAgreedError, StartRefusedError
from geoft_gui.commands.mending import mending_told
from geoft_gui.errors import UserError


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (StartRefusedError("Too much.", "Less.", change={"batch_size": 4}), "Less. With: --set batch_size=4"),
        (StartRefusedError("It ended.", LOOK_AT_MACHINE), f"{LOOK_AT_MACHINE} With: geoft doctor"),
        (NotAgreedError("It costs.", "Agree to that.", 1.5), "Agree to that. Agree with: --budget 1.50"),
        (StartRefusedError("No.", "Do without."), "Do without."),
    ],
)
def test_what_refuses_a_run_says_what_to_write(refused: UserError, said: str) -> None:
    with pytest.raises(UserError) as told, mending_told():
        raise refused
    assert (told.value.message, told.value.hint) == (refused.message, said)
