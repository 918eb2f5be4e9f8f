"""Tests of the descent lab with real events: what is drawn is what was computed."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from simulator.labs.descent.page import DescentPage


@pytest.fixture
def page(qtbot):
    """The page on the first data set, shown."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


def pixel_of_row(view, row) -> QPoint:
    """Return where a data point is drawn."""
    x, y = view.points.getData()
    return view.place(x[row], y[row]).toPoint()


def test_forward_then_back_redraws_the_first_line(page, qtbot):
    """Stepping back shows exactly what was there before."""
    before = page.fit.lines[0].getData()[1].copy()
    qtbot.mouseClick(page.frame.player.forward_button, Qt.MouseButton.LeftButton)
    assert page.fit.lines[0].getData()[1] != pytest.approx(before)
    qtbot.mouseClick(page.frame.player.back_button, Qt.MouseButton.LeftButton)
    assert page.fit.lines[0].getData()[1] == pytest.approx(before, abs=0)


def test_the_line_arrives_at_the_least_squares_fit(page):
    """Playing to the end draws the line that numpy.linalg.lstsq finds."""
    page.frame.player.go_to(400)
    x, y = page.fit.points.getData()
    slope, intercept = np.polyfit(x, y, 1)
    ends, line = page.fit.lines[0].getData()
    assert line == pytest.approx(intercept + slope * ends, rel=1e-6)


def test_dragging_a_point_moves_line_and_path_and_is_one_undo(page, qtbot):
    """Line and path answer the drag; one undo brings back point and path."""
    page.frame.player.go_to(10)
    view = page.fit
    row = int(view.points.getData()[1].argmax())
    line, point = view.lines[0].getData()[1].copy(), view.points.getData()[1][row]
    start = pixel_of_row(view, row)
    port = view
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for dy in (10, 25, 40):
        qtbot.mouseMove(port, start + QPoint(0, dy))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 40))
    assert view.points.getData()[1][row] < point
    assert view.lines[0].getData()[1] != pytest.approx(line)
    assert page.frame.player.timeline.index == 10
    page.frame.history.undo()
    assert view.points.getData()[1][row] == point
    assert view.lines[0].getData()[1] == pytest.approx(line, abs=0)


def test_typing_a_rate_changes_the_path_from_the_start(page, qtbot):
    """A rate that is too large makes the cost curve rise and the regime say so."""
    page.frame.player.go_to(5)
    field = page.step_card.field
    field.selectAll()
    qtbot.keyClicks(field, "0.0095")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    steps, exponents = page.race_card.cost.curves[0].getData()
    assert steps[-1] == 5
    assert (np.diff(exponents) > 0).all()
    assert page.step_card.hint.full_text == "diverging"


def test_a_file_that_is_no_table_leaves_the_page_as_it_was(page, tmp_path):
    """Bad input is refused and what was shown stays."""
    path = tmp_path / "empty.csv"
    path.write_text("")
    before = page.frame.player.timeline
    with pytest.raises(ValueError, match=r"empty\.csv"):
        page.open_file(path)
    assert page.frame.player.timeline is before
