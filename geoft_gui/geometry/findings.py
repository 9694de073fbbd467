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

    def __post_init__(self) -> None:
        # JSON can smuggle in lone surrogates, which no file and no terminal takes.
        object.__setattr__(self, "pointer", _printable(self.pointer))
        object.__setattr__(self, "message", _printable(self.message))

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


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def pointer_to(steps: Sequence[str | int]) -> str:
    """The JSON pointer of a path of keys and indices, escaped as RFC 6901 §3 asks."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "".join("/" + step for step in escaped)


class BuildError(Exception):
    """A document that cannot be a solid. `findings` has at least one error, and the warnings too."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        super().__init__(" ".join(str(error) for error in errors))


class Notes:
    """The findings of one reading or one resolution, as they come up."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, code: str, pointer: str, message: str) -> None:
        """Note what stops the document."""
        self.findings.append(Finding(code, pointer, message))

    def warn(self, code: str, pointer: str, message: str) -> None:
        """Note what is odd and goes on."""
        self.findings.append(Finding(code, pointer, message, "warning"))

    def raise_errors(self) -> None:
        """Raise BuildError if there is an error among the findings."""
        if any(finding.severity == "error" for finding in self.findings):
            raise BuildError(self.findings)


def millimetres(length: float) -> str:
    """A length for a sentence: "12.5 mm"."""
    return f"{round(length, 3):g} mm"
