"""The shapes of the diagram: drawn once grey and once coloured, then only copied.

Two pictures are kept of the whole diagram, one with everything still unknown and one with
everything known. A phase copies the first and, for what is known, pieces of the second: that
costs a tenth of drawing the shapes.
"""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPaintEngine,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from simulator.labs.network.diagram_layout import DiagramLayout
from simulator.labs.network.painting import Symbols
from simulator.simulation.network_phases import neuron_of, role, symbol
from simulator.widgets.colours import blended, muted, role_colour
from simulator.widgets.painted_plot import font_of


class DiagramArt:
    """Shapes, symbols and fonts for one layout and one palette; numbers come on top."""

    def __init__(self, widget: QWidget, layout: DiagramLayout) -> None:
        self.layout = layout
        self._palette: QPalette = widget.palette()
        self._symbols = Symbols()
        self._pictures: dict[tuple[bool, float], QPixmap] = {}
        self.colours: dict[str, QColor] = {
            name: self._colour(name) for name in (*layout.nodes, *layout.boxes)
        }
        self.unknown = muted(self._palette)
        r = layout.radius
        box = next(iter(layout.boxes.values()))
        error = layout.boxes[f"dL_dz{layout.n}"].height()
        self.fonts: dict[str, QFont] = {
            "node": font_of(widget, min(13.0, 0.36 * r), bold=True),
            "parameter": font_of(widget, min(12.0, box.width() / 4.6), bold=True),
            "gradient": font_of(widget, min(11.0, box.width() / 5.2)),
            "error": font_of(widget, min(12.0, 0.3 * error), bold=True),
            "answer": font_of(widget, 12),
        }

    def draw(self, painter: QPainter, seen: QRectF, known: set[str]) -> None:
        """Draw the shapes in ``seen``, those of the quantities in ``known`` in colour."""
        if painter.paintEngine().type() != QPaintEngine.Type.Raster:
            for name in self._shapes():
                self._draw_shape(painter, name, name in known)
            return
        ratio = painter.device().devicePixelRatioF()
        grey, coloured = (self._picture(state, ratio) for state in (False, True))
        _copy(painter, grey, seen, ratio)
        for name in self._shapes():
            if name in known:
                region = self._region(name)
                if region.intersects(seen):
                    _copy(painter, coloured, region, ratio)

    def mark(self, painter: QPainter, name: str, strong: bool) -> None:
        """Draw a border around ``name``, or a wide soft one when it is not ``strong``."""
        colour = QColor(self.colours[name])
        if not strong:
            colour.setAlpha(80)
        painter.setPen(QPen(colour, 3.4 if strong else 9.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if name in self.layout.nodes:
            r = self.layout.radius
            painter.drawEllipse(self.layout.nodes[name], r, r)
        else:
            painter.drawRoundedRect(self.layout.boxes[name], 7, 7)

    def number_box(self, name: str) -> tuple[QRectF, QFont]:
        """Return where the number of ``name`` is written, and in which font."""
        if name in self.layout.nodes:
            centre, r = self.layout.nodes[name], self.layout.radius
            box = QRectF(centre.x() - r, centre.y() + 0.06 * r, 2 * r, 0.6 * r)
            return box, self.fonts["node"]
        box = self.layout.boxes[name]
        if name.startswith(("dL_dw", "dL_db")):
            return box, self.fonts["gradient"]
        lower = box.adjusted(0, 0.5 * box.height(), 0, 0)
        return lower, self.fonts["parameter" if name[0] in "wb" else "error"]

    def region(self, name: str) -> QRectF:
        """Return all that changes when ``name`` is computed: its place, and the ways there."""
        region = self.layout.place_of(name)
        for way in self.layout.travel(name):
            region = region.united(QRectF(way.line.p1(), way.line.p2()).normalized())
        return region.adjusted(-12, -12, 12, 12)

    # Shapes

    def _shapes(self) -> list[str]:
        """Return what has a shape of its own; gradients stand in their parameters' boxes."""
        boxes = [name for name in self.layout.boxes if not name.startswith(("dL_dw", "dL_db"))]
        return [*self.layout.nodes, *boxes]

    def _picture(self, known: bool, ratio: float) -> QPixmap:
        if (known, ratio) not in self._pictures:
            size = QPointF(self.layout.width, self.layout.height) * ratio
            picture = QPixmap(max(1, round(size.x())), max(1, round(size.y())))
            picture.setDevicePixelRatio(ratio)
            picture.fill(self._palette.base().color())
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                for name in self._shapes():
                    self._draw_shape(painter, name, known)
            self._pictures[known, ratio] = picture
        return self._pictures[known, ratio]

    def _region(self, name: str) -> QRectF:
        """Return the part of the picture that a shape and the arrow into it take."""
        place = self.layout.place_of(name).adjusted(-3, -3, 3, 3)
        if name == "x" or name[0] in "wb":
            return place
        into = self.layout.edge if name in self.layout.nodes else self.layout.error_edge
        line = into(name)
        arrow = QRectF(line.p1(), line.p2()).normalized().adjusted(0, -8, 2, 8)
        return place.united(arrow)

    def _draw_shape(self, painter: QPainter, name: str, known: bool) -> None:
        if name in self.layout.nodes:
            self._draw_node(painter, name, known or name == "x")
        elif name[0] in "wb":
            self._draw_parameter(painter, name)
        else:
            self._draw_error(painter, name, known)

    def _draw_node(self, painter: QPainter, name: str, known: bool) -> None:
        palette, centre, r = self._palette, self.layout.nodes[name], self.layout.radius
        if name != "x":
            line = self.layout.edge(name)
            _arrow(painter, line, palette.mid().color())
            if name[0] == "a":
                place = line.center() - QPointF(0, 14)
                self._symbols.draw(painter, place, r"\sigma", 13, self.unknown)
        colour = self.colours[name] if known else palette.mid().color()
        share = 0.15 if name[0] == "a" and known else 0.0
        painter.setPen(QPen(colour, 2.4 if known else 1.6))
        painter.setBrush(blended(colour, palette.base().color(), share))
        painter.drawEllipse(centre, r, r)
        text = palette.text().color() if known else self.unknown
        self._symbols.draw(painter, centre - QPointF(0, 0.32 * r), symbol(name), 0.44 * r + 2, text)

    def _draw_parameter(self, painter: QPainter, name: str) -> None:
        upper, lower = self.layout.boxes[name], self.layout.boxes[f"dL_d{name}"]
        colour, ground = self.colours[name], self._palette.base().color()
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(self.layout.feed(name))
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(blended(colour, ground, 0.12))
        painter.drawRoundedRect(upper.united(lower), 7, 7)
        painter.setPen(QPen(blended(colour, ground, 0.4), 1))
        painter.drawLine(lower.topLeft() + QPointF(4, 0), lower.topRight() - QPointF(4, 0))
        size = min(15.0, 0.38 * upper.height())
        top = QPointF(upper.center().x(), upper.top() + 0.29 * upper.height())
        self._symbols.draw(painter, top, symbol(name), size, self._palette.text().color())

    def _draw_error(self, painter: QPainter, name: str, known: bool) -> None:
        palette, box = self._palette, self.layout.boxes[name]
        colour = self.colours[name] if known else palette.mid().color()
        line = self.layout.error_edge(name)
        _arrow(painter, line, colour if known else palette.midlight().color())
        self._draw_factor(painter, name, line)
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(blended(colour, palette.base().color(), 0.12 if known else 0.04))
        painter.drawRoundedRect(box, 7, 7)
        text = palette.text().color() if known else self.unknown
        upper = QPointF(box.center().x(), box.top() + 0.3 * box.height())
        self._symbols.draw(painter, upper, symbol(name), min(14.0, 0.33 * box.height()), text)

    def _draw_factor(self, painter: QPainter, name: str, line: QLineF) -> None:
        """Write what the error is multiplied with on its way into ``name``."""
        k, last = neuron_of(name), self.layout.n
        if name == f"dL_dz{last}":
            latex = rf"a_{{{last}}} - y"
            place = line.center() + QPointF(-6, 14)
        else:
            slope = name[4] == "z"
            latex = rf"\times a_{{{k}}}(1-a_{{{k}}})" if slope else rf"\times w_{{{k + 1}}}"
            above = 0.5 * self.layout.boxes[name].height() + 9
            place = line.center() - QPointF(0, above if slope or line.length() < 40 else 12)
        self._symbols.draw(painter, place, latex, 12, self.unknown)

    def _colour(self, name: str) -> QColor:
        return role_colour("data" if name == "L" else role(name), self._palette)


def _copy(painter: QPainter, picture: QPixmap, region: QRectF, ratio: float) -> None:
    # Whole pixels, or the copy would be smeared over its neighbours.
    whole = QRectF(region.toAlignedRect())
    source = QRectF(whole.topLeft() * ratio, whole.size() * ratio)
    painter.drawPixmap(whole, picture, source)


def _arrow(painter: QPainter, line: QLineF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2.2))
    along = line.unitVector()
    step = QPointF(along.dx(), along.dy())
    across = QPointF(-step.y(), step.x())
    base = line.p2() - step * 8.0
    painter.drawLine(QLineF(line.p1(), base))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([line.p2(), base + across * 5, base - across * 5]))
