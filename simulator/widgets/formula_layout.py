"""Formulas typeset once: what never changes as one outline, numbers as places for their digits.

Typesetting costs about 10 ms, drawing digits into the places 3 µs each, so layouts are cached by
their *shape*: the LaTeX with every digit of a number replaced by 0. In the maths font all digits
are equally wide, so every number of one shape fits without moving anything else.
"""

import re
from collections.abc import Collection

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from simulator.simulation.explanation import Explanation, slots, substitute
from simulator.simulation.numbers import latex_number
from simulator.widgets.formula_parts import NUMBER, SYMBOL, Layout, marked, typeset
from simulator.widgets.formula_rows import is_row, row_layout

_DIGIT = re.compile(r"\d")


def symbols_layout(explanation: Explanation) -> Layout:
    """Return the formula in symbols; its slots are those of ``formula_template``, in order."""
    template = explanation.formula_template
    symbols = [explanation[name].symbol for name in slots(template)]
    return typeset(substitute(template, symbols, marked(symbols, SYMBOL)))


def numbers_layout(
    explanation: Explanation, hidden: Collection[str] = ()
) -> tuple[Layout, tuple[str, ...]]:
    """Return the formula with numbers, and the LaTeX of what is in each slot, in order.

    Args:
        explanation: What a snapshot says of itself.
        hidden: Names of quantities with a question mark in place of their value.
    """
    template = explanation.substituted_template
    numbers = tuple(
        "?" if name in hidden else latex_number(explanation[name].value) for name in slots(template)
    )
    shapes = [_DIGIT.sub("0", number) for number in numbers]
    if is_row(template):
        return row_layout(template, tuple(shapes)), numbers
    return typeset(substitute(template, shapes, marked(shapes, NUMBER))), numbers


def draw_math(painter: QPainter, point: QPointF, latex: str, size: float, colour: QColor) -> None:
    """Draw ``latex`` with the left end of its baseline at ``point``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(point)
    typeset(latex, size).draw(painter, colour)
    painter.restore()
