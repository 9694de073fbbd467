"""What fixes make of the rows as a whole, in figures."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from geoft_gui.ui.widgets.ceiling_line import percent
from geoft_gui.ui.widgets.flow import FlowLayout
from geoft_gui.ui.widgets.surfaces import Card, words

_GAP: Final = 24
"""Pixels between two figures."""


class MendEffect(Card):
    """Four figures with what they mean, and a sentence on what they are of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.setContentsMargins(16, 11, 16, 11)
        figures = FlowLayout(gap=_GAP)
        self._figures: list[tuple[QLabel, QLabel]] = []
        titles = (
            self.tr("The best any model could do"),
            self.tr("Rows kept"),
            self.tr("Tokens"),
            self.tr("Usual answer"),
        )
        for title in titles:
            block = QWidget()
            lines = QVBoxLayout(block)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(1)
            figure, remark = words("–", "heading", wrap=False), words("", "small", wrap=False)
            for label in (words(title, "small", wrap=False), figure, remark):
                lines.addWidget(label)
            figures.addWidget(block)
            self._figures.append((figure, remark))
        self._figures[0][0].setToolTip(
            self.tr(
                "The share of the rows whose part follows from the prompt, so that a model that has learnt "
                "all there is to learn would get it right."
            )
        )
        self.cost = words("", "small")
        self.cost.hide()
        self.column.addLayout(figures)
        self.column.addWidget(self.cost)

    def show_effect(self, report: dict[str, Any], cost: Sequence[str], *, complete: bool) -> None:
        """Show a `FixReport.as_dict`; `cost` are amounts before and after, and the latter in a sentence."""
        now, after = report["ceiling"]["now"], report["ceiling"]["after_fixes"]
        rows, kept, added = report["rows"], report["kept"], report["added"]
        tokens, median = report["tokens"], report["median_answer_characters"]
        remarks = [self.tr("of the parts right")]
        remarks.append(self.tr("{n} of them changed").format(n=f"{report['changed']:,}"))
        if added:
            remarks[-1] += self.tr(", {n} added").format(n=f"{added:,}")
        remarks.append(_fewer(self.tr("{percent} % fewer"), tokens["before"], tokens["after"]))
        if not tokens["exact"]:
            remarks[-1] += self.tr(" (estimated)")
        remarks.append(self.tr("characters"))
        told = (
            _from_to(percent(now), percent(after)),
            self.tr("{kept} of {rows}").format(kept=f"{kept:,}", rows=f"{rows:,}"),
            _from_to(f"{tokens['before']:,}", f"{tokens['after']:,}"),
            _from_to(f"{median['before']:,}", f"{median['after']:,}"),
        )
        for (figure, remark), said, more in zip(self._figures, told, remarks, strict=True):
            figure.setText(said)
            remark.setText(more)
        said = self.tr("Hosted training: {before} before, {after}.").format(before=cost[0], after=cost[2])
        if not complete:
            said += " " + self.tr("Tried on the first {n} rows only; the new version has all.").format(
                n=f"{rows:,}"
            )
        self.cost.setText(said)
        self.cost.show()


def _from_to(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _fewer(said: str, before: int, after: int) -> str:
    return said.format(percent=round(100 * (1 - after / before))) if 0 < after < before else ""
