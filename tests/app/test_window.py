"""Tests of the window with a lab that only counts."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication

from simulator.app.start import make_application
from simulator.app.theme import DARK, LIGHT
from simulator.app.window import Window
from simulator.labs import Lab
from tests.widgets.counting import CountingPage

LAB = Lab("descent", "Descent", "Counting", CountingPage)


@pytest.fixture
def window(qtbot, tmp_path):
    """A shown window with one lab open."""
    make_application()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(settings, LIGHT, (LAB,))
    qtbot.addWidget(window)
    window.show()
    window.open_lab("descent")
    return window


def test_narration_follows_the_steps(window, qtbot):
    """The sentence in the header is that of the snapshot, also for a screen reader."""
    qtbot.keyClick(window.stack.currentWidget().frame, Qt.Key.Key_Right)
    assert window.header.narration.full_text == "The number is 1."
    assert window.header.narration.accessibleName() == "The number is 1."


def test_keys_step_through_the_lab(window, qtbot):
    """Right, Left and Home walk along the timeline."""
    frame = window.stack.currentWidget().frame
    seen = []
    frame.player.moved.connect(lambda snapshot: seen.append(snapshot.n))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(frame, key)
    assert seen == [1, 2, 1, 0]


def test_theme_is_switched_and_remembered(window, qtbot):
    """The theme button changes every colour; the next window opens in the chosen theme."""
    qtbot.mouseClick(window.header.theme_button, Qt.MouseButton.LeftButton)
    assert window.theme == DARK
    assert window.palette().base().color().name().upper() == DARK.card
    second = Window(window._settings, labs=(LAB,))
    qtbot.addWidget(second)
    assert second.theme == DARK


def test_a_file_that_cannot_be_opened_is_said_in_the_window(window, tmp_path, qtbot):
    """Bad input gives one sentence above the stage, and Escape dismisses it."""
    window.open_file(tmp_path / "no.csv")
    frame = window.stack.currentWidget().frame
    assert frame.notice.isVisible()
    assert frame.notice.label.text().endswith("is not a number.")
    qtbot.keyClick(frame, Qt.Key.Key_Escape)
    assert not frame.notice.isVisible()


def test_closing_stops_what_runs_beside(window):
    """Pages are asked to end their tasks before the window goes."""
    page = window.stack.currentWidget()
    window.close()
    assert page.closed


def test_the_app_has_its_own_icon(window):
    """The window shows the shipped icon in the task bar, and Wayland finds it by name."""
    assert not window.windowIcon().pixmap(64, 64).isNull()
    assert window.windowIcon().pixmap(64, 64).toImage().pixelColor(32, 12).name() == "#0072b2"
    assert QGuiApplication.desktopFileName() == "chainrule"
