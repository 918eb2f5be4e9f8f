"""What a typeset formula is made of: outlines, and places for the digits of numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from simulator.widgets.glyphs import Placed, digits, placed

SIZE = 20.0
"""Size of the formula strip's type in pixels, before it is scaled to fit."""

# Colours that \textcolor gives to what is in the n-th slot; nothing is ever drawn in them.
SYMBOL = "#01{:04x}"
NUMBER = "#02{:04x}"
_MARK = re.compile(r"#0[12]([0-9a-f]{4})")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The place of one digit: where its outline (in font units) goes, in pixels."""

    x: float
    baseline: float
    scale: float
    outlines: tuple[QPainterPath, ...]
    """The ten digits in the form that belongs here."""


@dataclass(frozen=True, slots=True, eq=False)
class SlotLayout:
    """One slot of a formula: a symbol, or a number's signs and the places of its digits."""

    ink: QPainterPath
    box: QRectF
    """All that the slot covers, digits included."""
    cells: tuple[Cell, ...] = ()

    def shifted(self, x: float) -> "SlotLayout":
        """Return the same slot ``x`` pixels further to the right."""
        cells = tuple(replace(cell, x=cell.x + x) for cell in self.cells)
        return SlotLayout(self.ink.translated(x, 0), self.box.translated(x, 0), cells)

    def draw_digits(self, painter: QPainter, latex: str, colour: QColor) -> None:
        """Draw the digits of ``latex``, a number of the shape that this was typeset for."""
        written = (ord(char) - 48 for char in latex if char.isdigit())
        for cell, digit in zip(self.cells, written, strict=True):
            painter.save()
            painter.translate(cell.x, cell.baseline)
            painter.scale(cell.scale, cell.scale)
            painter.fillPath(cell.outlines[digit], colour)
            painter.restore()


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A typeset formula in pixels: its left edge is at x = 0, its baseline at y = 0."""

    path: QPainterPath
    """The outline of everything that is in no slot."""
    slots: tuple[SlotLayout, ...]
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """Height from the highest to the lowest ink."""
        return self.ascent + self.descent

    def draw(self, painter: QPainter, colour: QColor, slot_colours: Iterable[QColor] = ()) -> None:
        """Draw all but the digits, with its left end on the baseline at the painter's origin."""
        painter.fillPath(self.path, colour)
        for slot, slot_colour in zip(self.slots, slot_colours, strict=False):
            painter.fillPath(slot.ink, slot_colour)


@lru_cache(maxsize=512)
def typeset(latex: str, size: float = SIZE) -> Layout:
    r"""Return ``latex`` typeset at ``size`` pixels; cached.

    Args:
        latex: What stands between the dollar signs, such as ``\partial L/\partial z_1``.
        size: Size of the type in pixels.
    """
    pieces = placed(latex, size)
    left = min((piece.box.left() for piece in pieces), default=0.0)
    top = min((piece.box.top() for piece in pieces), default=0.0)
    right = max((piece.box.right() for piece in pieces), default=0.0)
    bottom = max((piece.box.bottom() for piece in pieces), default=0.0)
    marked: dict[int, list[Placed]] = {}
    free: list[Placed] = []
    for piece in pieces:
        mark = _MARK.fullmatch(piece.mark)
        (marked.setdefault(int(mark[1], 16), []) if mark else free).append(piece)
    path = joined(free, left)
    found = tuple(_slot(marked[index], left) for index in sorted(marked))
    return Layout(path, found, right - left, -top, bottom)


def marked(texts: Iterable[str], mark: str) -> list[str]:
    """Return texts in the colours by which ``typeset`` tells one slot from another."""
    colours = (mark.format(index) for index in count())
    return [
        rf"\textcolor{{{colour}}}{{{text}}}" for colour, text in zip(colours, texts, strict=False)
    ]


def _slot(pieces: list[Placed], left: float) -> SlotLayout:
    box = QRectF()
    for piece in pieces:
        box = box.united(piece.box)
    is_number = pieces[0].mark.startswith(NUMBER[:3])
    places = [piece for piece in pieces if is_number and piece.char == "0"]
    cells = tuple(
        Cell(piece.x - left, piece.baseline, piece.scale, digits(piece.script)) for piece in places
    )
    ink = joined((piece for piece in pieces if piece not in places), left)
    return SlotLayout(ink, box.translated(-left, 0), cells)


def joined(pieces: Iterable[Placed], left: float) -> QPainterPath:
    """Return outlines as one path that begins at ``left``."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces:
        path.addPath(piece.path)
    path.translate(-left, 0)
    return path
