"""The numbers on a 3-D surface's axes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.widgets.surface_axes import paint_numbers, tick_texts, ticks
from simulator.widgets.surface_projection import Camera, Grid, Projection


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e8, 1e8), st.floats(1e-6, 1e9))
def test_ticks_are_few_within_the_range_and_told_apart(low, width):
    """Two to eight numbers, all of them inside, no two written alike."""
    values = ticks(low, low + width)
    assert 2 <= values.size <= 8
    assert values[0] >= low - 1e-6 * width - 1e-6 * abs(low)
    assert values[-1] <= low + width + 1e-6 * width + 1e-6 * abs(low)
    if width > 1e-3 * abs(low):
        assert len(set(tick_texts(values)[0])) == values.size


@pytest.mark.parametrize(
    ("values", "texts", "unit"),
    [
        ([0, 20, 40], ["0", "20", "40"], ""),
        ([-0.5, 0, 0.5], ["−0.5", "0.0", "0.5"], ""),
        ([2e7, 4e7, 6e7], ["2", "4", "6"], " ×10⁷"),
        ([0, 5e-5, 1e-4], ["0.0", "0.5", "1.0"], " ×10⁻⁴"),
        ([20000, 40000], ["20000", "40000"], ""),
    ],
)
def test_numbers_are_short(values, texts, unit):
    """Large and small numbers share a power of ten, which the axis's name tells."""
    assert tick_texts(np.array(values, dtype=float)) == (texts, unit)


@pytest.mark.parametrize("azimuth", [0.0, 35.0, 90.0, 215.0, 340.0])
def test_numbers_and_names_are_written_inside_the_picture(qapp, azimuth):
    """From every side something is written, and nothing touches the left and right borders."""
    axis = np.linspace(-3e7, 5e7, 11)
    grid = Grid(axis, axis, axis[:, None] + axis)
    image = QImage(400, 260, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        colours = (QColor("black"), QColor("black"))
        paint_numbers(
            painter, grid, Projection(Camera(azimuth), 400, 260), ("w", "b", "J"), colours
        )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(260, 400, 4)[..., 0]
    assert (pixels < 128).sum() > 100
    assert (pixels[:, [0, 399]] == 255).all()
