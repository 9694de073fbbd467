"""Models that are known to be worth starting from, with what one has to know to choose among them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from geoft_gui import paths
from geoft_gui.bases.facts import ModelFacts
from geoft_gui.runs.spec import Method

Gate = Literal["open", "click", "manual"]
"""Who is given the weights: anybody, whoever accepts the terms, or whom the owner lets in."""
_FILE: Final = "models.toml"


@dataclass(frozen=True)
class CatalogueModel:
    """A model of the catalogue. `id` is what `geoft train --model` takes, `bytes` is what is downloaded.

    `context` is in tokens; `limits` says what the licence does not allow everybody, and `needs` what else it
    wants of the computer, or they are empty; `unsuitable` are the methods that it is not made for.
    """

    id: str
    name: str
    parameters: int
    layers: int
    width: int
    vocabulary: int
    context: int
    licence: str
    gate: Gate
    bytes: int
    advice: str
    licence_url: str = ""
    limits: str = ""
    needs: str = ""
    unsuitable: frozenset[Method] = frozenset()

    @property
    def facts(self) -> ModelFacts:
        """As :func:`geoft_gui.bases.facts.read_facts` would find them after the download."""
        return ModelFacts(self.parameters, self.bytes, self.layers, self.width, self.vocabulary)

    @property
    def page(self) -> str:
        """The address where it is described, and where its terms are accepted; "" of the starter."""
        return f"https://huggingface.co/{self.id}" if "/" in self.id else ""


@dataclass(frozen=True)
class Recommendation:
    """A model with the method that it is recommended with."""

    id: str
    method: Method


def catalogue() -> tuple[CatalogueModel, ...]:
    """All of them, from the small to the large; the starter is the first.

    Raises UserError when the installation lacks the list.
    """
    return tuple(_model(entry) for entry in _file()["model"])


def in_catalogue(model_id: str) -> CatalogueModel | None:
    """The model with this id; None when the catalogue has none."""
    return next((model for model in catalogue() if model.id == model_id), None)


def recommendations(*, on_gpu: bool) -> tuple[Recommendation, ...]:
    """What to start from on a graphics card or on a processor: the first that fits is the best."""
    listed = _file()["recommended"]["graphics_card" if on_gpu else "processor"]
    return tuple(Recommendation(entry["id"], cast(Method, entry["method"])) for entry in listed)


@cache
def _file() -> dict[str, Any]:
    with (paths.resources() / _FILE).open("rb") as opened:
        return tomllib.load(opened)


def _model(entry: dict[str, Any]) -> CatalogueModel:
    return CatalogueModel(**{**entry, "unsuitable": frozenset(entry.get("unsuitable", ()))})
