"""The plot that is painted over a kept picture."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPalette

from simulator.widgets.curves import Curve, run_pen
from simulator.widgets.painted_plot import PaintedPlot, ticks


class CurvePlot(PaintedPlot):
    """A plot of one curve."""

    def __init__(self):
        super().__init__("Plot", "x", "y")
        self.line = Curve()
        self.grounds = 0

    def paint_ground(self, painter):
        """Count how often the ground is drawn."""
        self.grounds += 1

    def paint_over(self, painter):
        """Draw the curve."""
        self.line.paint(painter, self, run_pen(0, QColor("red"), 3.0))


@pytest.fixture
def plot(qtbot):
    """A plot of x from 0 to 10 and y from 0 to 100, shown."""
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show_range((0.0, 10.0), (0.0, 100.0))
    plot.show()
    return plot


def test_places_and_data_are_inverse(plot):
    """A pixel's point is drawn at that pixel; the corners of the range are the area's."""
    for point in ((0.0, 0.0), (10.0, 100.0), (3.7, 42.0)):
        assert plot.data_at(plot.place(*point)) == pytest.approx(point)
    assert plot.place(0, 0) == plot.area.bottomLeft()
    assert plot.place(10, 100) == plot.area.topRight()


def test_the_ground_is_drawn_once_and_again_when_what_it_shows_changes(plot):
    """A step repaints the curve only; range, size and theme repaint all."""
    plot.grab()
    drawn = plot.grounds
    plot.line.set_data(np.arange(11.0), 10 * np.arange(11.0))
    plot.update()
    plot.grab()
    assert plot.grounds == drawn
    plot.show_range((0.0, 10.0), (0.0, 100.0))
    plot.grab()
    assert plot.grounds == drawn
    for change in (
        lambda: plot.show_range((0.0, 20.0), (0.0, 100.0)),
        lambda: plot.resize(420, 300),
        lambda: plot.setPalette(QPalette(QColor("#222222"))),
    ):
        change()
        plot.grab()
        drawn += 1
        assert plot.grounds >= drawn
        drawn = plot.grounds


def test_a_curve_is_drawn_where_its_points_are(plot):
    """Between two points the pixels have the pen's colour, beside the line they have not."""
    plot.line.set_data(np.array([1.0, 9.0]), np.array([20.0, 80.0]))
    image = plot.grab().toImage()
    middle = plot.place(5.0, 50.0)
    assert image.pixelColor(middle.toPoint()).red() > 200
    assert image.pixelColor(middle.toPoint()).green() < 80
    assert image.pixelColor((middle + QPointF(0, 20)).toPoint()).green() > 200


def test_a_curve_to_infinity_is_refused_and_a_far_one_is_drawn(plot):
    """NaN is never drawn; 1e300 is, as far as it can be seen."""
    with pytest.raises(ValueError, match="finite"):
        plot.line.set_data(np.array([0.0, 1.0]), np.array([0.0, np.nan]))
    for pen_style in (0, 1):
        plot.line.set_data(np.array([1.0, 2.0, 3.0]), np.array([50.0, 1e300, -1e300]))
        plot.paint_over = lambda painter, i=pen_style: plot.line.paint(
            painter, plot, run_pen(i, QColor("red"))
        )
        assert not plot.grab().isNull()


def test_wide_numbers_get_a_wider_margin(plot):
    """The left margin grows, so that no number is cut."""
    narrow = plot.area.left()
    plot.show_range((0.0, 10.0), (0.0, 1.0), y_ticks=[(0.5, "a very long tick label")])
    assert plot.area.left() > narrow + 50


def test_ticks_are_round_and_within_the_range():
    """Steps of 1, 2 or 5 times a power of ten."""
    assert ticks(0.0, 10.0, 5) == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    assert ticks(-0.013, 0.04, 4) == pytest.approx([0.0, 0.02, 0.04])


def test_neighbouring_runs_differ_without_colour():
    """The first is solid, the second dashed."""
    styles = [run_pen(i, QColor("red")).style() for i in range(2)]
    assert styles == [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine]
