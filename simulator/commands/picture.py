"""A chart as a picture, drawn without a display."""

import os
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pyqtgraph as pg
from PySide6.QtCore import Qt

from simulator.app.export import save_png
from simulator.app.start import make_application
from simulator.app.theme import LIGHT, apply_theme
from simulator.simulation.experiments.experiment import Chart, Series
from simulator.widgets.colours import ROLE_COLOURS
from simulator.widgets.plot import Plot

SIZE = (1100, 720)
ROLES = ("forward", "gradient", "optimum", "forget", "candidate", "output", "parameter", "data")
COLOURS = (*(ROLE_COLOURS[role] for role in ROLES), "#8A9099")
SYMBOLS = ("o", "s", "t", "d", "+", "x", "star", "p", "h")
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
GROUP = 0.8
"""Width of a group of bars; groups are 1 apart."""


def write_chart(chart: Chart, path: Path) -> None:
    """Draw a chart into a PNG file.

    Raises:
        InputError: If the file cannot be written.
    """
    app = make_application()
    apply_theme(app, LIGHT)
    plot = chart_plot(chart)
    plot.resize(*SIZE)
    plot.show()
    app.processEvents()
    save_png(plot, path)
    plot.close()


def chart_plot(chart: Chart) -> Plot:
    """Return a plot with the lines or bars of a chart and a legend under it."""
    plot = Plot(chart.title, chart.x_label, chart.y_label)
    plot.setTitle(chart.title, color=ROLE_COLOURS["data"], size="13pt")
    plot.showGrid(y=True, alpha=0.15)
    legend = pg.LegendItem(colCount=3 if len(chart.series) > 2 else 2, labelTextSize="10pt")
    draw = _draw_bars if chart.categories else _draw_lines
    for number, series in enumerate(chart.series):
        legend.addItem(draw(plot, series, number, len(chart.series)), series.name)
    plot.getPlotItem().layout.addItem(legend, 4, 1)
    legend.setMinimumHeight(legend.boundingRect().height() + 8)
    _show_everything(plot, chart)
    return plot


def _draw_lines(plot: Plot, series: Series, number: int, count: int) -> pg.PlotDataItem:
    """Draw a line with a mark at each place and bars from the lowest to the highest."""
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    plot.addItem(_ends(np.array(series.x), series, colour))
    return plot.plot(
        series.x,
        series.mean,
        pen=pg.mkPen(colour, width=2, style=dash),
        symbol=SYMBOLS[number % len(SYMBOLS)],
        symbolBrush=colour,
        symbolPen=colour,
        symbolSize=9,
    )


def _draw_bars(plot: Plot, series: Series, number: int, count: int) -> pg.BarGraphItem:
    """Draw the bars of one series, beside those of the others."""
    colour, width = COLOURS[number % len(COLOURS)], GROUP / count
    places = np.array(series.x) + (number - (count - 1) / 2) * width
    bars = pg.BarGraphItem(
        x=places, height=np.array(series.mean), width=0.9 * width, brush=colour, pen=colour
    )
    plot.addItem(bars)
    plot.addItem(_ends(places, series, ROLE_COLOURS["data"]))
    return bars


def _ends(places: np.ndarray, series: Series, colour: str) -> pg.ErrorBarItem:
    mean, low, high = (np.array(values) for values in (series.mean, series.low, series.high))
    return pg.ErrorBarItem(
        x=places,
        y=mean,
        top=high - mean,
        bottom=mean - low,
        beam=0.0,
        pen=pg.mkPen(colour, width=1.5),
    )


def _show_everything(plot: Plot, chart: Chart) -> None:
    low = min((value for series in chart.series for value in series.low), default=0.0)
    high = max((value for series in chart.series for value in series.high), default=1.0)
    places = [place for series in chart.series for place in series.x] or [0.0]
    if chart.categories:
        plot.getAxis("bottom").setTicks([list(enumerate(chart.categories))])
        places = [-0.5, len(chart.categories) - 0.5]
    # Shares keep their natural range, so that pictures can be compared.
    y = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
    plot.show_range((min(places), max(places)), y)
