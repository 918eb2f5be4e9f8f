"""Tests of the price of the normal equation: measured beside the window, drawn as measured."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from simulator.labs.descent.page import DescentPage
from simulator.labs.descent.price_card import SIZES, summary
from simulator.labs.descent.price_plot import spread
from simulator.simulation.price import LABELS, Price, PriceReport


@pytest.fixture
def page(qtbot):
    """The page at the tab of the price."""
    page = DescentPage()
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    tabs = page.race_card.tabs
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(2).center())
    yield page
    page.close_tasks()


def report(**seconds: tuple[float, ...]) -> PriceReport:
    """Return prices for 2, 4, 8, … features."""
    prices = tuple(
        Price(2 ** (i + 1), 2 ** (i + 2), method, time, 1e3, 8, 12.0, 1)
        for method, times in seconds.items()
        for i, time in enumerate(times)
    )
    return PriceReport(prices, 1e-6, 1.0)


def test_measuring_draws_what_was_measured_and_stays(page, qtbot):
    """Each line is the logarithm of the measured times; other tabs do not cost the results."""
    card = page.race_card.price
    card.size.setCurrentIndex(SIZES.index(256))
    assert not any(curve.shown for curve in card.plot.curves.values())
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    assert card.run_button.text() == "Cancel"
    qtbot.waitUntil(lambda: not card.running, timeout=60_000)
    for method in LABELS:
        x, y = card.plot.curves[method].getData()
        assert 10**x == pytest.approx([2.0**i for i in range(1, 9)])
        assert 10**y == pytest.approx([price.seconds for price in card.report.of(method)])
        assert card.plot.labels[method].number == f"{card.report.slope(method):.1f}"
    measured = card.report
    page.race_card.tabs.setCurrentIndex(0)
    page.race_card.tabs.setCurrentIndex(2)
    assert card.report is measured
    card.quantity.setCurrentText("Accuracy")
    card.quantity.activated.emit(3)
    assert card.plot.curves["qr"].getData()[1] == pytest.approx(
        [price.digits for price in measured.of("qr")]
    )
    qtbot.mouseClick(card.words_button, Qt.MouseButton.LeftButton)
    assert card.words.isVisible()
    assert measured.sentences()[-1] in card.words.text()
    assert "condition number" in card.words.text()


def test_cancelling_ends_at_once_and_keeps_what_there_is(page, qtbot):
    """After a cancel nothing runs, nothing more comes, and another run may begin."""
    card = page.race_card.price
    card.size.setCurrentIndex(SIZES.index(4096))
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.report is not None, timeout=30_000)
    qtbot.mouseClick(card.run_button, Qt.MouseButton.LeftButton)
    kept = card.report
    assert not card.running
    assert kept.share < 1
    qtbot.wait(100)
    assert card.report is kept
    assert card.run_button.text() == "Measure"


def test_a_point_under_the_mouse_tells_its_price(page):
    """Where a price is drawn, that price is found; away from all, none is."""
    plot = page.race_card.price.plot
    prices = report(inverse=(1e-4, 1e-3), qr=(1e-5, 1e-2))
    plot.show_report(prices, "seconds")
    place = plot.place(np.log10(4), -2.0)
    assert plot.price_at(place) == prices.of("qr")[1]
    assert plot.price_at(plot.area.bottomRight()) is None


def test_the_summary_says_where_iterating_becomes_cheaper():
    """Times that cross between 4 and 8 features give that crossing; else it says there is none."""
    crossing = report(inverse=(1.0, 1.0, 4.0), cg=(2.0, 2.0, 2.0), gd=(9.0, 9.0, 9.0))
    assert summary(crossing) == "beats inverse: CG d ≥ 6"
    assert "not cheaper" in summary(report(inverse=(1.0,), cg=(2.0,), gd=(3.0,)))


def test_labels_are_moved_apart_and_stay_inside():
    """Labels that would overlap stand one beneath the other, within the limits."""
    assert spread([50.0, 51.0, 90.0], 10, 0, 100) == [50.0, 60.0, 90.0]
    assert spread([95.0, 96.0, 97.0], 10, 0, 100) == [80.0, 90.0, 100.0]
