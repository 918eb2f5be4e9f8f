"""Labels that know how much room they have.

A ``QLabel`` that gets another text has its whole window laid out anew, which at sixty steps a
second costs more than painting it. These do not.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; the tool tip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    @property
    def full_text(self) -> str:
        """The text without the ellipsis."""
        return self._full

    def show_text(self, text: str) -> None:
        """Show ``text`` as far as there is room."""
        if text != self._full:
            self._full = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the height of a line; the width is whatever there is."""
        margins = self.contentsMargins()
        return QSize(0, self.fontMetrics().height() + margins.top() + margins.bottom())

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, elided where it is too long."""
        with QPainter(self) as painter:
            area, alignment = self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter
            mode = Qt.TextElideMode.ElideRight
            text = self.fontMetrics().elidedText(self._full, mode, area.width())
            painter.setPen(self.palette().windowText().color())
            painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, text)


class Narration(ElidedLabel):
    """The sentence that says what just happened; a screen reader is told when it changes."""

    def show_text(self, text: str) -> None:
        """Show and announce ``text``."""
        if text == self.full_text:
            return
        super().show_text(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))


class SteadyLabel(QLabel):
    """A label for a number that changes: it grows when it must and never shrinks.

    Put it into layouts with an alignment, such as ``Qt.AlignmentFlag.AlignRight``.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = 0
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Write ``text``."""
        if text != self.text():
            self._make_room(text)
            self.setText(text)

    def show_colour(self, colour: QColor | None) -> None:
        """Write in ``colour`` where it carries a meaning; None writes as everywhere."""
        if colour is None:
            self.setPalette(QPalette())
        elif self.palette().windowText().color() != colour:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the text in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._room = 0
            self._make_room(self.text())

    def _make_room(self, text: str) -> None:
        self._room = max(self._room, self.fontMetrics().horizontalAdvance(text) + 2)
        # A fixed size is what keeps Qt from laying out the window.
        self.setFixedSize(self._room, self.fontMetrics().height())
