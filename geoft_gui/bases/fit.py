"""Whether the memory of a computer is enough to train a model, and which model suits the computer."""

from typing import Final, Literal

from geoft_gui.bases.catalogue import CatalogueModel, in_catalogue, recommendations
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.bases.memory import run_memory
from geoft_gui.engine.cuda import usable_cards
from geoft_gui.engine.machine import Machine
from geoft_gui.runs.models import STARTER
from geoft_gui.runs.spec import Method, TrainingSettings

Fit = Literal["fits", "tight", "too_large"]
COMFORTABLE: Final = 0.8
"""Share of the free memory that a run may be expected to need: the formula is a guess."""
ROW_TOKENS: Final = 512
"""Of a usual row, where no rows have been looked at yet."""


def room(machine: Machine) -> int:
    """Bytes that a run's weights and rows can have: of the largest graphics card, or of the free memory.

    A card that the installed torch cannot use has none to give.
    """
    return max((card.memory for card in usable_cards(machine)), default=machine.memory_available)


def fit(needed_bytes: int, machine: Machine) -> Fit:
    """`fits` up to 80 % of the memory there is, `tight` up to all of it."""
    if needed_bytes <= COMFORTABLE * room(machine):
        return "fits"
    return "tight" if needed_bytes <= room(machine) else "too_large"


def needed(
    facts: ModelFacts, asked: TrainingSettings | Method, machine: Machine, row_tokens: int = ROW_TOKENS
) -> int:
    """Bytes of memory that a training takes at its peak; of a method alone, with one row at a time."""
    settings = asked
    if not isinstance(settings, TrainingSettings):
        settings = TrainingSettings(method=settings, batch_size=1)
    return run_memory(settings, facts, row_tokens, on_gpu=bool(usable_cards(machine)))


def fit_words(needed_bytes: int, machine: Machine) -> str:
    """One sentence: how much memory is needed, how much there is, and what follows from it."""
    where = "graphics memory" if usable_cards(machine) else "free memory"
    amounts = f"about {needed_bytes / 1e9:.1f} GB of {room(machine) / 1e9:.1f} GB of {where}"
    return {
        "fits": f"Fits: it needs {amounts}.",
        "tight": f"Tight: it needs {amounts}; close other programs, and rehearse it first.",
        "too_large": f"Too large: it would need {amounts}.",
    }[fit(needed_bytes, machine)]


def recommended(machine: Machine) -> CatalogueModel:
    """The best model of the catalogue that fits comfortably with a method that suits it."""
    for choice in recommendations(on_gpu=bool(usable_cards(machine))):
        model = _listed(choice.id)
        if fit(needed(model.facts, choice.method, machine), machine) == "fits":
            return model
    return _listed(STARTER)


def _listed(model_id: str) -> CatalogueModel:
    model = in_catalogue(model_id)
    if model is None:
        raise KeyError(f"{model_id} is recommended and not in the catalogue")
    return model
