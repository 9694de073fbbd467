"""One setting of a training: its name, the field it is filled in at, and the way back to the preset."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton

from geoft_gui.runs.spec import TrainingSettings
from geoft_gui.ui.appearance import Appearance
from geoft_gui.ui.icons import icon
from geoft_gui.ui.training.setting_editors import ChoiceEditor, TextEditor, editor_for
from geoft_gui.ui.training.setting_texts import SettingWords
from geoft_gui.ui.widgets.surfaces import plain_tip, words

_ICON_PIXELS = 16


class SettingField(QObject):
    """A line in a form. Its pieces are put into the next rows of a grid by `add_to`."""

    changed = Signal(str)
    """The user has filled in something else; the setting's name."""
    reset_wanted = Signal(str)
    """Back to what the preset chooses."""
    entered = Signal(str)
    """The user is at this field; what it is for."""

    def __init__(self, name: str, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self._appearance = appearance
        field = TrainingSettings.model_fields[name]
        told = SettingWords()
        texts = told.texts(name)
        self._help = field.description or ""
        in_terminal = self.tr("In the terminal: --set {name}=…").format(name=name)
        self._tip = plain_tip(f"{self._help}\n\n{in_terminal}")
        self.editor = editor_for(field, texts.unit, texts.unset, told.choices(name))
        widget = self.editor.widget
        widget.setAccessibleName(texts.title)
        widget.setAccessibleDescription(self._help)
        widget.installEventFilter(self)
        self.label = words(texts.title)
        self.label.setBuddy(widget)
        self.reset = QToolButton()
        self.reset.setAccessibleName(self.tr("Reset {setting}").format(setting=texts.title))
        self.reset.setToolTip(self.tr("Back to what the preset chooses"))
        self.reset.setIconSize(QSize(_ICON_PIXELS, _ICON_PIXELS))
        # A click on it must not move what stands below, as a new focus could.
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keeps_room = self.reset.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keeps_room)
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(name))
        self.editor.changed.connect(lambda: self.changed.emit(name))
        appearance.changed.connect(self._wear)
        self._wear()
        self.mark(by_hand=False)
        self.allow("")

    def add_to(self, grid: QGridLayout) -> None:
        """Stand in the next row; what needs room, a text or words to choose from, stands below its name."""
        row = grid.rowCount()
        if isinstance(self.editor, (TextEditor, ChoiceEditor)):
            grid.addWidget(self.label, row, 0, 1, 2)
            grid.addWidget(self.reset, row, 2)
            grid.addWidget(self.editor.widget, row + 1, 0, 1, 3)
        else:
            for column, widget in enumerate((self.label, self.editor.widget, self.reset)):
                grid.addWidget(widget, row, column)

    def mark(self, *, by_hand: bool) -> None:
        """Show whether the user has set it."""
        self.label.setStyleSheet("font-weight: 600;" if by_hand else "")
        self.reset.setVisible(by_hand)

    def allow(self, why_not: str) -> None:
        """It can be filled in, unless a reason is given why it cannot."""
        for widget in (self.label, self.editor.widget):
            widget.setEnabled(not why_not)
            widget.setToolTip(plain_tip(why_not) if why_not else self._tip)

    def set_visible(self, visible: bool) -> None:
        """Show it or not."""
        for widget in (self.label, self.editor.widget):
            widget.setVisible(visible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the user comes to this field."""
        if event.type() is QEvent.Type.FocusIn:
            self.entered.emit(self._help)
        return super().eventFilter(watched, event)

    def _wear(self) -> None:
        self.reset.setIcon(icon("undo-2", self._appearance.colours.muted, size=_ICON_PIXELS))
