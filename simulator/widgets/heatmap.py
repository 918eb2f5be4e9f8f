"""Matrices under the words of a sentence: a row for each unit, a column for each token."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from simulator.simulation.numbers import format_number
from simulator.widgets.brush import Brush
from simulator.widgets.chips import HEIGHT, Chip, natural_width
from simulator.widgets.columns import Columns
from simulator.widgets.heatmap_geometry import GUTTER, Geometry, Place, fitting_row_height
from simulator.widgets.heatmap_painting import Band, Marks, paint_marks, picture
from simulator.widgets.shades import gate_levels, signed_levels

__all__ = ["GUTTER", "Band", "HeatMap", "Place"]

ZOOMS = (1.0, 2.0, 4.0, 6.0)


class HeatMap(QAbstractScrollArea):
    """Bands beneath the chips of a sentence, with one column and one row chosen.

    Moving the choice costs one copy of a picture; the picture is made anew only when values,
    size, theme or the scrolled part change. The keys Up and Down choose a row, Ctrl and the
    wheel (or plus and minus) make rows higher, Shift with Left and Right (or dragging over the
    chips) brushes a phrase.
    """

    pointed = Signal(object)
    """The ``Place`` under the pointer, or None."""
    row_chosen = Signal(int)
    column_chosen = Signal(int)
    brushed = Signal(int, int)
    """First and last column of a phrase that was brushed."""
    columns_moved = Signal()
    """Columns stand elsewhere: other words, another width, or scrolled."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(240, 120)
        self.bands: tuple[Band, ...] = ()
        self.chips: tuple[Chip, ...] = ()
        self.columns = Columns.fitting((), 0)
        self.column = self.row = 0
        self.describe: Callable[[Place], str] = self._plain_description
        self._levels: list[NDArray[np.uint8]] = []
        self._order = np.arange(0)
        self._outlined: tuple[tuple[Place, Place], ...] = ()
        self.brush = Brush()
        self._zoom = 0
        self._picture: QImage | None = None
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_bands(self, bands: Sequence[Band], chips: Sequence[Chip]) -> None:
        """Show matrices of equal shape, with a chip over each column.

        Raises:
            ValueError: If a matrix has not as many columns as there are chips, or has values that
                are not finite: there is no colour for them.
        """
        if any(band.values.shape[1] != len(chips) for band in bands):
            raise ValueError("every band needs one column for each chip")
        if not all(np.isfinite(band.values).all() for band in bands):
            raise ValueError("every band needs finite values")
        self.bands, self.chips = tuple(bands), tuple(chips)
        self._levels = [
            gate_levels(band.values) if band.role else signed_levels(band.values, band.scale)
            for band in bands
        ]
        if self._order.size != self.rows:
            self._order = np.arange(self.rows)
        self.column, self.row = min(self.column, len(chips) - 1), min(self.row, self.rows - 1)
        self.brush = Brush()
        self._arrange()

    def show_order(self, order: NDArray[np.intp]) -> None:
        """Show the rows of the matrices in another order: ``order[k]`` is the k-th from above.

        ``row`` and ``Place.row`` always count from above.
        """
        self._order = order
        self._picture = None
        self.viewport().update()

    def choose(self, column: int, row: int) -> None:
        """Mark a column and a row, and scroll to where the column can be seen."""
        if (column, row) != (self.column, self.row):
            self.column, self.row = column, row
            self._say_choice()
            self.viewport().update()
        self._scroll_to(column)

    def outline(self, areas: Sequence[tuple[Place, Place]]) -> None:
        """Draw frames around areas, each given by its first and last cell."""
        self._outlined = tuple(areas)
        self.viewport().update()

    @property
    def rows(self) -> int:
        """Rows of each band."""
        return int(self.bands[0].values.shape[0]) if self.bands else 0

    def geometry_now(self) -> Geometry:
        """Return where everything is in the viewport."""
        view = self.viewport()
        height = fitting_row_height(len(self.bands), self.rows, view.height())
        return Geometry(
            self.columns,
            len(self.bands),
            self.rows,
            height * ZOOMS[self._zoom],
            self.horizontalScrollBar().value(),
            self.verticalScrollBar().value(),
            view.width(),
        )

    def left(self) -> float:
        """Return where the first column begins in the viewport; below 0 when scrolled."""
        return float(GUTTER - self.horizontalScrollBar().value())

    def place_at(self, point: QPointF) -> Place | None:
        """Return the cell at a point of the viewport."""
        return self.geometry_now().place_at(point)

    def cell_rect(self, place: Place) -> QRectF:
        """Return where a cell is in the viewport."""
        return self.geometry_now().area(place, place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, then what is chosen."""
        painter = QPainter(self.viewport())
        if not self.chips:
            return
        at = self.geometry_now()
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatioF():
            levels = [level[self._order] for level in self._levels]
            size = self.viewport().size()
            self._picture = picture(self, size, at, self.bands, levels, self.chips)
        painter.drawImage(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks = Marks(self.column, self.row, self._outlined, self.brush.range)
        paint_marks(painter, self, at, marks, self.chips[self.column])

    def _arrange(self) -> None:
        """Give columns and scroll bars the measures that words, bands and size ask for."""
        metrics = self.fontMetrics()
        room = self.viewport().width() - GUTTER
        natural = [natural_width(chip, metrics) for chip in self.chips]
        if sum(natural) > room:
            natural = [natural_width(chip, metrics, tight=True) for chip in self.chips]
        self.columns = Columns.fitting(natural, room)
        bar = self.horizontalScrollBar()
        bar.setPageStep(room)
        bar.setRange(0, max(0, round(self.columns.width) - room))
        height = self.geometry_now().total_height
        down = self.verticalScrollBar()
        down.setPageStep(self.viewport().height())
        down.setSingleStep(12)
        down.setRange(0, max(0, round(height) - self.viewport().height()))
        self._scrolled()

    def _scrolled(self) -> None:
        self._picture = None
        self.viewport().update()
        self.columns_moved.emit()

    def _scroll_to(self, column: int) -> None:
        bar = self.horizontalScrollBar()
        left, right = self.columns.edges[column], self.columns.edges[column + 1]
        if left < bar.value():
            bar.setValue(round(left))
        elif right > bar.value() + bar.pageStep():
            # Some room to go on without scrolling at every token.
            bar.setValue(round(right - bar.pageStep() * 0.6))

    def _zoom_by(self, steps: int) -> None:
        self._zoom = min(max(self._zoom + steps, 0), len(ZOOMS) - 1)
        self._arrange()

    def _say_choice(self) -> None:
        values = (f"{band.name} {self._number(band)}" for band in self.bands)
        chip = self.chips[self.column].text
        self.setAccessibleDescription(f"“{chip}”, row {self.row}: {', '.join(values)}")

    def _number(self, band: Band) -> str:
        return format_number(float(band.values[self._order[self.row], self.column]))

    def _plain_description(self, place: Place) -> str:
        band = self.bands[place.band]
        value = format_number(float(band.values[self._order[place.row], place.column]))
        return f"{band.name} {band.symbol} at “{self.chips[place.column].text}”: {value}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns anew."""
        super().resizeEvent(event)
        self._arrange()
        if self.chips:
            self._scroll_to(self.column)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme or font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._picture = None

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def text_at(self, point: QPointF) -> str:
        """Return what the tool tip says at a point of the viewport."""
        place = self.place_at(point)
        if place is not None:
            return self.describe(place)
        if self.chips and point.y() <= HEIGHT and point.x() >= GUTTER:
            return self.chips[self.columns.at(point.x() - self.left())].tip
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row and column under the pointer, or begin a phrase on the chips."""
        if event.button() != Qt.MouseButton.LeftButton or not self.chips:
            return
        if event.position().y() <= HEIGHT and event.position().x() >= GUTTER:
            self.brush.begin(self.geometry_now().column_at(event.position()))
        else:
            self._choose_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at; with the button down, choose or brush on the way."""
        self.pointed.emit(self.place_at(event.position()))
        if self.brush.dragging:
            self.brush.drag(self.geometry_now().column_at(event.position()))
            self.viewport().update()
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._choose_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a phrase; a click on a chip without moving chooses its column."""
        if not self.brush.dragging:
            return
        column = self.geometry_now().column_at(event.position())
        phrase = self.brush.end(column)
        self.viewport().update()
        if phrase is not None:
            self.brushed.emit(*phrase)
        elif column != self.column:
            self.column_chosen.emit(column)

    def _choose_at(self, point: QPointF) -> None:
        if not self.chips or point.x() < GUTTER:
            return
        at = self.geometry_now()
        place = at.place_at(point)
        if place is not None and place.row != self.row:
            self.row_chosen.emit(place.row)
        column = at.column_at(point)
        if column != self.column:
            self.column_chosen.emit(column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another row, or make rows higher; other keys belong to the page."""
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        zoom = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()))
        ends = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if ends is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            phrase = self.brush.stretch(self.column, ends, len(self.chips))
            self.viewport().update()
            if phrase is not None:
                self.brushed.emit(*phrase)
        elif rows is not None and 0 <= self.row + rows < self.rows:
            self.row_chosen.emit(self.row + rows)
        elif zoom is not None:
            self._zoom_by(zoom)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or with Ctrl make rows higher or lower."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)
