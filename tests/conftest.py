"""What every test starts from."""

import os

# Before Qt is imported; OpenGL and real windows are tried by hand under Xvfb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings

# The same examples in every run: a red test is then a change of ours, not luck. To look for
# new counterexamples: make test ARGS="--hypothesis-profile=default".
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def qapp():
    """The application as the product starts it: fonts and colours do not depend on the machine."""
    from simulator.app.start import make_application
    from simulator.app.theme import LIGHT, apply_theme

    app = make_application()
    apply_theme(app, LIGHT)
    return app


@pytest.fixture(autouse=True)
def _leave_nothing_behind(request):
    """Let no test change what the next one draws, nor leave its closed windows alive."""
    yield
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtCore import QEvent

    from simulator.app.theme import LIGHT, apply_theme

    app = request.getfixturevalue("qapp")
    # Outside an event loop, deleteLater never comes to its turn by itself.
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if app.palette().window().color().name().upper() != LIGHT.window:
        apply_theme(app, LIGHT)
