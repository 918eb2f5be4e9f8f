"""Tests of the panel that says why the normal equation holds, with the numbers that are shown."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.labs.descent.page import DescentPage
from simulator.simulation.descent_explain import SLIPS


@pytest.fixture
def page(qtbot):
    """The page with the panel opened by its button."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(940, 640)
    page.show()
    qtbot.mouseClick(page.normal_card.why_button, Qt.MouseButton.LeftButton)
    return page


def test_all_of_the_panel_can_be_read_in_a_small_window(page):
    """Formulas and slips stand inside the panel, and the panel beside the inspector."""
    panel = page.why
    assert panel.isVisible()
    assert page.rect().contains(panel.geometry())
    for part in (*panel.formulas, panel.numbers, panel.residual, *panel.slips):
        assert panel.rect().contains(part.geometry())
        assert part.height() >= part.heightForWidth(part.width())
    assert [label.text()[3:] for label in panel.slips] == list(SLIPS)
    assert panel.formulas[0].scale(panel.formulas[0].width()) > 0.7


def test_a_narrow_line_makes_its_formula_smaller(page):
    """At a third of its width a formula is a third as large, so that nothing is cut."""
    line = page.why.formulas[0]
    full = line.sizeHint().width()
    assert line.scale(full) == 1
    assert line.scale(full // 3) == pytest.approx(1 / 3, abs=0.01)


def test_the_numbers_are_those_of_the_data(page):
    """Other data bring another matrix; of many features its size is told instead."""
    before = page.why.numbers.grab().toImage()
    page.desk.standardise(False)
    assert page.why.numbers.grab().toImage() != before
    problem = page.desk.race.problem
    b = problem.quadratic.optimum
    x, y = problem.rows()
    X = np.column_stack([np.ones(len(x)), x])
    assert X.T @ X @ b == pytest.approx(X.T @ y, rel=1e-9)
    assert "zero, up to rounding" in page.why.residual.text()
    page._open_shipped("longley")
    assert "7 × 7" in page.why.units.text()
    assert not page.why.numbers.isVisible()


def test_escape_closes_the_panel_and_the_button_knows(page, qtbot):
    """After Escape the button can open it again."""
    qtbot.keyClick(page.why, Qt.Key.Key_Escape)
    assert not page.why.isVisible()
    assert not page.normal_card.why_button.isChecked()
    qtbot.mouseClick(page.normal_card.why_button, Qt.MouseButton.LeftButton)
    assert page.why.isVisible()
