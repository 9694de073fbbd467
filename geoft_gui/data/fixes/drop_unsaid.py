"""Materials, colours and ways of making that the prompt does not name leave the document."""

from typing import Any

from geoft_gui.data.asked import unsaid_attributes
from geoft_gui.data.fixes.pair import Pair, edited


def drop_unsaid(pair: Pair) -> Pair:
    """Take out of the document, and of its components, what the prompt does not say."""
    unsaid = set(unsaid_attributes(pair.prompt, pair.document))
    if not unsaid:
        return pair
    return Pair(pair.prompt, edited(pair.document, lambda node: _drop(node, unsaid)))


def _drop(node: dict[str, Any], unsaid: set[tuple[str, str]]) -> None:
    made = node.get("manufacturing", {})
    for field, value in unsaid:
        for owner in (node, made):
            if owner.get(field) == value:
                del owner[field]
    for component in node.get("components", ()):
        _drop(component, unsaid)
