"""From a filled form to a plan, wherever it is to be trained."""

from pathlib import Path

from geoft_gui.backends.openai_compatible.planning import plan_hosted
from geoft_gui.backends.plan import Plan, plan
from geoft_gui.backends.preparation import Preparation
from geoft_gui.ui.training.form import Asked


def agreed_to(most: float | None) -> tuple[str, ...]:
    """What stands in a plan where the user has agreed to pay so much at most; None: whatever it costs."""
    return ("any_price=true",) if most is None else (f"budget={most:.2f}",)


def plan_asked(
    asked: Asked, runs_root: Path, read: Preparation | None, called: str, agreed: tuple[str, ...] = ()
) -> Plan:
    """Plan what is asked. `read` are the rows, where they are read already, `called` how people know them.

    `agreed` is what the user has agreed to pay a provider, as `agreed_to` says it.

    Raises UserError when rows, model, preset or a setting are wrong.
    """
    if asked.provider is None:
        return plan(
            data=asked.data,
            validation=asked.validation,
            model=asked.model,
            preset=asked.preset,
            assignments=asked.settings,
            runs_root=runs_root,
            preparation=read,
            called=called,
        )
    return plan_hosted(
        data=asked.data,
        validation=asked.validation,
        provider=asked.provider,
        model=asked.model,
        runs_root=runs_root,
        assignments=(*asked.settings, *agreed),
        preparation=read,
        called=called,
    )
