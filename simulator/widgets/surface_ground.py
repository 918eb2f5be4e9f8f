"""The picture of a 3-D surface in its box, kept until the camera or the surface changes."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPalette, QPixmap

from simulator.engine.arrays import Floats
from simulator.widgets.colours import is_dark, muted
from simulator.widgets.surface_axes import paint_box, paint_numbers
from simulator.widgets.surface_mesh import Mesh
from simulator.widgets.surface_projection import Grid, Projection


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture's style and fineness depend on."""

    palette: QPalette
    font: QFont
    ratio: float
    """Device pixels per pixel."""


class Ground:
    """Draws one surface after the other; only the mesh's buffers are kept between them."""

    def __init__(self) -> None:
        self._fine, self._coarse = Mesh(), Mesh()
        self._labels = ("", "", "")
        self._changing = False

    def load(self, grid: Grid, labels: tuple[str, str, str], changing: bool) -> None:
        """Take another surface; one that keeps changing is drawn with a quarter of the cells."""
        self.grid, self._labels, self._changing = grid, labels, changing
        if changing:
            self._coarse.load(grid.thinned())
        else:
            self._fine.load(grid)

    def settle(self) -> None:
        """Draw with all cells from now on."""
        if self._changing:
            self.load(self.grid, self._labels, changing=False)

    @property
    def heights(self) -> Floats:
        """The nodes' heights in unit coordinates, for what may hide behind them."""
        return (self._coarse if self._changing else self._fine).nodes[..., 2]

    def picture(self, projection: Projection, look: Look, fine: bool) -> QPixmap:
        """Return the surface on the palette's ground, at twice the resolution if ``fine``."""
        finer = 2 if fine and look.ratio < 2 else 1
        size = QSize(round(projection.width), round(projection.height))
        picture = QPixmap(size * (look.ratio * finer))
        picture.setDevicePixelRatio(look.ratio * finer)
        picture.fill(look.palette.base().color())
        axes = look.palette.mid().color()
        with QPainter(picture) as painter:
            paint_box(painter, self.grid, projection, axes)
            line = QColor(255, 255, 255, 70 if is_dark(look.palette) else 95)
            mesh = self._coarse if self._changing else self._fine
            mesh.paint(painter, projection, line)
        if finer > 1:
            picture = _halved(picture, look.ratio)
        with QPainter(picture) as painter:
            painter.setFont(_small(look.font))
            colours = (axes, muted(look.palette))
            paint_numbers(painter, self.grid, projection, self._labels, colours)
        return picture


def _halved(picture: QPixmap, ratio: float) -> QPixmap:
    halved = picture.scaled(
        picture.size() / 2,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    halved.setDevicePixelRatio(ratio)
    return halved


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(9, round(QFontInfo(font).pixelSize() * 0.8)))
    return small
