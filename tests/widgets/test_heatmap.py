"""Matrices under a sentence, driven by real events."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from simulator.app.start import make_application
from simulator.app.theme import DARK, LIGHT, apply_theme
from simulator.widgets.chips import Chip
from simulator.widgets.heatmap import GUTTER, Band, HeatMap, Place


@pytest.fixture
def make_map(qtbot):
    """Return a function that shows a map of given matrices."""
    app = make_application()
    apply_theme(app, LIGHT)

    def make(signed, gates, size=(700, 300)):
        view = HeatMap("Test")
        qtbot.addWidget(view)
        view.resize(*size)
        chips = [Chip(f"word{number}") for number in range(signed.shape[1])]
        view.show_bands([Band("cell", "c", signed), Band("forget", "f", gates, "forget")], chips)
        view.show()
        return view

    return make


def pixel(view, place):
    """The colour in the lower right quarter of a cell, off the marks in its middle."""
    rect = view.cell_rect(place)
    point = QPoint(int(rect.x() + rect.width() * 0.8), int(rect.y() + rect.height() * 0.6))
    return view.viewport().grab().toImage().pixelColor(point)


def test_cells_have_the_colours_of_their_values(make_map):
    """Zero is the ground, one the full colour of its gate, and signs differ in hue."""
    signed = np.array([[0.0, 2.0], [-2.0, 0.0]])
    view = make_map(signed, np.array([[0.0, 1.0], [0.5, 0.0]]))
    ground = QColor(LIGHT.card)
    assert pixel(view, Place(0, 0, 0)) == ground
    assert pixel(view, Place(1, 0, 0)) == ground
    assert pixel(view, Place(1, 0, 1)) == QColor("#E69F00")
    plus, minus = pixel(view, Place(0, 0, 1)), pixel(view, Place(0, 1, 0))
    assert plus.red() > plus.blue()
    assert minus.blue() > minus.red()


def test_colours_follow_the_theme(make_map):
    """In the dark theme, zero is the dark ground."""
    view = make_map(np.zeros((2, 3)), np.zeros((2, 3)))
    apply_theme(make_application(), DARK)
    assert pixel(view, Place(0, 0, 0)) == QColor(DARK.card)


def test_a_click_chooses_row_and_column(make_map, qtbot):
    """What is told is the cell under the pointer, also after scrolling sideways and down."""
    rng = np.random.default_rng(1)
    view = make_map(rng.normal(size=(200, 300)), rng.random((200, 300)))
    view.horizontalScrollBar().setValue(5000)
    view.verticalScrollBar().setValue(150)
    rows, columns = [], []
    view.row_chosen.connect(rows.append)
    view.column_chosen.connect(columns.append)
    point = QPoint(GUTTER + 200, 120)
    place = view.place_at(point.toPointF())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert (rows, columns) == ([place.row], [place.column])
    assert view.cell_rect(place).contains(point.toPointF())


def test_the_chosen_column_is_scrolled_into_view(make_map):
    """Walking to a token far away shows it."""
    view = make_map(np.zeros((4, 500)), np.zeros((4, 500)))
    for column in (499, 3, 250):
        view.choose(column, 0)
        rect = view.cell_rect(Place(0, 0, column))
        assert rect.left() >= GUTTER - 1
        assert rect.right() <= view.viewport().width() + 1


def test_keys_choose_rows_and_leave_the_rest_to_the_page(make_map, qtbot):
    """Up and Down tell another row, within the map."""
    view = make_map(np.zeros((3, 4)), np.zeros((3, 4)))
    rows = []
    view.row_chosen.connect(rows.append)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    view.choose(0, 2)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert rows == [1, 1]


def test_columns_fill_the_width_and_are_as_wide_as_their_words(make_map):
    """A long word gets more room than a comma; together they use what there is."""
    view = make_map(np.zeros((2, 3)), np.zeros((2, 3)))
    chips = [Chip(","), Chip("Liechtenstein"), Chip("in")]
    view.show_bands([Band("cell", "c", np.zeros((2, 3)))], chips)
    widths = np.diff(view.columns.edges)
    assert widths[1] > widths[2] > 0
    assert view.columns.width == pytest.approx(view.viewport().width() - GUTTER, abs=1)


def test_the_tool_tip_says_the_number(make_map):
    """Pointing at a cell gives its name, token and value."""
    view = make_map(np.zeros((2, 2)), np.array([[0.25, 0.5], [0.75, 1.0]]))
    point = view.cell_rect(Place(1, 1, 0)).center()
    assert view.text_at(point) == "forget f at “word0”: 0.750"


def test_what_is_not_a_number_is_refused(make_map):
    """NaN has no colour: an error, and what was shown stays."""
    view = make_map(np.zeros((2, 2)), np.zeros((2, 2)))
    before = view.grab().toImage()
    with pytest.raises(ValueError, match="finite"):
        view.show_bands([Band("cell", "c", np.full((2, 2), np.nan))], view.chips)
    assert view.grab().toImage() == before


def test_dragging_over_chips_brushes_a_phrase(make_map, qtbot):
    """Its first and last token are told, whichever way one drags; a click chooses a token."""
    view = make_map(np.zeros((2, 8)), np.zeros((2, 8)))
    at = view.geometry_now()
    first, last = at.chip(2).center().toPoint(), at.chip(5).center().toPoint()
    phrases, columns = [], []
    view.brushed.connect(lambda a, b: phrases.append((a, b)))
    view.column_chosen.connect(columns.append)
    button = Qt.MouseButton.LeftButton
    for begin, end in ((first, last), (last, first), (first, first)):
        qtbot.mousePress(view.viewport(), button, pos=begin)
        qtbot.mouseMove(view.viewport(), end)
        qtbot.mouseRelease(view.viewport(), button, pos=end)
    assert phrases == [(2, 5), (2, 5)]
    assert columns == [2]
    assert view.brush.range is None


def test_the_keyboard_brushes_a_phrase(make_map, qtbot):
    """Shift and arrows stretch it from the chosen token."""
    view = make_map(np.zeros((2, 8)), np.zeros((2, 8)))
    view.choose(3, 0)
    phrases = []
    view.brushed.connect(lambda a, b: phrases.append((a, b)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
    assert phrases == [(3, 4), (3, 5), (3, 4)]
