"""A plot whose x axis is the row of chips: each token at the middle of its column."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.widgets.heatmap import GUTTER, HeatMap
from simulator.widgets.plot import Plot


class AlignedPlot(Plot):
    """Follows the columns of a heat map, also when they are scrolled, and marks one of them."""

    column_clicked = Signal(int)

    def __init__(self, name: str, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.setMouseEnabled(x=False, y=False)
        self.setClipToView(True)  # of a thousand tokens, thirty are seen
        self.hideAxis("bottom")
        self.getAxis("left").setWidth(GUTTER - 8)
        self.cursor_line = pg.InfiniteLine(angle=90)
        self.addItem(self.cursor_line, ignoreBounds=True)
        self.maps = maps
        self.describe: Callable[[int], str] = lambda column: ""
        self._low, self._high = 0.0, 1.0
        maps.columns_moved.connect(self.align)
        self.apply_palette(self.palette())

    @property
    def centres(self):  # type: ignore[no-untyped-def]
        """The x of every token."""
        return self.maps.columns.centres

    def seen(self) -> slice:
        """Which tokens can be seen."""
        columns, left = self.maps.columns, self.maps.left()
        last = columns.at(self.maps.viewport().width() - left)
        return slice(columns.at(GUTTER - left), last + 1)

    def show_column(self, column: int) -> None:
        """Mark a token, if the maps are already those of its sentence."""
        if column < len(self.centres):
            self.cursor_line.setPos(self.centres[column])

    def show_heights(self, low: float, high: float) -> None:
        """Show values from ``low`` to ``high``, with a little room around."""
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self.align()

    def align(self) -> None:
        """Show the part of the sentence that the map shows, at the same place of the window."""
        box = self.getViewBox()
        corner = self.mapFromScene(box.sceneBoundingRect().topLeft())
        here = self.mapTo(self.window(), QPoint(round(QPointF(corner).x()), 0)).x()
        there = self.maps.viewport().mapTo(self.window(), QPoint(0, 0)).x()
        first = here - there - self.maps.left()
        room = 0.06 * (self._high - self._low or 1.0)
        self.setRange(
            xRange=(first, first + max(box.width(), 1.0)),
            yRange=(self._low - room, self._high + room),
            padding=0,
        )

    def column_at(self, point: QPointF) -> int:
        """Return the token at a point of the plot."""
        x = self.getViewBox().mapSceneToView(self.mapToScene(point.toPoint())).x()
        return self.maps.columns.at(x)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which token was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.column_clicked.emit(self.column_at(event.position()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say which numbers are drawn at the token under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.describe(self.column_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Align anew."""
        super().resizeEvent(event)
        if self._built:
            self.align()

    def showEvent(self, event: QShowEvent) -> None:
        """Align anew: on a tab that was hidden, sizes have changed."""
        super().showEvent(event)
        self.align()

    def apply_palette(self, palette: QPalette) -> None:
        """Take on the colours of the theme."""
        super().apply_palette(palette)
        accent = palette.highlight().color()
        self.cursor_line.setPen(pg.mkPen(accent, width=1.5, style=Qt.PenStyle.DashLine))
