"""Labels that know how much room they have.

A ``QLabel`` that gets another text has its whole window laid out anew, which at sixty steps a
second costs more than painting it. These do not.
"""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

PARTS = " · "
"""What stands between parts of a label, the last of which are left out first."""

READABLE = 0.6
"""Share of a hint that must be seen, or it is nonsense and left out."""


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; the tool tip has all of it.

    Parts that " · " separates are left out whole, from the last, before anything is cut.
    """

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
            painter.setPen(self.palette().windowText().color())
            text = self.fitting(area.width())
            painter.drawText(area, alignment | Qt.TextFlag.TextSingleLine, text)

    def fitting(self, width: int) -> str:
        """Return what of the text is drawn in ``width`` pixels."""
        text, metrics = self._full, self.fontMetrics()
        while metrics.horizontalAdvance(text) > width and PARTS in text:
            text = text.rpartition(PARTS)[0]
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


class Hint(ElidedLabel):
    """A muted word beside a title, left out where only a scrap of it would be seen."""

    def fitting(self, width: int) -> str:
        """Return what of the text is drawn in ``width`` pixels; nothing rather than a scrap."""
        text = super().fitting(width)
        least = READABLE * len(self.full_text.partition(PARTS)[0])
        return text if len(text) >= least else ""


class Narration(ElidedLabel):
    """The sentence that says what just happened; a screen reader is told when it changes.

    What does not fit into one line goes on in a second one.
    """

    def show_text(self, text: str) -> None:
        """Show and announce ``text``."""
        if text == self.full_text:
            return
        super().show_text(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentence in one line or in two."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            area = self.contentsRect()
            for number, line in enumerate(lines := self.lines(area.width())):
                height = self.fontMetrics().lineSpacing()
                top = area.center().y() + 1 - height * len(lines) // 2 + number * height
                place = QRect(area.left(), top, area.width(), height)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)

    def lines(self, width: int) -> list[str]:
        """Return the sentence as one line, or broken between words into two."""
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.full_text) <= width:
            return [self.full_text]
        words = self.full_text.split(" ")
        ways = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
        fitting = [way for way in ways if metrics.horizontalAdvance(way[0]) <= width]
        if not fitting:
            return [metrics.elidedText(self.full_text, Qt.TextElideMode.ElideRight, width)]
        first, rest = min(fitting, key=lambda way: max(map(metrics.horizontalAdvance, way)))
        return [first, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]


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


class WrappedLabel(QLabel):
    """A sentence of several lines, with room for ``lines`` at least so that little jumps.

    In a column that scrolls, Qt would else give it no more than its smallest height.
    """

    def __init__(self, text: str = "", lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._lines = lines
        self.setWordWrap(True)

    def show_text(self, text: str) -> None:
        """Write ``text``, all of it."""
        if text != self.text():
            self.setText(text)
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the text in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._make_room()

    def _make_room(self) -> None:
        least = self._lines * self.fontMetrics().lineSpacing()
        self.setMinimumHeight(max(least, self.heightForWidth(self.width())))
