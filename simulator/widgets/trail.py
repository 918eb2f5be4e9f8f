"""The finished part of paths, kept as a picture: a step of a run draws only what is new."""

from collections.abc import Callable, Hashable, Sequence
from math import ceil

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from simulator.widgets.surface_marks import Path

CHUNK = 32
"""Steps that are drawn together: those of all paths, then the next ones of all paths.

The order depends on the paths alone, so the picture is the same however one came to it.
"""


class Trail:
    """Pictures the complete chunks of growing paths.

    Eight runs of a thousand noisy steps cost 13 ms to draw, their last steps under 1 ms.
    """

    def __init__(self) -> None:
        self._paths: tuple[Path, ...] = ()
        self._key: Hashable = None
        self._done = 0
        self._picture: QImage | None = None
        self._source = QRect()
        self._inked = QRectF()

    def extend(
        self,
        paths: Sequence[Path],
        key: Hashable,
        size: QSizeF,
        ratio: float,
        paint: Callable[[QPainter, int, int], None],
    ) -> int:
        """Bring the picture up to date.

        Args:
            paths: What is shown now.
            key: What the picture depends on besides, such as the camera and the theme.
            size: The picture's size in the widget's pixels.
            ratio: Device pixels per pixel.
            paint: Draws the steps of all paths from their point ``first`` to point ``last``.

        Returns:
            The point up to which all paths are in the picture.
        """
        last = max((len(path.points) for path in paths), default=0) - 1
        done = max(0, last // CHUNK)
        if done < self._done or (key, size, ratio) != self._key or not self._continued_by(paths):
            self._done, self._picture = 0, None
        self._key, self._paths = (key, size, ratio), tuple(paths)
        if done > self._done:
            self._paint(done, size, ratio, paint)
        return self._done * CHUNK

    def draw(self, painter: QPainter) -> None:
        """Draw the picture, as far as there is anything in it."""
        if self._picture is not None and not self._inked.isEmpty():
            painter.drawImage(self._inked.topLeft(), self._picture, self._source)

    def _continued_by(self, paths: Sequence[Path]) -> bool:
        """Return whether these paths begin as those in the picture do."""
        end = self._done * CHUNK + 1
        return len(paths) == len(self._paths) and all(
            old.role == new.role
            and old.dashed == new.dashed
            and np.array_equal(old.points[:end], new.points[:end])
            for old, new in zip(self._paths, paths, strict=True)
        )

    def _paint(
        self, done: int, size: QSizeF, ratio: float, paint: Callable[[QPainter, int, int], None]
    ) -> None:
        if self._picture is None:
            shape = ceil(size.width() * ratio), ceil(size.height() * ratio)
            self._picture = QImage(*shape, QImage.Format.Format_ARGB32_Premultiplied)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
        with QPainter(self._picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for chunk in range(self._done, done):
                paint(painter, chunk * CHUNK, (chunk + 1) * CHUNK)
        self._done = done
        self._source = _inked(self._picture)
        self._inked = QRectF(
            self._source.x() / ratio,
            self._source.y() / ratio,
            self._source.width() / ratio,
            self._source.height() / ratio,
        )


def _inked(picture: QImage) -> QRect:
    """Return the smallest part of a transparent picture that holds all that is drawn in it.

    Copying transparent pixels costs as much as drawing a hundred steps.
    """
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)
    rows, columns = (np.flatnonzero(pixels.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return QRect()
    first, top = int(columns[0]), int(rows[0])
    return QRect(first, top, int(columns[-1]) - first + 1, int(rows[-1]) - top + 1)
