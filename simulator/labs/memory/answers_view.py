"""The answers at every token, for both networks, and how surprising each word was."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from simulator.labs.memory.answers_card import percent
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_answers import answer_table
from simulator.simulation.memory_reader import Reading
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import blended, muted, role_colour
from simulator.widgets.heatmap import GUTTER, HeatMap

ROW = 18
WORDS = 4
"""Answers that are shown of each network: those that are likeliest anywhere in the sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What is told of one network.

    Attributes:
        reading: The sentence as it read it.
        words: The answers that are shown.
        shares: Their probabilities after each token, (answers, T).
        surprises: −log p of each word, (T,); NaN where it is no answer of the network.
    """

    reading: Reading
    words: tuple[str, ...]
    shares: np.ndarray
    surprises: np.ndarray

    @property
    def surprising(self) -> bool:
        """Whether any word was an answer."""
        return bool(np.isfinite(self.surprises).any())

    @property
    def height(self) -> int:
        """Pixels that it takes: a title, the answers, and perhaps the surprises."""
        return ROW * (1 + len(self.words) + self.surprising) + 4


class AnswerTable(QWidget):
    """A row for each answer, a column for each token; the fuller the colour, the likelier."""

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Answers at every token")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._maps = maps
        self.tables: list[Table] = []
        self.column = 0
        maps.columns_moved.connect(self.update)

    def show_readings(self, readings: tuple[Reading, ...]) -> None:
        """Show the answers of one or two networks."""
        self.tables = [_table(reading) for reading in readings if reading.reader.answers]
        self.updateGeometry()
        self.update()

    def show_column(self, column: int) -> None:
        """Mark a token."""
        self.column = column
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        return QSize(300, max(sum(table.height for table in self.tables), ROW))

    def minimumSizeHint(self) -> QSize:
        """Return the same; the area around scrolls."""
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, answers and surprise of each network."""
        painter = QPainter(self)
        top = 0
        for number, table in enumerate(self.tables):
            self._paint_answers(painter, top, table, second=number > 0)
            if table.surprising:
                self._paint_surprises(painter, top + ROW * (len(table.words) + 1), table)
            top += table.height

    def _paint_answers(self, painter: QPainter, top: int, table: Table, second: bool) -> None:
        palette = self.palette()
        colour = role_colour("gradient" if second else "forward", palette)
        text, ground = palette.text().color(), palette.base().color()
        painter.setPen(muted(palette))
        title = f"{table.reading.reader.title}: answers after each token, in %"
        painter.drawText(QPointF(0, top + 13), title)
        for row, word in enumerate(table.words):
            y = top + ROW * (row + 1)
            painter.setPen(text)
            painter.drawText(QRectF(0, y, GUTTER - 4, ROW), 0, self._elided(word, GUTTER - 6))
            for column in self._seen(len(table.reading)):
                share = float(table.shares[row, column])
                cell = self._cell(column, y)
                painter.fillRect(cell, blended(colour, ground, share))
                if share >= 0.005:
                    painter.setPen(ground if share > 0.55 else text)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{100 * share:.0f}")
        if self.column < len(table.reading):
            painter.setPen(palette.text().color())
            marked = self._cell(self.column, top + ROW).adjusted(0, 0, -1, 0)
            marked.setHeight(ROW * len(table.words) - 1)
            painter.drawRect(marked)

    def _paint_surprises(self, painter: QPainter, y: int, table: Table) -> None:
        painter.setPen(muted(self.palette()))
        painter.drawText(QRectF(0, y, GUTTER, ROW), 0, "−log p")
        for column in self._seen(len(table.reading)):
            if np.isfinite(table.surprises[column]):
                number = format_number(float(table.surprises[column]), 2)
                painter.drawText(self._cell(column, y), Qt.AlignmentFlag.AlignCenter, number)

    def _cell(self, column: int, y: float) -> QRectF:
        edges = self._maps.columns.edges
        column = min(column, len(edges) - 2)
        left = edges[column] + self._maps.left() + 1
        return QRectF(left, y, edges[column + 1] - edges[column] - 1, ROW - 1)

    def _seen(self, tokens: int) -> range:
        columns, left = self._maps.columns, self._maps.left()
        last = columns.at(self.width() - left)
        return range(columns.at(GUTTER - left), min(last + 1, tokens))

    def _elided(self, word: str, width: int) -> str:
        return self.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, width)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def text_at(self, point: QPointF) -> str:
        """Return what the tool tip says at a point."""
        top = 0
        column = self._maps.columns.at(point.x() - self._maps.left())
        for table in self.tables:
            row = int((point.y() - top) // ROW) - 1
            if column < len(table.reading) and 0 <= row < len(table.words):
                word = table.reading.tokens[column].text
                return f"“{table.words[row]}” after “{word}”: {percent(table.shares[row, column])}"
            if column < len(table.reading) and row == len(table.words) and table.surprising:
                return _surprise(table, column)
            top += table.height
        return ""


class AnswersView(QScrollArea):
    """The table, scrolling where there is little room; computed only when somebody looks."""

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName("Answers at every token")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table = AnswerTable(maps)
        inside = QWidget()
        self.setWidget(inside)
        for ground in (inside, self.viewport()):
            ground.setAutoFillBackground(False)  # the card's shines through
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.table)
        column.addStretch(1)
        self._shown: tuple[Reading, ...] = ()
        self._snapshot: MemorySnapshot | None = None

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Follow the sentence, if anybody looks."""
        self._snapshot = snapshot
        if self.isVisible():
            self._show()

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Show what was not needed while nobody looked."""
        super().showEvent(event)
        if self._snapshot is not None:
            self._show()

    def _show(self) -> None:
        here = self._snapshot
        readings = tuple(reading for reading in (here.reading, here.other) if reading)
        if readings != self._shown:
            self._shown = readings
            self.table.show_readings(readings)
        self.table.show_column(here.index)


def _table(reading: Reading) -> Table:
    """Return the answers that are likeliest anywhere, and their probabilities."""
    words, shares = answer_table(reading, WORDS)
    return Table(reading, words, shares, reading.surprises())


def _surprise(table: Table, column: int) -> str:
    word = table.reading.tokens[column].text
    if not np.isfinite(table.surprises[column]):
        return f"“{word}” is no answer of this network, so it has no surprise"
    number = format_number(float(table.surprises[column]))
    return f"surprise of “{word}” in this place: −log p = {number} nats"
