"""The picture of a 3-D surface in its box, kept until the camera or the surface changes."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPalette, QPixmap

from simulator.engine.arrays import Floats
from simulator.widgets.colours import is_dark, muted
from simulator.widgets.surface_axes import paint_box, paint_numbers
from simulator.widgets.surface_gl import GlMesh
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
    """Draws one surface after the other; only what holds the mesh is kept between them.

    Where there is a graphics card it draws the mesh, with the picture the same to the eye.
    """

    def __init__(self) -> None:
        self._fine, self._coarse = Mesh(), Mesh()
        self._labels = ("", "", "")
        self._changing = False
        self._gl: GlMesh | None = None
        self._gl_is_tried = self._gl_is_loaded = False

    def load(self, grid: Grid, labels: tuple[str, str, str], changing: bool) -> None:
        """Take another surface; one that keeps changing is drawn with a quarter of the cells."""
        self.grid, self._labels = grid, labels
        self._changing = changing and self._gl is None
        self._gl_is_loaded = False
        if self._changing:
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

    def _card(self) -> GlMesh | None:
        """Return the graphics card with this surface in it, or None where there is none.

        It is looked for when the first surface is drawn: that takes some tens of milliseconds.
        """
        try:
            if not self._gl_is_tried:
                self._gl_is_tried = True
                self._gl = GlMesh()
            if self._gl is not None and not self._gl_is_loaded:
                self._gl.load(self.grid.nodes())
                self._gl_is_loaded = True
        except RuntimeError:
            self._gl = None
        return self._gl

    def picture(self, projection: Projection, look: Look, fine: bool) -> QPixmap:
        """Return the surface on the palette's ground, at twice the resolution if ``fine``."""
        finer = 2 if fine and look.ratio < 2 and self._card() is None else 1
        size = QSize(round(projection.width), round(projection.height))
        picture = QPixmap(size * (look.ratio * finer))
        picture.setDevicePixelRatio(look.ratio * finer)
        picture.fill(look.palette.base().color())
        axes = look.palette.mid().color()
        with QPainter(picture) as painter:
            paint_box(painter, self.grid, projection, axes)
            self._paint_mesh(painter, projection, look)
        if finer > 1:
            picture = _halved(picture, look.ratio)
        with QPainter(picture) as painter:
            painter.setFont(_small(look.font))
            colours = (axes, muted(look.palette))
            paint_numbers(painter, self.grid, projection, self._labels, colours)
        return picture

    def _paint_mesh(self, painter: QPainter, projection: Projection, look: Look) -> None:
        # In a small view the same lines lie closer together and would whiten the surface.
        strength = min(1.0, projection.scale / 110)
        line = QColor(255, 255, 255, round((70 if is_dark(look.palette) else 95) * strength))
        card = self._card()
        if card is not None:
            try:
                painter.drawImage(0, 0, card.picture(projection, look.ratio, line))
                return
            except RuntimeError:
                self._gl = None
        (self._coarse if self._changing else self._fine).paint(painter, projection, line)


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
