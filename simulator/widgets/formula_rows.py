"""A row of numbers put together from parts that are already typeset.

Typesetting costs about 10 ms, and a row of six numbers has hundreds of shapes (signs, powers of
ten). Where all slots of a template stand in one row, the template is typeset once with a stand-in
in every slot; each number is typeset by itself, and what is to its right moves by the difference.
"""

import re
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

from simulator.simulation.explanation import parenthesised, slots
from simulator.widgets.formula_parts import NUMBER, SIZE, Layout, joined, marked, typeset
from simulator.widgets.glyphs import placed

_SLOT = re.compile(r"\\slot\{\w+\}")
_STAND_IN = "0.000"


def is_row(template: str) -> bool:
    """Return whether every slot stands in one row: in no braces, script or tall bracket."""
    if not slots(template) or r"\left" in template or r"\begin" in template:
        return False
    depth = 0
    for char in _SLOT.sub("⟨", template):
        depth += (char == "{") - (char == "}")
        if char == "⟨" and depth:
            return False
    return not re.search(r"[_^]\s*\\slot|\\slot\{\w+\}\s*[_^]", template)


@lru_cache(maxsize=2048)
def row_layout(template: str, shapes: tuple[str, ...]) -> Layout:
    """Return a template for which ``is_row`` holds, with numbers of these shapes in its slots."""
    segments, places, frame = _frame(template)
    path = QPainterPath(segments[0])
    path.setFillRule(Qt.FillRule.WindingFill)
    found, ascent, descent, moved = [], frame.ascent, frame.descent, 0.0
    wanted = parenthesised(template, shapes)
    for shape, put, place, segment in zip(shapes, wanted, places, segments[1:], strict=True):
        number = _number(shape, put)
        left = place.left() + moved
        path.addPath(number.path.translated(left, 0))
        found.append(number.slots[0].shifted(left))
        moved += number.width - place.width()
        path.addPath(segment.translated(moved, 0))
        ascent, descent = max(ascent, number.ascent), max(descent, number.descent)
    return Layout(path, tuple(found), frame.width + moved, ascent, descent)


def _number(shape: str, in_parentheses: bool) -> Layout:
    text = marked([shape], NUMBER)[0]
    return typeset(f"({text})" if in_parentheses else text)


@lru_cache(maxsize=256)
def _frame(template: str) -> tuple[tuple[QPainterPath, ...], tuple[QRectF, ...], Layout]:
    """Return what stands before, between and after the slots, where the stand-ins are, and all."""
    texts = iter(marked([_STAND_IN] * len(slots(template)), NUMBER))
    latex = _SLOT.sub(lambda slot: next(texts), template)
    whole = typeset(latex)
    pieces = placed(latex, SIZE)
    left = min(piece.box.left() for piece in pieces)
    places = tuple(slot.box for slot in whole.slots)
    ends = [box.left() + left for box in places]
    free = [piece for piece in pieces if not piece.mark.startswith(NUMBER[:3])]
    between = [[] for _ in range(len(places) + 1)]
    for piece in free:
        between[sum(piece.box.center().x() > end for end in ends)].append(piece)
    return tuple(joined(some, left) for some in between), places, whole
