"""A prompt and its document, as the fixes hand them on, and how a document is changed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from geoft_gui.geometry.compare import is_empty
from geoft_gui.geometry.document import Group, Part, canonical_text, from_object
from geoft_gui.geometry.findings import BuildError
from geoft_gui.geometry.resolved import resolve


@dataclass(frozen=True, slots=True)
class Pair:
    """What is asked for and what is answered."""

    prompt: str
    document: Part | Group


def as_object(document: Part | Group) -> dict[str, Any]:
    """A document as the object that its canonical text says, to be changed and read again."""
    value: dict[str, Any] = json.loads(canonical_text(document))
    return value


def edited(document: Part | Group, change: Callable[[dict[str, Any]], None]) -> Part | Group:
    """The document after a change, or the document as it was where that would not be a part.

    A change that leads to a remark which the document did not have, such as a feature that does nothing, is
    not made either.
    """
    value = as_object(document)
    change(value)
    try:
        changed = from_object(value)
        before, after = resolve(document), resolve(changed)
    except (ValidationError, BuildError):
        return document
    if is_empty(after.body) or {remark.code for remark in after.warnings} - {
        remark.code for remark in before.warnings
    }:
        return document
    return changed


def parts_of(document: Part | Group, pointer: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Part]]:
    """The parts of a document in its order, each with the places of the components that lead to it."""
    if isinstance(document, Group):
        for place, component in enumerate(document.components):
            yield from parts_of(component, (*pointer, place))
    else:
        yield pointer, document


def node_at(value: dict[str, Any], pointer: tuple[int, ...]) -> dict[str, Any]:
    """The object of a component, from :func:`as_object` of the whole."""
    for place in pointer:
        value = value["components"][place]
    return value
