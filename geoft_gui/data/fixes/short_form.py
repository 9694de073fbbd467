"""Answers without noise, and in the shortest form."""

import json

from geoft_gui.data.fixes.pair import as_object
from geoft_gui.geometry.document import Group, Part


def laid_out(document: Part | Group, like: str) -> str:
    """The document as text, on many lines where the text before it was."""
    if "\n" in like.strip():
        return json.dumps(as_object(document), indent=2, ensure_ascii=False)
    return json.dumps(as_object(document), ensure_ascii=False)
