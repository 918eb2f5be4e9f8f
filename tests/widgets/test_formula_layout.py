"""Tests of typesetting: numbers have room, nothing overlaps, nothing is typeset twice."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.simulation.explanation import Explanation, Quantity, substitute
from simulator.simulation.numbers import latex_number
from simulator.widgets.formula_fit import fit
from simulator.widgets.formula_layout import draw_math, numbers_layout, symbols_layout, typeset
from simulator.widgets.formula_parts import NUMBER, marked
from simulator.widgets.glyphs import placed
from simulator.widgets.plain import plain

TEMPLATES = [
    r"\slot{a}-\slot{b}\cdot\slot{a}=\slot{c}",
    r"\frac{\slot{a}}{\slot{b}}+\slot{c}^2",
    r"\begin{bmatrix}\slot{a}&\slot{b}\\ \slot{c}&\slot{a}\end{bmatrix}",
    r"-\left(\slot{a}\log\slot{b}\right)x_{\slot{c}}",
    r"e^{-\slot{a}}\odot\sqrt{\slot{b}}",
]
VALUES = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-2000, 2000)


def explained(template, a=0.705, b=-1.2, c=0.145, formula=r"\slot{a}=\slot{b}\slot{c}"):
    """Return an explanation with three quantities."""
    named = (("a", "a_1", a), ("b", r"\frac{\partial L}{\partial w_1}", b), ("c", "c_{10}", c))
    return Explanation(
        "It is so.",
        formula,
        template,
        tuple(Quantity(name, symbol, value, "forward", "given") for name, symbol, value in named),
    )


def overlap(one, other):
    """Return whether two rectangles share more than the rounding of their edges."""
    return one.adjusted(0.02, 0.02, -0.02, -0.02).intersects(other)


@pytest.mark.parametrize("template", TEMPLATES)
@settings(max_examples=12, deadline=None)
@given(a=VALUES, b=VALUES, c=VALUES)
def test_numbers_overlap_neither_each_other_nor_the_rest(template, a, b, c):
    """Whatever the values, slots are apart from one another and from all other ink."""
    layout, _ = numbers_layout(explained(template, a, b, c))
    boxes = [slot.box for slot in layout.slots]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    # What √ and tall brackets cover reaches round a slot; their ink itself must not touch it.
    assert not any(layout.path.intersects(box.adjusted(0.02, 0.02, -0.02, -0.02)) for box in boxes)


@pytest.mark.parametrize("template", TEMPLATES)
@settings(max_examples=12, deadline=None)
@given(a=VALUES, b=VALUES, c=VALUES)
def test_every_digit_has_its_place_inside_its_slot(template, a, b, c):
    """As many places as digits, in reading order, none outside the slot, none over another."""
    layout, numbers = numbers_layout(explained(template, a, b, c))
    for slot, number in zip(layout.slots, numbers, strict=True):
        assert len(slot.cells) == sum(char.isdigit() for char in number)
        advances = [500 * cell.scale for cell in slot.cells]
        for cell, advance in zip(slot.cells, advances, strict=True):
            ink = QRectF(cell.x, cell.baseline - 0.6 * advance, 0.8 * advance, 0.5 * advance)
            assert slot.box.contains(ink)
        for one, other, advance in zip(slot.cells, slot.cells[1:], advances, strict=False):
            assert other.x - one.x > 0.9 * advance


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-3, 999_999), st.sampled_from([1, -1]))
def test_digits_stand_where_typesetting_the_number_itself_puts_them(value, sign):
    """The places are those of the finished number, so no minus sign or digit can be overlapped."""
    latex = latex_number(sign * value)
    layout, _ = numbers_layout(explained(r"\slot{a}=x", sign * value))
    pieces = placed(latex + "=x", 20)
    left = min(piece.box.left() for piece in pieces)
    digits = [piece for piece in pieces if piece.char.isdigit()]
    assert [cell.x for cell in layout.slots[0].cells] == pytest.approx(
        [piece.x - left for piece in digits], abs=0.6
    )


def test_all_digits_and_both_signs_are_drawn(qapp):
    """A drawn number has the very pixels of the typeset one."""
    for value in (-1.234, 567.8, 90_123.0):
        layout, numbers = numbers_layout(explained(r"\slot{a}", value))
        template, whole = _canvas(), _canvas()
        painter = QPainter(template)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(10, 40)
        layout.draw(painter, QColor("black"), [QColor("black")])
        layout.slots[0].draw_digits(painter, numbers[0], QColor("black"))
        painter.end()
        painter = QPainter(whole)
        draw_math(painter, QPointF(10, 40), numbers[0], 20, QColor("black"))
        painter.end()
        assert _darkness(template) == pytest.approx(_darkness(whole), rel=0.02)


def test_same_shape_is_typeset_once():
    """Another value of the same shape, and the same symbols, come from the cache."""
    first, _ = numbers_layout(explained(TEMPLATES[0]))
    second, numbers = numbers_layout(explained(TEMPLATES[0], a=0.811, b=-9.9))
    assert second is first
    assert numbers[:2] == ("0.811", "-9.900")
    assert symbols_layout(explained("x")) is symbols_layout(explained("y", a=2.0))
    assert typeset(r"\partial L", 14) is typeset(r"\partial L", 14)


def test_symbols_are_their_own_outlines():
    """The formula in symbols has one slot per symbol, drawn whole and without digits' places."""
    layout = symbols_layout(explained("x"))
    assert len(layout.slots) == 3
    assert all(not slot.cells and not slot.ink.isEmpty() for slot in layout.slots)
    assert layout.slots[0].box.right() < layout.slots[1].box.left()


def test_a_larger_size_is_larger_in_proportion():
    """Width and height grow with the size of the type."""
    small, large = typeset(r"\alpha", 12), typeset(r"\alpha", 24)
    assert large.width == pytest.approx(2 * small.width, rel=0.01)
    assert large.height == pytest.approx(2 * small.height, rel=0.01)


def test_a_negative_number_gets_room_for_its_sign():
    """The minus is ink beside the digits, never beneath them."""
    layout, _ = numbers_layout(explained(r"\slot{a}", -0.705))
    slot = layout.slots[0]
    assert slot.ink.boundingRect().left() < slot.cells[0].x
    minus = placed("-0.705", 20)[0]
    assert minus.box.right() <= slot.cells[0].x + 0.01


@settings(max_examples=60, deadline=None)
@given(width=st.floats(60, 1500), height=st.floats(20, 120), a=VALUES)
def test_formulas_are_never_cut(width, height, a):
    """At every width both formulas lie inside the area and apart from one another."""
    area = QRectF(4, 4, width, height)
    explanation = explained(TEMPLATES[1], a=a)
    first, second = symbols_layout(explanation), numbers_layout(explanation)[0]
    result = fit(first, second, 25.0, area)
    boxes = [
        QRectF(
            origin.x(),
            origin.y() - layout.ascent * result.scale,
            layout.width * result.scale,
            layout.height * result.scale,
        )
        for layout, origin in ((first, result.first), (second, result.second))
    ]
    assert all(area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(box) for box in boxes)
    assert not overlap(*boxes)


def test_the_second_formula_goes_beneath_where_the_width_is_short():
    """Beside one another while 75 % of the size fits, then beneath, larger than it would be."""
    layout = typeset(r"y=b_0+b_1x_1+b_2x_2", 20)
    wide = fit(layout, layout, 0, QRectF(0, 0, 1000, 56))
    narrow = fit(layout, layout, 0, QRectF(0, 0, 1.2 * layout.width, 56))
    assert wide.scale == narrow.scale == 1
    assert wide.second.y() == wide.first.y()
    assert narrow.second.x() == narrow.first.x()
    assert narrow.second.y() > narrow.first.y()


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{\partial L}{\partial w_1}", "∂L/∂w₁"),
        (r"c_{t-1}", "cₜ₋₁"),
        (r"X^T", "Xᵀ"),
        (r"\hat{y}", "y\N{COMBINING CIRCUMFLEX ACCENT}"),
        (r"\alpha", "α"),
    ],
)
def test_symbols_in_plain_text(latex, text):
    """Tooltips and screen readers get characters, not LaTeX."""
    assert plain(latex) == text


def _canvas():
    image = QImage(200, 60, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    return image


def _darkness(image):
    return sum(255 - value for value in bytes(image.constBits()))


def gap_after(latex, char):
    """Return the free width right of the first ``char`` in ``latex``."""
    pieces = placed(latex, 20)
    at = next(index for index, piece in enumerate(pieces) if piece.char == char)
    return pieces[at + 1].box.left() - pieces[at].box.right()


def test_a_sign_is_close_to_its_number_and_an_operator_is_not():
    """A minus after = or ( is a sign; between two numbers it has space on both sides."""
    for latex in (r"x=-a", r"(-a)", r"b\leftarrow -a"):
        assert gap_after(latex, "−") < 3
    assert gap_after("b-a", "−") > 3


def test_names_of_functions_stand_apart():
    """No number is glued to log, on either side; before a bracket no space is added."""
    assert gap_after(r"\log 0.5", "g") > 3
    assert gap_after(r"y\log a", "y") > 3
    wider = gap_after(r"a\cdot\log a", "·") - gap_after(r"a\cdot b", "·")
    assert wider < 3  # only what ziamath leaves itself
    assert gap_after(r"\log(a)", "g") < gap_after(r"\log a", "g")


@pytest.mark.parametrize("latex", [r"\lVert y\rVert^2", r"\left\lVert y\right\rVert", r"\|y\|"])
def test_norms_have_their_bars(latex):
    """Both pairs of bars are drawn, whichever way they are written."""
    assert [piece.char for piece in placed(latex, 20)][:3] == ["‖", "y", "‖"]


@pytest.mark.parametrize(
    "template",
    [
        r"\slot{a}\cdot\slot{b}+\slot{c}=\slot{c}\qquad \slot{b}\cdot\tanh(\slot{c})=\slot{a}",
        r"(1-\slot{a})\cdot\slot{b}+\slot{a}\cdot\slot{c}=\slot{b}",
        r"\slot{a}=\frac{1}{2}\cdot\slot{b}-\slot{c}",
    ],
)
@settings(max_examples=15, deadline=None)
@given(a=VALUES, b=VALUES, c=VALUES)
def test_a_row_put_together_is_the_row_typeset_whole(template, a, b, c):
    """Every slot is where typesetting the whole formula puts it, whatever signs and powers."""
    explanation = explained(template, a, b, c)
    layout, numbers = numbers_layout(explanation)
    shapes = [re.sub(r"\d", "0", number) for number in numbers]
    whole = typeset(substitute(template, shapes, marked(shapes, NUMBER)))
    assert layout.width == pytest.approx(whole.width, abs=0.5)
    for one, other in zip(layout.slots, whole.slots, strict=True):
        assert one.box.left() == pytest.approx(other.box.left(), abs=0.5)
        assert one.box.width() == pytest.approx(other.box.width(), abs=0.5)
