"""The slider whose track shows what each rate will do."""

import pytest
from PySide6.QtCore import QPoint, Qt

from simulator.labs.descent.rate_slider import RateSlider
from simulator.simulation.descent import start_descent
from simulator.simulation.descent_data import generate
from simulator.simulation.descent_regime import rate_marks
from simulator.widgets.colours import role_colour


@pytest.fixture
def spectrum():
    """The spectrum of some data."""
    return start_descent(generate(60, (2.0,)).problem()).spectrum


@pytest.fixture
def slider(qtbot, spectrum):
    """The slider at a tenth of the limit, shown."""
    slider = RateSlider()
    qtbot.addWidget(slider)
    slider.resize(250, 40)
    slider.show_rate(spectrum.limit / 10, rate_marks(spectrum, "gd"))
    slider.show()
    return slider


def test_the_track_changes_colour_at_the_actual_limit(slider, spectrum):
    """Beyond 2/λmax it is the colour of error, before it of overshooting."""
    image = slider.grab().toImage()
    limit = round(slider.place(spectrum.limit))
    before, after = (image.pixelColor(limit + dx, 8) for dx in (-5, 5))
    assert after == role_colour("gradient", slider.palette())
    assert before == role_colour("forget", slider.palette())


def test_a_press_sets_the_rate_that_is_drawn_there(slider, qtbot, spectrum):
    """A click where the limit is drawn gives a rate near it, to a position of the slider."""
    place = QPoint(round(slider.place(spectrum.limit)), 10)
    with qtbot.waitSignal(slider.rate_edited) as edited:
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    assert edited.args[0] == pytest.approx(spectrum.limit, rel=0.05)


def test_keys_move_the_rate_by_a_few_per_cent(slider, qtbot, spectrum):
    """The arrow keys work, and showing a rate tells nobody."""
    with qtbot.assertNotEmitted(slider.rate_edited):
        slider.show_rate(spectrum.limit / 2, rate_marks(spectrum, "gd"))
    slider.setFocus()
    with qtbot.waitSignal(slider.rate_edited) as edited:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert 1.0 < edited.args[0] / (spectrum.limit / 2) < 1.1


def test_without_marks_the_track_follows_the_rate(slider):
    """Adaptive methods have no limit; a rate far away is still on the track."""
    slider.show_rate(44.0, None)
    assert 0 < slider.value() < slider.maximum()
    slider.grab()
