"""Tests of data made to order: live, undone field by field, and the fields follow."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.labs.descent.page import DescentPage


@pytest.fixture
def page(qtbot):
    """The page on made data, chosen in the box."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    box = page.data_card.datasets
    box.setCurrentIndex(box.findText("Make data…"))
    box.activated.emit(box.currentIndex())
    return page


def type_into(qtbot, field, text) -> None:
    """Type a number and Return."""
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def truth_found(page) -> np.ndarray:
    """Return the least-squares fit of the points that are held, intercept first."""
    x, y = page.desk.race.problem.rows()
    return np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)[0]


def test_each_feature_has_its_slope(page, qtbot):
    """Without noise the fit is the truth of three slopes; only those that count are shown."""
    card = page.data_card.generator
    assert [slope.isVisible() for slope in card.slopes] == [True, False, False]
    type_into(qtbot, card.features, "3")
    assert all(slope.isVisible() for slope in card.slopes)
    type_into(qtbot, card.noise, "0")
    type_into(qtbot, card.slopes[1], "-4")
    assert truth_found(page) == pytest.approx([1.0, 2.0, -4.0, 0.5])
    assert "− 4 x2" in card.truth.full_text


def test_arrow_keys_make_whole_numbers(page, qtbot):
    """Up in a field of rows asks for one row more, never for part of one."""
    card = page.data_card.generator
    qtbot.keyClick(card.rows, Qt.Key.Key_Up)
    qtbot.keyClick(card.features, Qt.Key.Key_Up)
    assert page.desk.race.problem.count == 61
    assert len(page.desk.race.problem.features) == 2


def test_undo_takes_back_one_field_and_shows_it(page, qtbot):
    """All edits of a field are one change; data and fields come back together."""
    card = page.data_card.generator
    before = page.fit.points.getData()[1].copy()
    for noise in ("3", "5"):
        type_into(qtbot, card.noise, noise)
    type_into(qtbot, card.seed, "7")
    page.frame.history.undo()
    assert (card.seed.value, card.noise.value) == (0, 5)
    page.frame.history.undo()
    assert card.noise.value == 1
    assert page.fit.points.getData()[1] == pytest.approx(before, abs=0)


def test_outliers_and_collinearity_are_in_the_data(page, qtbot):
    """A tenth of the rows is far up, and two features resemble each other as asked."""
    card = page.data_card.generator
    type_into(qtbot, card.features, "2")
    type_into(qtbot, card.collinearity, "0.99")
    x, _ = page.desk.race.problem.rows()
    assert np.corrcoef(x.T)[0, 1] > 0.95
    type_into(qtbot, card.outliers, "0.1")
    _, y = page.desk.race.problem.rows()
    assert (y > 15).sum() == 6


def test_what_cannot_be_made_is_refused_and_the_data_stay(page, qtbot):
    """A collinearity of one is outside; the notice says so and nothing changes."""
    before = page.desk.dataset
    type_into(qtbot, page.data_card.generator.collinearity, "1")
    assert "Collinearity" in page.frame.notice.label.text()
    assert page.desk.dataset is before
