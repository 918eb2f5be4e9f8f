"""What the networks answer, as bars: at the blank, or at the token where one stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Answer, Reading
from simulator.widgets.card import Card
from simulator.widgets.colours import muted, role_colour

ROW = 19
"""Height in pixels of one answer."""
WORD, NUMBER = 94, 58
"""Widths in pixels of the words and of the percentages."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An answer, and what its probability was before a change."""

    answer: Answer
    before: float | None = None


class AnswerBars(QWidget):
    """The likeliest answers; an outline shows how likely each was before a change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        self.second = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar], second: bool = False) -> None:
        """Show answers, of the second network in another colour."""
        if len(bars) != len(self.bars):
            self.updateGeometry()
        self.bars, self.second = tuple(bars), second
        words = (f"{bar.answer.word} {percent(bar.answer.probability)}" for bar in bars)
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for every answer."""
        return QSize(200, ROW * max(len(self.bars), 1))

    def minimumSizeHint(self) -> QSize:
        """Return the same: nothing is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw word, bar and percentage of each answer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = role_colour("gradient" if self.second else "forward", self.palette())
        for number, bar in enumerate(self.bars):
            self._paint(painter, QRectF(0, number * ROW, self.width(), ROW), bar, colour)

    def _paint(self, painter: QPainter, row: QRectF, bar: Bar, colour: QColor) -> None:
        text = self.palette().text().color()
        painter.setPen(text)
        metrics = self.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        left = QRectF(0, row.top(), WORD, ROW)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, middle, metrics.elidedText(bar.answer.word, elide, WORD - 4))
        right = QRectF(row.right() - NUMBER, row.top(), NUMBER, ROW)
        painter.drawText(
            right, middle | Qt.AlignmentFlag.AlignRight, percent(bar.answer.probability)
        )
        track = QRectF(WORD, row.center().y() - 4, row.width() - WORD - NUMBER, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().alternateBase())
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(colour)
        painter.drawRoundedRect(_share(track, bar.answer.probability), 3, 3)
        if bar.before is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(muted(self.palette()), 1.2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(_share(track, bar.before).adjusted(0, -2, 0, 2), 3, 3)


class AnswersCard(Card):
    """The answers of the network, of the second one, and what a change did to them."""

    def __init__(self) -> None:
        super().__init__("In the blank")
        self.here = QToolButton()
        self.here.setObjectName("small")
        self.here.setText("here")
        self.here.setCheckable(True)
        self.here.setToolTip("Show the answers at the token where you stand")
        self.here.setAccessibleName(self.here.toolTip())
        self.here.toggled.connect(lambda: self._show())
        self.header.addWidget(self.here)
        self.first, self.other = AnswerBars(), AnswerBars()
        self.first.setAccessibleName("Answers of the network")
        self.other.setAccessibleName("Answers of the second network")
        self.change = ChangeLine()
        self.other_name = QLabel()
        self.other_name.setObjectName("muted")
        self.other_name.setAlignment(Qt.AlignmentFlag.AlignRight)
        for widget in (self.first, self.change, self.other_name, self.other):
            self.body.addWidget(widget)
        self._snapshot: MemorySnapshot | None = None

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Show the answers at the end, or where one stands."""
        before, self._snapshot = self._snapshot, snapshot
        same = before is not None and before.reading is snapshot.reading
        if not (same and before.other is snapshot.other) or self.here.isChecked():
            self._show()

    def _show(self) -> None:
        snapshot = self._snapshot
        at_end = not self.here.isChecked() or snapshot.index == snapshot.reading.last
        token = snapshot.reading.last if at_end else snapshot.index
        self.title.setText(_title(snapshot.reading, token))
        answers = "" if snapshot.reader.answers else ", no output layer"
        self.hint.show_text(snapshot.reader.title + answers)
        self.first.show_bars(_bars(snapshot.reading, snapshot.original, token))
        answered = bool(snapshot.reader.answers)
        self.change.setVisible(snapshot.changed and answered)
        if snapshot.changed and answered:
            self.change.show_change(snapshot.original, snapshot.reading, token)
        other = snapshot.other
        for widget in (self.other_name, self.other):
            widget.setVisible(other is not None)
        if other is not None:
            self.other_name.setText(other.reader.title)
            place = other.last if at_end else min(token, other.last)
            self.other.show_bars(_bars(other, other, place), second=True)


class ChangeLine(QWidget):
    """“Irish 93.1 % → 8.7 %”: the answer of before, and what it is now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(ROW + 2)
        self.parts = ("", "", "")

    def show_change(self, original: Reading, changed: Reading, token: int) -> None:
        """Show what became of the answer that was the first."""
        word = original.answers(token, 1)[0].word
        before, after = (reading.probability(word, token) for reading in (original, changed))
        self.parts = (word, percent(before), percent(after))
        self.setAccessibleName(f"{word}: before {self.parts[1]}, now {self.parts[2]}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in one line, the new number in bold and orange."""
        painter = QPainter(self)
        painter.setPen(muted(self.palette()))
        word, before, after = self.parts
        metrics = self.fontMetrics()
        text = f"{metrics.elidedText(word, Qt.TextElideMode.ElideRight, 110)} {before} → "
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
        bold = self.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(role_colour("gradient", self.palette()))
        place = self.rect().adjusted(metrics.horizontalAdvance(text), 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, after)


def percent(probability: float) -> str:
    """Return a probability with one decimal, and more where it is nearly nothing."""
    if 0 < probability < 0.0005:
        return "< 0.1 %"
    return f"{100 * probability:.1f} %"


def _bars(reading: Reading, original: Reading, token: int) -> list[Bar]:
    answers = reading.answers(token, 3)
    if reading is original:
        return [Bar(answer) for answer in answers]
    return [Bar(answer, original.probability(answer.word, token)) for answer in answers]


def _title(reading: Reading, token: int) -> str:
    if token == reading.last and reading.has_blank:
        return "In the blank"
    return f"After “{reading.tokens[token].text}”"


def _share(track: QRectF, share: float) -> QRectF:
    return QRectF(track.left(), track.top(), max(track.width() * share, 1.5), track.height())
