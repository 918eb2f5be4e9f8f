"""Where the two formulas of the strip go, and how large, so that nothing is ever cut off."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from simulator.widgets.formula_parts import Layout

GAP = 30.0
"""Between formulas beside one another, in pixels at full size."""
LEADING = 8.0
"""Between formulas beneath one another."""
SMALLEST_BESIDE = 0.75
"""Below this scale the second formula goes beneath the first, if that makes both larger."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The left ends of both baselines in the widget, and the scale of both formulas."""

    first: QPointF
    second: QPointF
    scale: float


def fit(first: Layout, second: Layout, spare: float, area: QRectF) -> Fit:
    """Return where ``first`` and ``second`` go in ``area``.

    Args:
        first: The formula in symbols.
        second: The formula with numbers.
        spare: Width in pixels that ``second`` may grow by, kept free so that a number that turns
            negative does not make everything smaller.
        area: The room there is, in the widget's coordinates.
    """
    beside = QRectF(
        0,
        0,
        first.width + GAP + second.width + spare,
        max(first.ascent, second.ascent) + max(first.descent, second.descent),
    )
    beneath = QRectF(
        0,
        0,
        max(first.width, second.width + spare),
        first.height + LEADING + second.height,
    )
    scale = _scale(beside, area)
    if scale >= SMALLEST_BESIDE or scale >= _scale(beneath, area):
        top = area.center().y() - beside.height() * scale / 2
        baseline = top + max(first.ascent, second.ascent) * scale
        start = area.left() + (first.width + GAP) * scale
        return Fit(QPointF(area.left(), baseline), QPointF(start, baseline), scale)
    scale = _scale(beneath, area)
    top = area.center().y() - beneath.height() * scale / 2
    below = top + (first.height + LEADING + second.ascent) * scale
    return Fit(QPointF(area.left(), top + first.ascent * scale), QPointF(area.left(), below), scale)


def _scale(needed: QRectF, area: QRectF) -> float:
    wide = area.width() / needed.width() if needed.width() else 1.0
    high = area.height() / needed.height() if needed.height() else 1.0
    return max(0.0, min(1.0, wide, high))
