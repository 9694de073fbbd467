"""Small JSON files that are there whole or not at all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from geoft_gui.data.row_writing import not_writable


def write_json(content: Mapping[str, object], path: Path) -> None:
    """Write a JSON object for people to read, too: indented, UTF-8, the same bytes for the same content.

    Raises:
        UserError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
