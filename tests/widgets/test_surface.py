"""The cost surface as a person sees and turns it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from simulator.widgets.colours import role_colour
from simulator.widgets.surface import SurfaceView
from simulator.widgets.surface_marks import Arrow, Mark, Path
from simulator.widgets.surface_projection import Camera

X, Y = np.linspace(-4.0, 4.0, 41), np.linspace(0.0, 10.0, 31)
Z = X[:, None] ** 2 + 0.4 * (Y - 5) ** 2


@pytest.fixture
def view(qtbot):
    """A bowl, with its lowest point at (0, 5)."""
    view = SurfaceView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show_surface(X, Y, Z, ("b₀", "b₁"), "J(b)")
    view.show()
    return view


def colour_at(view, place):
    """The colour of the widget's pixel at ``place``."""
    return view.grab().toImage().pixelColor(QPointF(place).toPoint())


def test_the_lowest_place_is_dark_and_the_highest_bright(view):
    """Colours follow height, as the figure's."""
    low = colour_at(view, view.place(np.array([0.2, 5.17])))
    high = colour_at(view, view.place(np.array([-3.85, 0.3])))
    assert low.lightness() < 110
    assert high.green() > high.blue() + 60


def test_marks_are_drawn_at_their_places(view):
    """A star on the surface has the optimum's colour at its projected place."""
    view.show_marks([Mark("optimum", np.array([0.0, 5.0]), "optimum")])
    place = view.place(np.array([0.0, 5.0]))
    assert colour_at(view, place) == role_colour("optimum", view.palette())


def test_the_current_point_is_a_white_ring(view):
    """The ring is white within and has the run's colour on its rim."""
    point = np.array([2.0, 4.0])
    view.show_marks([Mark("current", point, "gradient")])
    place = view.place(point)
    assert colour_at(view, place) == QColor(Qt.GlobalColor.white)
    assert colour_at(view, place + QPointF(6, 0)) == role_colour("gradient", view.palette())


def test_paths_are_drawn_over_the_surface(view):
    """A path has its run's colour in the middle of its line."""
    view.show_paths([Path(np.array([[-3.0, 5.0], [0.0, 5.0]]), "gradient")])
    heights = np.array([[-3.0, 5.0, 9.0], [0.0, 5.0, 0.0]])
    middle = view.place(heights.mean(axis=0))
    assert colour_at(view, middle) == role_colour("gradient", view.palette())


def test_what_the_surface_hides_is_fainter(view):
    """From the side, a mark behind the near wall lets the wall shine through."""
    view.show_camera(Camera(0.0, 5.0))
    view.show_marks([Mark("optimum", np.array([0.0, 5.0, 0.1]), "optimum")])
    colour = colour_at(view, view.place(np.array([0.0, 5.0, 0.1])))
    assert colour != role_colour("optimum", view.palette())


def test_arrows_point_from_start_to_end(view):
    """The arrow's head lies at its end."""
    start, end = np.array([2.5, 5.0]), np.array([1.0, 5.0])
    view.show_marks([], [Arrow(start, end, "gradient")])
    tip, tail = view.place(end), view.place(start)
    inside = tip + (tail - tip) * 0.1
    assert colour_at(view, inside) == role_colour("gradient", view.palette())


def test_a_click_on_the_surface_gives_its_point(view, qtbot):
    """A click on a projected place returns the point to within a cell."""
    place = view.place(np.array([-1.2, 6.5])).toPoint()
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == pytest.approx([-1.2, 6.5], abs=0.2)


def test_a_click_beside_the_surface_and_a_drag_start_nothing(view, qtbot):
    """Turning is not clicking."""
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(250, 150))
        QTest.mouseMove(view, QPoint(310, 150))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(310, 150))
    assert view.camera.azimuth != Camera().azimuth


def test_a_full_turn_by_keys_gives_the_same_picture(view, qtbot):
    """72 presses of an arrow key are 360 degrees, and standing still it is as fine as before."""
    before = view.grab().toImage()
    for _ in range(36):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.grab().toImage() != before
    for _ in range(36):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: view.settled)
    assert view.grab().toImage() == before


def test_keys_turn_only_what_has_the_focus(view, qtbot):
    """In a window the arrow keys step the player, until the surface is reached with Tab."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QPushButton("another"))
    layout.addWidget(view)
    steps = []
    shortcut = QShortcut(Qt.Key.Key_Right, window)
    shortcut.activated.connect(lambda: steps.append(1))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not view.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert (len(steps), view.camera) == (1, Camera())
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert len(steps) == 1
    assert view.camera != Camera()
    view.setParent(None)  # the fixture's widget must not go down with this window


def test_home_and_a_double_click_beside_the_surface_reset_the_camera(view, qtbot):
    """Who is lost comes back."""
    for reset in (
        lambda: qtbot.keyClick(view, Qt.Key.Key_Home),
        lambda: qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3)),
    ):
        qtbot.keyClick(view, Qt.Key.Key_Up)
        qtbot.keyClick(view, Qt.Key.Key_Plus)
        assert view.camera != Camera()
        reset()
        assert view.camera == Camera()


def test_a_step_leaves_the_drawn_surface_alone(view):
    """Only a turn, another surface, size or theme draws the surface anew."""
    view.grab()
    kept = view._picture
    view.show_paths([Path(np.array([[-3.0, 5.0], [0.0, 5.0]]))])
    view.grab()
    assert view._picture is kept
    view.show_camera(Camera(80.0, 20.0))
    view.grab()
    assert view._picture is not kept


def test_a_surface_that_keeps_changing_ends_up_as_if_shown_at_once(view, qtbot):
    """While data are dragged it is drawn quickly, and when they rest as fine as any."""
    before = view.grab().toImage()
    for height in (2.0, 3.0, 1.0):
        view.show_surface(X, Y, Z * height, ("b₀", "b₁"), "J(b)")
        view.grab()
    assert not view.settled
    qtbot.waitUntil(lambda: view.settled)
    assert view.grab().toImage() == before


def test_the_dark_theme_recolours_numbers_and_runs(view):
    """A change of palette draws the surface anew with that palette's colours."""
    view.show_marks([Mark("start", np.array([0.0, 5.0]), "optimum")])
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor("#1E252D"))
    view.setPalette(palette)
    colour = colour_at(view, view.place(np.array([0.0, 5.0])))
    assert colour == role_colour("optimum", palette) != role_colour("optimum", QPalette())


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_points_that_are_not_finite_are_refused(view, bad):
    """NaN is never drawn, and what was shown stays."""
    view.show_paths([Path(np.array([[0.0, 5.0], [1.0, 5.0]]))])
    before = view.grab().toImage()
    with pytest.raises(ValueError, match="finite"):
        view.show_paths([Path(np.array([[0.0, bad]]))])
    with pytest.raises(ValueError, match="finite"):
        view.show_marks([Mark("start", np.array([bad, 5.0]))])
    assert view.grab().toImage() == before


def test_divergence_is_drawn_without_an_error(view):
    """A run that leaves for 1e300 is drawn as far as it can be seen."""
    path = np.array([[0.0, 5.0, 0.0], [1e150, 2.0, 1e300], [-1e300, 1e300, 1e300]])
    view.show_paths([Path(path), Path(path[:1]), Path(np.empty((0, 2)))])
    view.show_marks([Mark("current", path[-1])])
    assert not view.grab().isNull()


def test_an_empty_view_and_a_tiny_one_can_be_drawn(qtbot):
    """Before there is a surface, and in no room, there is no error."""
    view = SurfaceView()
    qtbot.addWidget(view)
    assert not view.grab().isNull()
    view.resize(20, 20)
    view.show_surface(X, Y, Z)
    assert not view.grab().isNull()


def test_the_view_has_a_name_for_screen_readers(view):
    """What is drawn is said to be a cost surface."""
    assert view.accessibleName() == "Cost surface"
