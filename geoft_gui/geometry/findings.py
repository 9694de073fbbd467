"""What is wrong with a document, said to a designer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or odd, at one place of a document.

    `pointer` is a JSON pointer (RFC 6901; "" is the whole document). An error stops the document
    from being read or built; a warning does not.
    """

    code: str
    pointer: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"

    def as_object(self) -> dict[str, str]:
        """The finding as the JSON object that the terminal prints."""
        return {
            "code": self.code,
            "pointer": self.pointer,
            "message": self.message,
            "severity": self.severity,
        }


def pointer_to(steps: Sequence[str | int]) -> str:
    """The JSON pointer of a path of keys and indices, escaped as RFC 6901 §3 asks.

    Lone surrogates, which JSON can smuggle into a key, become question marks: a pointer can always
    be printed.
    """
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    text = "".join("/" + step for step in escaped)
    return text.encode("utf-8", "replace").decode("utf-8")
