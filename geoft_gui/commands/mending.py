"""What would mend a run that cannot start, in the words of the terminal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geoft_gui.errors import UserError

if TYPE_CHECKING:
    from geoft_gui.runs.events import Error_
    from geoft_gui.runs.folder import RunFolder


def mending_hint(hint: str, change: Mapping[str, Any] | None) -> str:
    """A hint, with what to write where it is a change of settings, or a look at the machine."""
    from geoft_gui.backends.again import as_assignments
    from geoft_gui.backends.base import LOOK_AT_MACHINE

    if hint == LOOK_AT_MACHINE:
        return f"{hint} With: geoft doctor"
    return f"{hint} With: --set {' '.join(as_assignments(change))}" if change else hint


def again_hint(error: "Error_", folder: "RunFolder") -> str:
    """The hint of a run that failed, with the command that starts it again where settings would mend it."""
    if not error.change:
        return error.hint
    return f"{error.hint} Do so with: geoft runs again {folder.reference}".lstrip()


@contextmanager
def mending_told() -> Iterator[None]:
    """What refuses a run inside says, too, what to write so that it starts."""
    from geoft_gui.backends.base import NotAgreedError, StartRefusedError

    try:
        yield
    except StartRefusedError as error:
        raise UserError(error.message, mending_hint(error.hint, error.change), error.details) from error
    except NotAgreedError as error:
        agreeing = "--any-price" if error.most is None else f"--budget {error.most:.2f}"
        raise UserError(error.message, f"{error.hint} Agree with: {agreeing}") from error
