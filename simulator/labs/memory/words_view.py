"""Which words the answer depends on: by gradient times input, and by leaving each word out."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.labs.memory.aligned_plot import AlignedPlot
from simulator.labs.memory.latest import Latest
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reading
from simulator.simulation.memory_why import gradients_by_token, leave_one_out
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import role_colour
from simulator.widgets.heatmap import HeatMap
from simulator.widgets.labels import ElidedLabel

LONG = 20_000
"""Tokens squared times units over a hundred from which the work is done beside the window."""

WHY = "Near certainty the slope of log p is almost 0, so gradient × input is small."
"""Why the two differ: the derivative of log p by the logits is 1 − p and −p."""

LONGEST = 600
"""Tokens of the longest sentence for which each word is left out."""


class WordsView(QWidget):
    """Two bars for each word, in nats of the answer's log-probability."""

    _built = False  # the palette changes already while Qt's constructor runs

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = AlignedPlot("What the answer owes to each word", maps, self)
        self.plot.set_labels("", "nats of log p")
        self.by_input, self.left_out = (
            pg.BarGraphItem(x=[], height=[], width=1),
            pg.BarGraphItem(x=[], height=[], width=1),
        )
        self.plot.addItem(self.by_input)
        self.plot.addItem(self.left_out)
        self.note = ElidedLabel()
        self.note.setObjectName("muted")
        self.latest = Latest(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.note)
        column.addWidget(self.plot, 1)
        self._snapshot: MemorySnapshot | None = None
        self.plot.describe = self._describe
        self._asked: Reading | None = None
        self.gradient: np.ndarray | None = None
        self.losses: np.ndarray | None = None
        maps.columns_moved.connect(self._redraw)
        self._built = True

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Compute anew where the sentence is new, if anybody looks; always move the mark."""
        self._snapshot = snapshot
        if self.isVisible():
            self._find()
            self._say()
            self.plot.show_column(snapshot.index)

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what was not needed while nobody looked."""
        super().showEvent(event)
        if self._snapshot is not None:
            self._find()
            self._redraw()

    def _find(self) -> None:
        reading = self._snapshot.original
        if not reading.reader.answers:
            self._asked, self.gradient = reading, None
            self.by_input.setOpts(x=[], height=[], width=1)
            self.left_out.setOpts(x=[], height=[], width=1)
            return
        if reading is self._asked:
            return
        self._asked, self.gradient, self.losses = reading, None, None
        size = len(reading) ** 2 * reading.reader.units / 100
        self.latest.ask(lambda stop: _found(reading, stop), self._show_found, beside=size > LONG)

    def _show_found(self, found: tuple[np.ndarray, np.ndarray | None]) -> None:
        self.gradient, self.losses = found
        self._redraw()

    def _redraw(self) -> None:
        centres = self.plot.centres
        if self.gradient is None or len(self.gradient) != len(centres):
            return
        width = np.minimum(np.diff(self.plot.maps.columns.edges) * 0.3, 14)
        losses = np.zeros_like(self.gradient) if self.losses is None else np.nan_to_num(self.losses)
        seen = self.plot.seen()
        for item, side, height, role in (
            (self.by_input, -0.5, self.gradient, "forward"),
            (self.left_out, 0.5, losses, "gradient"),
        ):
            x, brush = (centres + side * width)[seen], role_colour(role, self.palette())
            item.setOpts(x=x, height=height[seen], width=width[seen], brush=brush, pen=None)
        shown = np.concatenate([self.gradient, losses, [0.0]])
        self.plot.show_heights(float(shown.min()), float(shown.max()))
        self.plot.show_column(self._snapshot.index)
        self._say()

    def _describe(self, column: int) -> str:
        if self.gradient is None or column >= len(self.gradient):
            return ""
        return self._told(column)

    def _say(self) -> None:
        if self.gradient is None or self._snapshot.index >= len(self.gradient):
            waiting = "The sentence is read without each of its words …"
            none = "No output layer: there is no answer that could owe anything to a word"
            self.note.show_text(waiting if self._asked.reader.answers else none)
            return
        self.note.show_text(self._told(self._snapshot.index))

    def _told(self, here: int) -> str:
        """Say what the answer owes to one word, by both measures."""
        word = self._asked.answers(count=1)[0].word
        told = self._asked.tokens[here].text
        text = f"“{told}” gives log p(“{word}”) "
        text += f"{_signed(self.gradient[here])} nats by gradient × input (left)"
        if self.losses is None:
            text += f"; leaving words out is done for up to {LONGEST} tokens"
        elif np.isnan(self.losses[here]):
            text += "; it cannot be left out, the answer is asked here"
        else:
            text += f", {_signed(self.losses[here])} nats by leaving it out (right)"
        return text + f" · {WHY}"

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if self._built and event.type() == QEvent.Type.PaletteChange:
            self._redraw()


def _found(reading: Reading, should_stop) -> tuple | None:  # type: ignore[no-untyped-def, type-arg]
    gradient = gradients_by_token(reading).by_input
    if len(reading) > LONGEST:
        return gradient, None
    losses = leave_one_out(reading, should_stop)
    return None if losses is None else (gradient, losses)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + format_number(float(value), 2)
