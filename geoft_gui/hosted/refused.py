"""Who was refused by a provider: known before the next upload, and forgotten after a while or a success."""

import json
import os
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from geoft_gui import paths

_NAME = "refusals.json"
DAYS_KNOWN: Final = 7
"""So long a refusal counts: a provider may change its mind, and then nobody has to know of this file."""


def who(organization: str | None, key: str | None, address: str) -> str:
    """How a refusal knows whom it was for, and where: the organisation, the last four characters of the key,
    and the address that was asked."""
    return f"{organization or ''}/{(key or '')[-4:]}@{address.rstrip('/')}"


def remember_refusal(provider_id: str, who: str, when: date, home: Path | None = None) -> None:
    """Keep that a provider starts no training for somebody. What cannot be kept is asked again next time."""
    refusals = _read(home)
    refusals.setdefault(provider_id, {})[who] = when.isoformat()
    _write(refusals, home)


def is_refused(
    provider_id: str, who: str, home: Path | None = None, *, today: date | None = None
) -> date | None:
    """The day on which the provider refused to train for somebody; None where it did not, or long ago."""
    when = _read(home).get(provider_id, {}).get(who)
    try:
        refused = date.fromisoformat(when) if isinstance(when, str) else None
    except ValueError:
        return None
    is_old = refused is not None and (today or date.today()) - refused > timedelta(DAYS_KNOWN)
    return None if is_old else refused


def forget(provider_id: str, home: Path | None = None) -> None:
    """Forget every refusal of a provider: there is another key, it trains after all, or somebody wants to try
    again."""
    refusals = _read(home)
    if refusals.pop(provider_id, None) is not None:
        _write(refusals, home)


def _read(home: Path | None) -> dict[str, dict[str, Any]]:
    try:
        content = json.loads(_file(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # a refusal that is not known is told by the provider
    if not isinstance(content, dict):
        return {}
    return {name: who for name, who in content.items() if isinstance(who, dict)}


def _write(refusals: dict[str, dict[str, Any]], home: Path | None) -> None:
    file = _file(home)
    unfinished = file.with_name(f".{_NAME}.{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(refusals, indent=2) + "\n", encoding="utf-8")
        os.replace(unfinished, file)
    except OSError:
        unfinished.unlink(missing_ok=True)


def _file(home: Path | None) -> Path:
    return (home or paths.data_home()) / _NAME
