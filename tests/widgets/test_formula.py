"""Tests of the formula strip: what is painted, what is said, what hover and click emit."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from simulator.simulation.explanation import Explanation, Quantity
from simulator.widgets.colours import role_colour
from simulator.widgets.formula import FormulaView


def explained(error=0.705, slope=0.711):
    """Return the backward step through the sigmoid."""
    values = (
        ("dL_da1", r"\frac{\partial L}{\partial a_1}", error, "gradient", "computed before"),
        ("a1", "a_1", slope, "forward", "computed in phase a1"),
        ("dL_dz1", r"\frac{\partial L}{\partial z_1}", error * slope, "gradient", "this step"),
    )
    return Explanation(
        "Backward: the error passes through the sigmoid.",
        r"\slot{dL_dz1}=\slot{dL_da1}\cdot\slot{a1}(1-\slot{a1})",
        r"\slot{dL_da1}\cdot\slot{a1}(1-\slot{a1})=\slot{dL_dz1}",
        tuple(Quantity(*value) for value in values),
    )


@pytest.fixture
def view(qtbot):
    """A shown strip, light, with the step in it."""
    view = FormulaView()
    qtbot.addWidget(view)
    view.setPalette(palette("#ffffff", "#1b242d"))
    view.setAutoFillBackground(True)
    view.resize(900, 64)
    view.show_explanation(explained())
    view.show()
    return view


def palette(base, text):
    """Return a palette with these two colours."""
    palette = QPalette(QColor(base))
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        palette.setColor(role, QColor(base))
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    return palette


def painted(view, box):
    """Return the pixels of the widget within ``box``."""
    return view.grab(box.toAlignedRect()).toImage()


def closest(image, colour):
    """Return how near the nearest pixel comes to ``colour``: 0 is the colour itself."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return min(
        abs(pixel.red() - colour.red())
        + abs(pixel.green() - colour.green())
        + abs(pixel.blue() - colour.blue())
        for pixel in pixels
    )


def middle(view, name, index=-1):
    """Return the middle of a slot; the last is in the formula with numbers."""
    return view.places(name)[index].center().toPoint()


def test_another_number_changes_its_own_pixels_only(view):
    """A new value is drawn in its slots; the symbols and the other numbers stay as they were."""
    changing = [view.places("a1")[-1], view.places("dL_dz1")[-1]]
    staying = [view.places("a1")[0], view.places("dL_da1")[-1]]
    before = [painted(view, box) for box in changing + staying]
    view.show_explanation(explained(slope=0.712))
    after = [painted(view, box) for box in changing + staying]
    assert [one == other for one, other in zip(before, after, strict=True)] == [0, 0, 1, 1]


def test_colours_tell_the_roles(view):
    """Symbols and numbers are in the colour of their role, the rest in the text's."""
    for name, role in (("a1", "forward"), ("dL_da1", "gradient")):
        for box in view.places(name):
            assert closest(painted(view, box), role_colour(role, view.palette())) < 60


def test_a_dark_palette_repaints_in_lighter_colours(view):
    """The same number is drawn in the dark theme's colour as soon as the palette changes."""
    light = role_colour("forward", view.palette())
    view.setPalette(palette("#1f262e", "#e6e9ec"))
    image = painted(view, view.places("a1")[-1])
    assert closest(image, role_colour("forward", view.palette())) < 60
    assert closest(image, light) > 60


def test_highlight_stands_behind_every_slot_of_the_name(view):
    """All three places of a₁ change their ground; other quantities' do not; None takes it away."""
    boxes = view.places("a1") + view.places("dL_da1")
    before = [painted(view, box) for box in boxes]
    view.set_highlight("a1")
    marked = [painted(view, box) == old for box, old in zip(boxes, before, strict=True)]
    assert marked == [False] * 4 + [True] * 2
    view.set_highlight(None)
    assert [painted(view, box) for box in boxes] == before


def test_hover_names_the_quantity_and_leaving_names_none(view, qtbot):
    """Moving over a number, then beside it, emits its name, then nothing's."""
    names = []
    view.hovered.connect(names.append)
    qtbot.mouseMove(view, middle(view, "a1"))
    qtbot.mouseMove(view, middle(view, "dL_dz1", 0))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert names == ["a1", "dL_dz1", ""]


def test_click_names_the_quantity(view, qtbot):
    """A click on a number emits its name; a click on the free ground emits nothing."""
    names = []
    view.clicked.connect(names.append)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, "dL_da1"))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(890, 5))
    assert names == ["dL_da1"]


def test_the_keyboard_reaches_every_quantity(view, qtbot):
    """Right walks through the quantities in order, Return clicks the one reached."""
    names = []
    view.clicked.connect(names.append)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert names == ["dL_da1"]


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform's, about tooltips
def test_the_tooltip_says_where_the_number_comes_from(view):
    """In plain characters: symbol, value, source."""
    point = middle(view, "dL_da1")
    help_event = QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point))
    QApplication.sendEvent(view, help_event)
    assert QToolTip.text() == "∂L/∂a₁ = 0.705: computed before"
    QToolTip.hideText()


def test_a_screen_reader_gets_the_caption_and_the_formula(view):
    """The accessible description is the sentence and the formula with this step's numbers."""
    assert view.accessibleName() == "Formula"
    assert view.accessibleDescription() == (
        "Backward: the error passes through the sigmoid. "
        r"Formula: 0.705\cdot0.711(1-0.711)=0.501"
    )


def test_a_sign_that_changes_leaves_the_size_alone(view):
    """Room for signs is kept free, so a narrow strip does not flicker between two sizes."""
    view.resize(330, 64)
    before = view.places("dL_dz1")[0]
    view.show_explanation(explained(error=-0.705))
    assert view.places("dL_dz1")[0].width() == pytest.approx(before.width(), rel=0.02)


def test_the_note_is_shown_only_where_it_fits(view):
    """A few words after the formulas in a wide strip, nothing in a narrow one."""
    free = view.rect().adjusted(600, 0, 0, 0)
    before = view.grab(free).toImage()
    view.show_explanation(explained(), note="backward 4 of 8")
    assert view.grab(free).toImage() != before
    view.resize(250, 64)
    narrow = view.grab().toImage()
    view.show_explanation(explained())
    assert view.grab().toImage() == narrow


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform's, about tooltips
def test_a_hidden_value_is_nowhere(view):
    """Not painted, not in the tooltip, not told to a screen reader, until it is shown again."""
    open_picture = view.grab().toImage()
    view.set_hidden({"dL_dz1"})
    view.show_explanation(explained())
    hidden_picture = view.grab().toImage()
    view.show_explanation(explained(error=0.705, slope=0.711))
    assert "?" in view.accessibleDescription()
    assert "0.501" not in view.accessibleDescription()
    point = middle(view, "dL_dz1")
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == "∂L/∂z₁ = ?: this step"
    QToolTip.hideText()
    assert hidden_picture != open_picture
    view.set_hidden(())
    assert view.grab().toImage() == open_picture
