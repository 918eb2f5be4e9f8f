"""LaTeX set in the maths font STIX Two Math, as a flat list of outlines and where they belong."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QTransform

with warnings.catch_warnings():
    # ziamath 0.13 opens its own font by a call that importlib.resources has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    import ziamath
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import Cubic, Lineto, Moveto, Quad
from ziamath.drawable import Drawable, Glyph, HLine, VLine
from ziamath.nodes.nodetools import subglyph
from ziamath.tex import tex2mml

_BEFORE_SIGN = frozenset("=←→⇒≈<>≤≥(,[+−·×⊙")
# ziamath leaves an eighth of an em beside names such as log; TeX leaves a sixth, and more to read.
_NAME = r"(\\(?:log|ln|exp|tanh|max|min))(?![A-Za-z])"
_FUNCTION = re.compile(r"(?:(?<=[\d})])|(?<=(?<![A-Za-z\\])[A-Za-z]))\s*" + _NAME)
_BARE_FUNCTION = re.compile(_NAME + r"(?!\s*(?:[(_^]|\\left))\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """One outline in the place where it belongs, in pixels; y is 0 on the baseline, down is +."""

    path: QPainterPath
    box: QRectF
    """What the outline covers, at least as wide as the pen moves."""
    mark: str
    """The MathML colour around it, by which ``\\textcolor`` tells whose outline this is."""
    x: float
    baseline: float
    scale: float
    """Pixels per font unit."""
    char: str
    """The character, empty for a line."""
    script: bool
    """Whether the font's wider small forms are used, as in exponents."""


def placed(latex: str, size: float) -> list[Placed]:
    """Typeset ``latex`` at ``size`` pixels and return every outline in it, in drawing order."""
    if not latex.strip():
        return []
    latex = _FUNCTION.sub(r"\\,\1", _BARE_FUNCTION.sub(r"\1\\,", latex))
    tree = _prepared(ElementTree.fromstring(tex2mml(latex)))  # noqa: S314 - converted by ourselves
    node = ziamath.Math(tree, size=size).node
    return list(_walk(node, 0.0, 0.0))


@cache
def digits(script: bool) -> tuple[QPainterPath, ...]:
    """Return the outlines of 0 to 9 in font units, each centred on the advance of 0.

    The font's normal digits are all as wide as 0; its small ones, for scripts, are not.
    """
    font = ziamath.zmath.loadedfonts["default"]
    glyphs = [font.glyph(char) for char in "0123456789"]
    if script:
        glyphs = [subglyph(glyph, font) for glyph in glyphs]
    width = glyphs[0].advance()
    return tuple(
        QTransform.fromTranslate((width - glyph.advance()) / 2, 0).map(_outline(glyph))
        for glyph in glyphs
    )


def _prepared(element: ElementTree.Element) -> ElementTree.Element:
    """Return MathML so that ziamath sets it well, in a third of the time."""
    if element.text in ("‖", "|"):
        element.attrib.setdefault("stretchy", "false")  # by \lVert they would get an empty outline
    # ziamath sets the content of every row twice, so rows in rows take 2, 4, 8, … times as long.
    # A row with one child is that child (but for an operator, whose spacing depends on its row).
    for index, child in enumerate(element):
        _prepared(child)
        if index and _is_sign(child) and (element[index - 1].text or "") in _BEFORE_SIGN:
            child.set("form", "prefix")  # ziamath takes every minus inside a row for a binary one
        if _tag(child) == "mrow" and len(child) == 1 and _tag(child[0]) != "mo":
            element[index] = child[0]
    if _tag(element) == "math" and len(element) == 1 and _tag(element[0]) == "mrow":
        element[:] = list(element[0])
    return element


def _is_sign(element: ElementTree.Element) -> bool:
    return _tag(element) == "mo" and element.text in ("−", "+")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _walk(node: Drawable, x: float, y: float) -> Iterator[Placed]:
    if isinstance(node, Glyph):
        if node.glyph.operators and not node.phantom:
            yield _placed_glyph(node, x, y)
    elif isinstance(node, HLine):
        yield _placed_line(node, QRectF(x, y, node.length, node.lw))
    elif isinstance(node, VLine):
        yield _placed_line(node, QRectF(x - node.lw / 2, y, node.lw, node.height))
    else:
        for (dx, dy), child in zip(node.nodexy, node.nodes, strict=False):
            yield from _walk(child, x + dx, y + dy)


def _placed_glyph(node: Glyph, x: float, y: float) -> Placed:
    scale = node.funit_to_points(1)
    path = QTransform(scale, 0, 0, scale, x, y).map(_outline(node.glyph))
    ink = path.boundingRect()
    box = ink.united(QRectF(x, ink.top(), node.xadvance(), ink.height()))
    font = node.glyph.font
    script = node.char == "0" and node.glyph.index != font.glyph("0").index
    return Placed(path, box, str(node.style.mathcolor), x, y, scale, node.char, script)


def _placed_line(node: HLine | VLine, box: QRectF) -> Placed:
    path = QPainterPath()
    path.addRect(box)
    return Placed(path, box, str(node.style.mathcolor), box.x(), box.y(), 1.0, "", False)


def _outline(glyph: SimpleGlyph) -> QPainterPath:
    # Overlapping contours of one glyph are one shape, so not Qt's odd-even rule.
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for operator in glyph.operators:
        match operator:
            case Moveto():
                path.closeSubpath()
                path.moveTo(operator.p.x, -operator.p.y)
            case Lineto():
                path.lineTo(operator.p.x, -operator.p.y)
            case Quad(p1=p1, p2=p2):
                path.quadTo(p1.x, -p1.y, p2.x, -p2.y)
            case Cubic(p1=p1, p2=p2, p3=p3):
                path.cubicTo(p1.x, -p1.y, p2.x, -p2.y, p3.x, -p3.y)
    path.closeSubpath()
    return path
