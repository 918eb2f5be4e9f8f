"""A sentence for the user about input that cannot be used, without a dialog in the way."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from simulator.widgets.icons import icon_button


class Notice(QFrame):
    """A bar above the stage that is there only while it has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.close_button = icon_button(
            "close", "Dismiss this message (Escape)", self.dismiss, self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.close_button)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show ``text`` until it is dismissed or replaced; screen readers read it out.

        An empty text dismisses what was said before.
        """
        if not text:
            self.dismiss()
            return
        self.label.setText(text)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def dismiss(self) -> None:
        """Hide the message."""
        self.hide()
