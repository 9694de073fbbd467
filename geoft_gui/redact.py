"""Hides secrets in text that leaves the program: logs, errors, copied details.

It stands in front of every such text, so it must be quick, and it must rather
hide a harmless word than show a key.
"""

import os
import re
from pathlib import Path

HIDDEN = "[hidden]"

# Shorter values of a variable called TOKEN are settings ("none", "true"), not secrets.
_SHORTEST_SECRET = 8

SECRET_ENDINGS = ("API_KEY", "APIKEY", "ACCESS_KEY", "TOKEN", "SECRET", "PASSWORD")
"""The name of an environment variable that holds a secret ends with one of these, in any case of letters."""

_SECRET_VARIABLE = re.compile(f"(?:{'|'.join(SECRET_ENDINGS)})$", re.IGNORECASE)

# Keys in use that stand in no variable: only whoever keeps them knows them.
_known_secrets: set[str] = set()

# What keys look like, by those who issue them.
_KEY_SHAPES = (
    r"\b(?:sk|sess|rk|pk)-[A-Za-z0-9_\-]{8,}",  # OpenAI and those who copied its form
    r"\b(?:hf|api_org)_[A-Za-z0-9]{8,}",  # Hugging Face
    r"\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,}",  # GitHub
    r"\bAKIA[0-9A-Z]{16}\b",  # Amazon
    r"\beyJ[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]+){1,2}",  # JSON web tokens: Nebius, Azure
)
_KEY = re.compile("|".join(_KEY_SHAPES))

# What stands behind a word that announces a secret; the word itself stays, for whoever reads the log.
_ANNOUNCED = re.compile(
    r"""(?P<word>\bBearer\s+
         | \b[A-Z0-9_]*(?:API_?KEY|TOKEN|SECRET|PASSWORD)["']?\s*[=:]\s*["']?
         | \b(?i:api[_-]?key|access[_-]?token|token|secret|password|authorization)["']?\s*[=:]\s*["']?
           (?:(?:Bearer|Basic)\s+)?)
        [^\s"',;&\[\]{}()<>]{8,}""",
    re.VERBOSE,
)

# https://user:password@host
_IN_ADDRESS = re.compile(r"(?P<word>://[^\s/:@]*:)[^\s/@]+(?=@)")


def hide(secret: str) -> None:
    """Hides ``secret`` from now on, whatever it looks like: a server may repeat the key that it was shown."""
    if len(secret) >= _SHORTEST_SECRET:
        _known_secrets.add(secret)


def redact(text: str) -> str:
    """Returns ``text`` with everything that looks like a key, or is a known one, hidden."""
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    text = _KEY.sub(HIDDEN, text)
    for pattern in (_ANNOUNCED, _IN_ADDRESS):
        text = pattern.sub(lambda found: found["word"] + HIDDEN, text)
    return text


def hide_home(text: str) -> str:
    """Returns ``text`` with the user's home folder, which names the user, written as ``~``."""
    home = str(Path.home())
    if len(home) <= 1:
        return text
    for form in {home, home.replace("\\", "\\\\"), home.replace("\\", "/")}:
        text = re.sub(re.escape(form) + r"(?![\w.\-])", "~", text)
    return text


def _secrets() -> list[str]:
    # Copied: another thread may come to know one more.
    values = _known_secrets.copy()
    values |= {
        value.strip()
        for name, value in os.environ.items()
        if _SECRET_VARIABLE.search(name) and len(value.strip()) >= _SHORTEST_SECRET
    }
    # The longest first: one secret may begin with another.
    return sorted(values, key=len, reverse=True)
