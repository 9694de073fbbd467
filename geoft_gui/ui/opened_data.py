"""What the rest of the window hears of a file of examples that was opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from geoft_gui.data.findings import KINDS, DataFinding

# Under this name the texts are found by the tool that collects them.
translate = QCoreApplication.translate


@dataclass(frozen=True)
class OpenedData:
    """A file that was read and checked to its end.

    Attributes:
        path: the file, or the folder of files.
        validation: the file of rows that are held back to score with; None when there is none.
        rows: how many rows it has, unreadable lines among them.
        usable: how many of them a model can learn from.
        warnings: what teaches a model something wrong, a sentence each, the most frequent first.
        bundled: whether these are the examples that come with GeoFT.
        called: what people call it, where that is not the name of the file.
        ceiling: the share of its parts that even a perfect model gets right; None where it is not known.
    """

    path: Path
    validation: Path | None
    rows: int
    usable: int
    warnings: tuple[str, ...] = ()
    bundled: bool = False
    called: str = ""
    ceiling: float | None = None


def findings_of(report: Mapping[str, Any], *, columns_shown: bool = False) -> list[DataFinding]:
    """The findings of a report that came as JSON; `columns_shown`: whether the columns can be chosen here."""
    findings = [DataFinding(**{**said, "rows": tuple(said["rows"])}) for said in report["findings"]]
    if not columns_shown:
        return findings
    fix = translate("OpenedData", "If that is wrong, choose the columns above.")
    return [replace(finding, fix=fix) if finding.code == "columns" else finding for finding in findings]


def warnings_of(findings: Sequence[DataFinding]) -> tuple[str, ...]:
    """What teaches a model something wrong, a sentence each, the most frequent first."""
    warned = [finding for finding in findings if finding.severity == "warning"]
    warned.sort(key=lambda finding: -finding.count)
    return tuple(KINDS[finding.code].of(finding.count) + "." for finding in warned)
