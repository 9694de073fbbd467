"""What speaks against a start before any row is looked at: battery, cards, driver, the model's licence."""

from collections.abc import Iterator

from geoft_gui.backends.base import Problem
from geoft_gui.bases.cached import cached
from geoft_gui.bases.catalogue import in_catalogue
from geoft_gui.bases.hub_words import GIVE_TOKEN
from geoft_gui.engine import cuda, power
from geoft_gui.engine.machine import Machine
from geoft_gui.runs.spec import RunSpec

TORCH_WITH_CUDA = "https://pytorch.org/get-started/locally"


def start_problems(here: Machine, spec: RunSpec) -> Iterator[Problem]:
    """Warnings about this computer and the model's licence; none of them keeps a run from starting."""
    yield from _licence(spec)
    yield from _idle_card(here)
    charge = power.on_battery()
    if charge is not None:
        yield Problem(
            "warning",
            f"This computer runs on its battery ({charge:.0f} % full), which training empties fast.",
            "Plug it in before you start.",
        )


def _licence(spec: RunSpec) -> Iterator[Problem]:
    model = in_catalogue(spec.model)
    if model is None:
        return
    if model.gate != "open" and cached(model.id) is None:
        yield Problem(
            "warning",
            f"{model.name} is only for people who accepted its terms ({model.licence}).",
            f"Accept them on {model.page}, and make a token there. {GIVE_TOKEN}",
        )
    if model.limits:
        where = f" at {model.licence_url}" if model.licence_url else ""
        yield Problem(
            "warning",
            f"The licence of {model.name} ({model.licence}) is not for every use. {model.limits}",
            f"Read it{where} before you share or sell what you make with it.",
        )


def _idle_card(here: Machine) -> Iterator[Problem]:
    trouble = cuda.cuda_trouble(here)
    if trouble is None:
        return
    if trouble.kind == "no_cuda_build":
        yield Problem(
            "warning",
            f"The {trouble.card} lies idle: the installed torch was built without CUDA, for processors only.",
            f"Install torch with CUDA, as {TORCH_WITH_CUDA} says for this computer, to train much faster.",
        )
    else:
        yield Problem(
            "warning",
            f"The {trouble.card} lies idle: its driver {trouble.driver} is too old for the installed torch, "
            f"which needs {trouble.needed} or newer. The processor trains.",
            "Get a newer driver from https://www.nvidia.com/drivers, then start GeoFT again.",
        )
