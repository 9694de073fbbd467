"""The one question before a training at a provider: what is sent, to whom, and what it costs at most."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from geoft_gui.hosted.key_check import OF_NO_FIXED_ADDRESS
from geoft_gui.hosted.providers import Provider
from geoft_gui.ui.training.outlook_words import money
from geoft_gui.ui.widgets.choice_dialog import column_in, fit
from geoft_gui.ui.widgets.surfaces import button, words


class AgreeDialog(QDialog):
    """Accepted, the user has agreed to pay up to `most`."""

    def __init__(
        self,
        provider: Provider,
        rows: int,
        dollars: tuple[float, float] | None,
        most: float | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Train at {name}").format(name=provider.called))
        column = column_in(self)
        column.addWidget(words(self.tr("Send the rows and train?"), "heading"))
        place = provider.called
        if provider.id in OF_NO_FIXED_ADDRESS:
            # Its address is the user's own: a slip in it would send the rows to somebody else.
            place = self.tr("{name} at {address}").format(name=place, address=provider.base_url)
        if dollars is None or most is None:
            told = self.tr("This sends {rows} rows to {place}. GeoFT does not know what it costs there.")
            go = self.tr("Train, whatever it costs")
            said = told.format(rows=f"{rows:,}", place=place)
        else:
            told = self.tr(
                "This sends {rows} rows to {place} and costs between {low} and {most}, at most {most}."
            )
            low = money(dollars[0])
            said = told.format(rows=f"{rows:,}", place=place, low=low, most=money(most))
            go = self.tr("Train for at most {most}").format(most=money(most))
        column.addWidget(words(said))
        if provider.hosting:
            column.addWidget(words(provider.hosting, "muted"))
        column.addSpacing(10)
        row = QHBoxLayout()
        row.addStretch()
        stay = button(self.tr("Do not start"), self.reject)
        stay.setDefault(True)
        self.go = button(go, self.accept, "primary")
        self.go.setAutoDefault(False)
        row.addWidget(stay)
        row.addWidget(self.go)
        column.addLayout(row)
        fit(self, column)
