"""What the check of one row says of it."""

from dataclasses import dataclass

from geoft_gui.data.findings import KINDS, Severity

_WORST_FIRST: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One thing that is wrong with a row.

    Attributes:
        code: what it is: a key of `findings.KINDS`.
        detail: what is special in this row; "" where there is nothing to add.
    """

    code: str
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return KINDS[self.code].severity

    @property
    def sentence(self) -> str:
        """The finding in words, of this row alone."""
        said = KINDS[self.code].of_this_row
        if self.detail[:1].islower() or self.detail[:1].isdigit() or self.detail.startswith("“"):
            # What is special is a list of things, not a sentence of its own.
            return f"{said}: {self.detail}"
        return f"{said}. {self.detail}".rstrip()


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """Whether a row can be learnt from, and what there is to know of it.

    Attributes:
        number: the row's own number in its file.
        kind: the type of its document; None where the answer is none that can be built.
        tokens: of all its turns together, counted or estimated.
        usable: whether a model can learn from it.
        findings: what is wrong with it.
        features: the types of the features that its part has, each once.
        size: the largest side of the box around its part, in mm; None where there is none.
    """

    number: int
    kind: str | None
    tokens: int
    usable: bool
    findings: tuple[RowFinding, ...] = ()
    features: tuple[str, ...] = ()
    size: float | None = None

    @property
    def severity(self) -> Severity | None:
        """How bad the worst of its findings is; None for a row without any."""
        found = {finding.severity for finding in self.findings}
        return next((severity for severity in _WORST_FIRST if severity in found), None)
