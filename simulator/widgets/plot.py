"""A plot that looks like the rest of the app and stays where it is put."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QWidget

from simulator.widgets.colours import muted

MARGIN = 0.06
"""Share of a range that stays free on each side."""


class Plot(pg.PlotWidget):
    """A pyqtgraph plot with the theme's colours, named axes and a fixed range.

    Ranges are set with ``show_range``: ranging by itself doubles the cost of a frame and makes
    the picture jump. Subclasses recolour what they draw in ``apply_palette``, and call it once
    when they have made their items.
    """

    _built = False  # the palette changes already while Qt's constructor runs

    def __init__(
        self, name: str, x_label: str = "", y_label: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMinimumSize(140, 90)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.hideButtons()
        # Room for half a number at the ends of the axes, or it would be cut.
        self.getPlotItem().layout.setContentsMargins(1, 8, 10, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys belong to the player
        self.getViewBox().disableAutoRange()
        self.set_labels(x_label, y_label)
        self._colour_axes(self.palette())
        self._built = True

    def set_labels(self, x_label: str, y_label: str) -> None:
        """Name the axes, with units, such as ``income (francs)``."""
        for side, text in (("bottom", x_label), ("left", y_label)):
            axis = self.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(text) if text else axis.showLabel(False)

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show these ranges with a margin; an empty one becomes one unit wide."""
        self.setRange(xRange=_widened(x), yRange=_widened(y), padding=0)

    def apply_palette(self, palette: QPalette) -> None:
        """Take the colours of axes and ground from ``palette``."""
        self._colour_axes(palette)

    def _colour_axes(self, palette: QPalette) -> None:
        self.setBackground(palette.base().color())
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.85))
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(palette.mid().color()))
            axis.setTextPen(pg.mkPen(muted(palette)))
            axis.setStyle(tickFont=font, tickLength=4, maxTickLevel=0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        # pyqtgraph empties a plot when it is closed; Qt may tell it of a theme even after that.
        alive = self._built and self.plotItem is not None
        if alive and event.type() == QEvent.Type.PaletteChange:
            self.apply_palette(self.palette())


def _widened(ends: tuple[float, float]) -> tuple[float, float]:
    low, high = ends
    width = (high - low) or 1.0
    return low - MARGIN * width, high + MARGIN * width
