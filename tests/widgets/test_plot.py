"""Tests of the plot that all views build on."""

from PySide6.QtGui import QColor, QPalette

from simulator.widgets.plot import Plot


def test_a_closed_plot_outlives_a_change_of_theme(qtbot):
    """Qt still sends it the new palette before it is deleted; nothing is raised."""
    plot = Plot("Cost by step")
    qtbot.addWidget(plot)
    plot.close()
    plot.setPalette(QPalette(QColor("#1E252D")))


def test_the_ground_follows_the_palette(qtbot):
    """A plot has the colour of the card that it is on."""
    plot = Plot("Cost by step")
    qtbot.addWidget(plot)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#1E252D"))
    plot.setPalette(palette)
    assert plot.backgroundBrush().color() == QColor("#1E252D")
