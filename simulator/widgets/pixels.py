"""Matrices painted pixel by pixel, so that a thousand columns cost no more than what is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from simulator.widgets.shades import Shades


@dataclass(frozen=True, slots=True)
class Span:
    """Where a matrix goes from top to bottom, and above which line nothing of it is shown."""

    top: float
    height: float
    visible_from: float


class Sheet:
    """A picture that is filled with NumPy and given to Qt."""

    def __init__(self, width: int, height: int, ratio: float, ground: int) -> None:
        """Make an empty picture.

        Args:
            width: In Qt's pixels.
            height: In Qt's pixels.
            ratio: Pixels of the screen to one of Qt's.
            ground: Colour of what is not filled, ARGB.
        """
        self._ratio, self._ground = ratio, ground
        shape = round(height * ratio), round(width * ratio)
        self._pixels = np.full(shape, ground, dtype=np.uint32)

    def fill(
        self,
        levels: NDArray[np.uint8],
        shades: Shades,
        edges: NDArray[np.float64],
        left: float,
        span: Span,
    ) -> None:
        """Paint a matrix.

        Args:
            levels: Which shade each cell has, (rows, columns).
            shades: The colours.
            edges: Left and right ends of the columns in Qt's pixels, (columns + 1,).
            left: Nothing is shown to the left of it.
            span: Where it goes from top to bottom.
        """
        x = (np.arange(self._pixels.shape[1]) + 0.5) / self._ratio
        shown = (x >= max(left, edges[0])) & (x < edges[-1])
        column = np.searchsorted(edges, x[shown], side="right") - 1
        first = round(max(span.top, span.visible_from) * self._ratio)
        last = min(round((span.top + span.height) * self._ratio), len(self._pixels))
        if first >= last or not column.size:
            return
        y = (np.arange(first, last) + 0.5) / self._ratio - span.top
        row = np.clip((y / span.height * len(levels)).astype(np.intp), 0, len(levels) - 1)
        colours = shades[levels[row[:, None], column[None, :]]]
        # The first pixel of each column stays ground, as a thin line between tokens.
        colours[:, x[shown] - edges[column] < 1] = self._ground
        self._pixels[first:last, shown] = colours

    def image(self) -> QImage:
        """Return the picture for Qt."""
        height, width = self._pixels.shape
        form = QImage.Format.Format_RGB32
        image = QImage(self._pixels.data, width, height, 4 * width, form).copy()  # owns its pixels
        image.setDevicePixelRatio(self._ratio)
        return image
