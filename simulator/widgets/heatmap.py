"""Matrices under the words of a sentence: a row for each unit, a column for each token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from simulator.simulation.explanation import Role
from simulator.simulation.numbers import format_number
from simulator.widgets.chips import HEIGHT, Chip, draw_chip, natural_width
from simulator.widgets.colours import muted
from simulator.widgets.columns import Columns
from simulator.widgets.pixels import Sheet, Span
from simulator.widgets.shades import (
    gate_levels,
    gate_shades,
    signed_levels,
    signed_shades,
)

GUTTER = 66
"""Width in pixels of the names on the left."""
GAP = 6
"""Between two bands."""
LOWEST_ROW, HIGHEST_ROW = 1.4, 14.0
ZOOMS = (1.0, 2.0, 4.0, 6.0)

Reals = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """One matrix.

    Attributes:
        name: Such as ``forget``.
        symbol: Such as ``f``.
        values: (rows, columns).
        role: Of a gate from 0 to 1, the colour that 1 has; None if values have signs.
    """

    name: str
    symbol: str
    values: Reals
    role: Role | None = None

    @property
    def scale(self) -> float:
        """What the strongest colour means."""
        return 1.0 if self.role else float(np.abs(self.values).max(initial=0.0)) or 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A cell: which band, row and column."""

    band: int
    row: int
    column: int


class HeatMap(QAbstractScrollArea):
    """Bands beneath the chips of a sentence, with one column and one row chosen.

    Moving the choice costs one copy of a picture; the picture is made anew only when values,
    size, theme or the scrolled part change. The keys Up and Down choose a row, Ctrl and the
    wheel (or plus and minus) make rows higher.
    """

    pointed = Signal(object)
    """The ``Place`` under the pointer, or None."""
    row_chosen = Signal(int)
    column_chosen = Signal(int)
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

    @property
    def row_height(self) -> float:
        """Height of a row in pixels: what fits, unless that is too little to see."""
        count = max(len(self.bands) * self.rows, 1)
        room = self.viewport().height() - HEIGHT - GAP * (len(self.bands) + 1)
        fitting = min(max(room / count, LOWEST_ROW), HIGHEST_ROW)
        return fitting * ZOOMS[self._zoom]

    def left(self) -> float:
        """Return where the first column begins in the viewport; below 0 when scrolled."""
        return float(GUTTER - self.horizontalScrollBar().value())

    def band_top(self, band: int) -> float:
        """Return where a band begins in the viewport."""
        pitch = self.rows * self.row_height + GAP
        return HEIGHT + GAP + band * pitch - self.verticalScrollBar().value()

    def place_at(self, point: QPointF) -> Place | None:
        """Return the cell at a point of the viewport."""
        inside = GUTTER <= point.x() < self.left() + self.columns.width
        if not (inside and point.y() > HEIGHT and self.bands):
            return None
        pitch = self.rows * self.row_height + GAP
        band, below = divmod(point.y() - self.band_top(0), pitch)
        row = int(below // self.row_height)
        if not (0 <= band < len(self.bands) and row < self.rows):
            return None
        return Place(int(band), row, self.columns.at(point.x() - self.left()))

    def cell_rect(self, place: Place) -> QRectF:
        """Return where a cell is in the viewport."""
        edges = self.columns.edges + self.left()
        top = self.band_top(place.band) + place.row * self.row_height
        left = edges[place.column]
        return QRectF(left, top, edges[place.column + 1] - left, self.row_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, then what is chosen."""
        painter = QPainter(self.viewport())
        if not self.chips:
            return
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._paint_picture(ratio)
        painter.drawImage(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_choice(painter)

    def _paint_picture(self, ratio: float) -> QImage:
        size = self.viewport().size()
        sheet = Sheet(size.width(), size.height(), ratio, self.palette().base().color().rgba())
        height = self.rows * self.row_height
        for number, (band, levels) in enumerate(zip(self.bands, self._levels, strict=True)):
            span = Span(self.band_top(number), height, HEIGHT + GAP)
            sheet.fill(
                levels[self._order],
                self._shades(band),
                self.columns.edges + self.left(),
                GUTTER,
                span,
            )
        picture = sheet.image()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_names(painter)
        self._paint_chips(painter)
        painter.end()
        return picture

    def _paint_names(self, painter: QPainter) -> None:
        bold = self.font()
        bold.setBold(True)
        for number, band in enumerate(self.bands):
            top = max(self.band_top(number), HEIGHT + GAP)
            if self.band_top(number + 1) - GAP - top < 16:
                continue
            painter.setFont(bold)
            painter.setPen(self.palette().text().color())
            painter.drawText(QPointF(0, top + 12), band.name)
            painter.setFont(self.font())
            painter.setPen(muted(self.palette()))
            if self.band_top(number + 1) - GAP - top >= 32:
                scale = "" if band.role else f" ±{format_number(band.scale, 2)}"
                painter.drawText(QPointF(0, top + 28), f"{band.symbol}{scale}")

    def _paint_chips(self, painter: QPainter) -> None:
        painter.setClipRect(QRectF(GUTTER, 0, self.viewport().width() - GUTTER, HEIGHT + 1))
        first, last = self._seen()
        for number in range(first, last + 1):
            draw_chip(painter, self._chip_rect(number), self.chips[number], self, chosen=False)
        painter.setClipping(False)

    def _paint_choice(self, painter: QPainter) -> None:
        painter.setClipRect(QRectF(GUTTER - 1, 0, self.viewport().width(), HEIGHT + 1))
        chip = self._chip_rect(self.column)
        draw_chip(painter, chip, self.chips[self.column], self, chosen=True)
        painter.setClipRect(
            QRectF(GUTTER - 1, HEIGHT + 1, self.viewport().width(), self.viewport().height())
        )
        accent = self.palette().highlight().color()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
        middle = chip.center().x()
        painter.drawLine(QPointF(middle, HEIGHT), QPointF(middle, self.band_top(len(self.bands))))
        painter.setPen(QPen(self.palette().text().color(), 1.5))
        last = len(self.columns) - 1
        for band in range(len(self.bands)):
            ends = Place(band, self.row, 0), Place(band, self.row, last)
            painter.drawRect(self._area(*ends).adjusted(0, -1, 0, 1))
        painter.setPen(QPen(self.palette().text().color(), 2, Qt.PenStyle.DotLine))
        for area in self._outlined:
            painter.drawRect(self._area(*area).adjusted(1, 1, -1, -1))

    def _area(self, first: Place, last: Place) -> QRectF:
        return self.cell_rect(first).united(self.cell_rect(last))

    def _shades(self, band: Band) -> NDArray[np.uint32]:
        palette = self.palette()
        return gate_shades(band.role, palette) if band.role else signed_shades(palette)

    def _chip_rect(self, column: int) -> QRectF:
        edges = self.columns.edges + self.left()
        return QRectF(edges[column] + 1, 1, edges[column + 1] - edges[column] - 2, HEIGHT - 4)

    def _seen(self) -> tuple[int, int]:
        """Return the first and last column that can be seen."""
        return (
            self.columns.at(GUTTER - self.left()),
            self.columns.at(self.viewport().width() - self.left()),
        )

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
        height = HEIGHT + GAP + len(self.bands) * (self.rows * self.row_height + GAP)
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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is pointed at; with the button down, choose on the way."""
        self.pointed.emit(self.place_at(event.position()))
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the event: it belongs to the press."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row and column under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose_at(event.position())

    def _choose_at(self, point: QPointF) -> None:
        if not self.chips or point.x() < GUTTER:
            return
        place = self.place_at(point)
        if place is not None and place.row != self.row:
            self.row_chosen.emit(place.row)
        column = self.columns.at(point.x() - self.left())
        if column != self.column:
            self.column_chosen.emit(column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another row, or make rows higher; other keys belong to the page."""
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        zoom = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()))
        if rows is not None and 0 <= self.row + rows < self.rows:
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
