"""The cost surface with a graphics card, and above all without one.

The first tests run everywhere. Those that need OpenGL run by hand, on a display such as Xvfb's:
``QT_QPA_PLATFORM=xcb python -m pytest tests/widgets/test_surface_gl.py``.
"""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QOpenGLContext, QPainter

from simulator.widgets import surface_ground
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_gl import GlMesh
from simulator.widgets.surface_mesh import Mesh
from simulator.widgets.surface_projection import Camera, Grid, Projection

AXIS = np.linspace(-2.0, 2.0, 41)
GRID = Grid(AXIS, AXIS, np.sin(2 * AXIS[:, None]) * np.cos(AXIS))
LINE = QColor(255, 255, 255, 95)


@pytest.fixture
def card(qapp):
    """OpenGL, even if it runs on the processor."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        pytest.skip("this platform has no OpenGL")
    return GlMesh(software_too=True)


def picture(view):
    """What the view draws."""
    return view.grab().toImage()


class BrokenCard:
    """A card that takes a surface and is then lost."""

    def load(self, nodes):
        """Take anything."""

    def picture(self, projection, ratio, line):
        """Fail as a lost context does."""
        raise RuntimeError


def test_without_opengl_it_says_so(qapp):
    """Where the platform has none, or only a slow one, nothing of OpenGL is touched."""
    with pytest.raises(RuntimeError, match="OpenGL"):
        GlMesh()


def test_no_gl_is_respected(qapp, monkeypatch):
    """With --no-gl, OpenGL is not used even where it is."""
    unwanted = Qt.ApplicationAttribute.AA_UseSoftwareOpenGL
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(QCoreApplication, "testAttribute", lambda which: which == unwanted)
    monkeypatch.setattr(QOpenGLContext, "create", lambda _: pytest.fail("OpenGL was touched"))
    with pytest.raises(RuntimeError, match="OpenGL"):
        GlMesh(software_too=True)


def test_a_card_that_is_lost_costs_nothing(qtbot, monkeypatch):
    """When the card fails in the middle, the surface is drawn without it."""
    drawn = []
    for card in (None, BrokenCard):
        if card:
            monkeypatch.setattr(surface_ground, "GlMesh", card)
        view = SurfaceView()
        qtbot.addWidget(view)
        view.resize(300, 200)
        view.show_surface(AXIS, AXIS, GRID.z)
        picture(view)
        view.show_camera(Camera(80.0, 20.0))
        qtbot.waitUntil(lambda view=view: view.settled)
        picture(view)
        qtbot.waitUntil(lambda view=view: view.settled)
        drawn.append(picture(view))
    assert drawn[0].size() == drawn[1].size()
    assert pixels(drawn[0])[100, 150].sum() > 0


def pixels(image):
    """The image's colours, shape (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize("camera", [Camera(), Camera(200.0, 60.0), Camera(90.0, 5.0, 1.4)])
def test_both_ways_draw_the_same(card, camera):
    """With and without OpenGL the surface has the same place, colours and hidden parts."""
    projection = Projection(camera, 400, 260)
    mesh = Mesh()
    mesh.load(GRID)
    card.load(GRID.nodes())
    image = QImage(400, 260, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    other = image.copy()
    with QPainter(image) as painter:
        mesh.paint(painter, projection, LINE)
    with QPainter(other) as painter:
        painter.drawImage(0, 0, card.picture(projection, 1.0, LINE))
    difference = np.abs(pixels(image) - pixels(other)).max(axis=-1)
    assert (pixels(image) < 250).any()
    assert np.mean(difference > 60) < 0.02
