"""The values of one unit over the sentence, as lines under the chips."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from simulator.labs.memory.aligned_plot import AlignedPlot
from simulator.labs.memory.cells import VALUES, Value
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_units import lifetimes
from simulator.simulation.numbers import format_number
from simulator.widgets.colours import role_colour
from simulator.widgets.heatmap import HeatMap


class UnitView(QWidget):
    """A line for each value, which its button shows or hides; dotted what was before a change."""

    _kind = ""  # the palette changes already while Qt's constructor runs

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = AlignedPlot("Values of the chosen unit by token", maps, self)
        self.lines: dict[str, pg.PlotDataItem] = {}
        self.ghosts: dict[str, pg.PlotDataItem] = {}
        self.buttons: dict[str, QToolButton] = {}
        self.title = QLabel()
        self.title.setObjectName("cardTitle")
        self.life = QLabel()
        self.life.setObjectName("muted")
        self._legend = QHBoxLayout()
        self._legend.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.title)
        row.addWidget(self.life, 1)
        row.addLayout(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self._snapshot: MemorySnapshot | None = None
        maps.columns_moved.connect(self._redraw)

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Draw the lines where unit or reading are new; always move the mark and the numbers."""
        before, self._snapshot = self._snapshot, snapshot
        kind = snapshot.reader.model.kind
        if kind != self._kind:
            self._kind = kind
            self._make_lines(VALUES[kind])
        if before is None or before.reading is not snapshot.reading or before.unit != snapshot.unit:
            self._redraw()
            self.title.setText(f"Unit {snapshot.unit}")
            tokens = format_number(float(lifetimes(snapshot.reading)[snapshot.unit]), 3)
            self.life.setText(f"keeps for about {tokens} tokens")
        for name, button in self.buttons.items():
            value = float(snapshot.reading.values(name)[snapshot.unit, snapshot.index])
            button.setText(f"{name} {format_number(value, 3)}")
        self.plot.show_column(snapshot.index)

    def _make_lines(self, values: tuple[Value, ...]) -> None:
        for name in list(self.lines):
            self.plot.removeItem(self.lines.pop(name))
            self.plot.removeItem(self.ghosts.pop(name))
            self.buttons.pop(name).deleteLater()
        for value in values:
            self.ghosts[value.name] = self.plot.plot()
            self.lines[value.name] = self.plot.plot()
            self.buttons[value.name] = self._button(value)
            self._legend.addWidget(self.buttons[value.name])
        self._colour()

    def _button(self, value: Value) -> QToolButton:
        button = QToolButton()
        button.setObjectName("small")
        button.setCheckable(True)
        button.setChecked(True)
        button.setAccessibleName(f"Show the line of {value.title} {value.name}")
        button.setToolTip(f"{value.title} {value.name} = {value.source}; click to hide the line")
        button.toggled.connect(lambda: self._redraw())
        return button

    def _redraw(self) -> None:
        """Put the values of the unit at the middles of the columns."""
        snapshot = self._snapshot
        if snapshot is None or len(snapshot.reading) != len(self.plot.centres):
            return  # the maps are not yet those of this sentence
        x = self.plot.centres
        shown = [0.0, 1.0]
        for name, line in self.lines.items():
            visible = self.buttons[name].isChecked()
            y = snapshot.reading.values(name)[snapshot.unit]
            ghost = snapshot.original.values(name)[snapshot.unit]
            line.setData(x, y) if visible else line.setData([], [])
            haunted = visible and snapshot.changed
            self.ghosts[name].setData(x, ghost) if haunted else self.ghosts[name].setData([], [])
            if visible:
                shown += [float(np.min(y)), float(np.max(y))]
                shown += [float(np.min(ghost)), float(np.max(ghost))] if haunted else []
        self.plot.show_heights(min(shown), max(shown))
        self.plot.show_column(snapshot.index)

    def _colour(self) -> None:
        palette = self.palette()
        for value in VALUES[self._kind] if self._kind else ():
            colour = role_colour(value.role, palette)
            style = Qt.PenStyle.DashLine if value.dashed else Qt.PenStyle.SolidLine
            self.lines[value.name].setPen(pg.mkPen(colour, width=2, style=style))
            faint = QColor(colour)
            faint.setAlpha(150)
            self.ghosts[value.name].setPen(pg.mkPen(faint, width=1, style=Qt.PenStyle.DotLine))
            self.buttons[value.name].setStyleSheet(f"color: {colour.name()}")

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
