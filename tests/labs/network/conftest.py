"""A window with the network lab open."""

import pytest
from PySide6.QtCore import QSettings

from simulator.app.start import make_application
from simulator.app.theme import LIGHT
from simulator.app.window import Window


@pytest.fixture
def window(qtbot, tmp_path):
    """A shown window at 1440×900 with the network lab."""
    make_application()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(settings, LIGHT)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.open_lab("network")
    return window


@pytest.fixture
def page(window):
    """The network lab's page."""
    return window.stack.currentWidget()
