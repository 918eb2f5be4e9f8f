"""Lines of a plot, each with a button that shows its value and hides it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from simulator.labs.memory.aligned_plot import AlignedPlot
from simulator.simulation.explanation import Role
from simulator.widgets.colours import role_colour

STYLES = {
    "solid": Qt.PenStyle.SolidLine,
    "dashed": Qt.PenStyle.DashLine,
    "dotted": Qt.PenStyle.DotLine,
}


@dataclass(frozen=True, slots=True)
class LineSpec:
    """How one line looks.

    Attributes:
        name: Its key.
        role: Its colour.
        tip: What it is, in words.
        style: ``solid``, ``dashed`` or ``dotted``.
    """

    name: str
    role: Role
    tip: str
    style: str = "solid"


class Lines(QObject):
    """Lines, their ghosts (what was before a change), and a row of buttons for them."""

    toggled = Signal()

    def __init__(self, plot: AlignedPlot, parent: QWidget) -> None:
        super().__init__(parent)
        self._plot = plot
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.specs: tuple[LineSpec, ...] = ()
        self.lines: dict[str, pg.PlotDataItem] = {}
        self.ghosts: dict[str, pg.PlotDataItem] = {}
        self.buttons: dict[str, QToolButton] = {}

    def show_specs(self, specs: Sequence[LineSpec], palette: QPalette) -> None:
        """Offer these lines; those of before go, unless they are the same."""
        if tuple(specs) == self.specs:
            return
        hidden = {name for name, button in self.buttons.items() if not button.isChecked()}
        self._clear()
        self.specs = tuple(specs)
        for spec in specs:
            self.ghosts[spec.name] = self._plot.plot()
            self.lines[spec.name] = self._plot.plot()
            self.buttons[spec.name] = self._button(spec, spec.name not in hidden)
            self.row.addWidget(self.buttons[spec.name])
        self.apply_palette(palette)

    def draw(
        self, name: str, x: np.ndarray, y: np.ndarray, ghost: np.ndarray | None = None
    ) -> list[float]:
        """Draw one line and its ghost, if it is not hidden; return the heights it needs."""
        visible = self.buttons[name].isChecked()
        drawn: list[float] = []
        for item, values in ((self.lines[name], y), (self.ghosts[name], ghost)):
            if visible and values is not None:
                item.setData(x, values)
                finite = values[np.isfinite(values)]
                drawn += [float(finite.min()), float(finite.max())] if finite.size else []
            else:
                item.setData([], [])
        return drawn

    def label(self, name: str, text: str) -> None:
        """Write the value of a line at the chosen token on its button."""
        if self.buttons[name].text() != text:
            self.buttons[name].setText(text)

    def apply_palette(self, palette: QPalette) -> None:
        """Take on the colours of the theme."""
        for spec in self.specs:
            colour = role_colour(spec.role, palette)
            self.lines[spec.name].setPen(pg.mkPen(colour, width=2, style=STYLES[spec.style]))
            faint = QColor(colour)
            faint.setAlpha(150)
            self.ghosts[spec.name].setPen(pg.mkPen(faint, width=1, style=STYLES["dotted"]))
            self.buttons[spec.name].setStyleSheet(f"color: {colour.name()}")

    def _clear(self) -> None:
        for items in (self.lines, self.ghosts):
            for item in items.values():
                self._plot.removeItem(item)
            items.clear()
        for button in self.buttons.values():
            self.row.removeWidget(button)
            button.hide()  # it goes when Qt next has time
            button.deleteLater()
        self.buttons.clear()

    def _button(self, spec: LineSpec, checked: bool) -> QToolButton:
        button = QToolButton()
        button.setObjectName("small")
        button.setCheckable(True)
        button.setChecked(checked)
        button.setText(spec.name)
        button.setAccessibleName(f"Show the line of {spec.tip}")
        button.setToolTip(f"{spec.tip}; click to hide or show the line")
        button.toggled.connect(lambda: self.toggled.emit())
        return button
