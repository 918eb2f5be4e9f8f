"""A shown page of the memory lab with small untrained networks."""

import pytest

from simulator.app.start import make_application
from simulator.app.theme import LIGHT, apply_theme
from simulator.labs.memory.page import MemoryPage
from tests.simulation.readers import make_reader


@pytest.fixture(scope="session")
def themed():
    """The application in its light theme, which costs much to set for many widgets."""
    app = make_application()
    apply_theme(app, LIGHT)
    return app


@pytest.fixture
def page(qtbot, themed):
    """The page, as large as in a window of 1440×900."""
    page = MemoryPage((make_reader("lstm"), make_reader("rnn"), make_reader("gru")))
    qtbot.addWidget(page)
    page.resize(1360, 840)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_tasks()
