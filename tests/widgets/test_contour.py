"""The contour plot as a person sees and clicks it."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from simulator.widgets.colours import role_colour
from simulator.widgets.contour import ContourView
from simulator.widgets.surface_marks import Arrow, Mark, Path

CENTRE, HESSIAN = np.array([1.0, 2.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
LEVELS = np.array([0.5, 2.0, 4.5])


@pytest.fixture
def view(qtbot):
    """The contours of a quadratic with its minimum at (1, 2)."""
    view = ContourView(x_label="b₀", y_label="b₁")
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show_quadratic(CENTRE, HESSIAN, LEVELS)
    view.show_range((-4.0, 6.0), (-3.0, 7.0))
    view.show()
    view.grab()
    return view


def colour_at(view, point, offset=(0, 0)):
    """The colour of the pixel at a plot point."""
    place = view.place(*point) + QPointF(*offset)
    return view.grab().toImage().pixelColor(place.toPoint())


def off(dx, dy):
    """The point that is so far from the minimum."""
    return CENTRE + np.array([dx, dy])


def distance(first, second):
    """How far apart two colours are."""
    return max(abs(a - b) for a, b in zip(first.getRgb(), second.getRgb(), strict=True))


def thickness(view, point, colour):
    """How many pixels of the column through a point are nearly of a colour."""
    return sum(distance(colour_at(view, point, (0, k)), colour) < 150 for k in range(-5, 6))


def test_bands_lie_where_the_quadratic_says(view):
    """Along an axis through the minimum the bands get paler, and change at the levels."""
    half = np.sqrt(2 * LEVELS / HESSIAN[0, 0])
    inside = [colour_at(view, off(f, 0)) for f in (0.5 * half[0], *(half + 0.15))]
    assert all(a.lightness() < b.lightness() for a, b in pairwise(inside))
    for k, reach in enumerate(half):
        before = colour_at(view, off(reach - 0.12, 0))
        after = colour_at(view, off(reach + 0.12, 0))
        assert before == inside[k]
        assert after == inside[k + 1]


def test_a_grid_of_the_same_heights_looks_like_the_quadratic(view):
    """Bands of a grid and ellipses in closed form put the same edges at the same places."""
    x, y = np.linspace(-5, 7, 61), np.linspace(-4, 8, 61)
    away = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1) - CENTRE
    heights = np.einsum("ijk,kl,ijl->ij", away, HESSIAN, away) / 2
    places = [off(dx, dy) for dx in (-2.5, -1, 0, 1.6, 3) for dy in (-2, -0.3, 1, 2.3)]
    exact = [colour_at(view, place).lightness() for place in places]
    view.show_grid(x, y, heights, LEVELS)
    drawn = [colour_at(view, place).lightness() for place in places]
    assert np.corrcoef(exact, drawn)[0, 1] > 0.97


def test_beyond_the_grid_nothing_is_drawn(view):
    """What was not computed is not shown."""
    axis = np.linspace(0.0, 2.0, 11)
    view.show_grid(axis, axis, np.zeros((11, 11)), np.array([1.0]))
    assert colour_at(view, (-2.0, -1.0)) == view.palette().base().color()
    assert colour_at(view, (1.0, 1.0)) != view.palette().base().color()


def test_paths_have_a_dot_for_each_step(view):
    """The dot at a step is wider than the line to it."""
    view.show_paths([Path(np.array([[-3.0, 0.0], [0.0, 0.0], [3.0, 0.0]]), "gradient")])
    colour = role_colour("gradient", view.palette())
    assert distance(colour_at(view, (-1.5, 0.0)), colour) < 60
    assert thickness(view, (0.0, 0.0), colour) > thickness(view, (-1.5, 0.0), colour) + 1


def test_marks_and_arrows_are_at_their_places(view):
    """Star, ring and mirror image in their colours; the arrow's head at its end."""
    ends = np.array([3.0, 5.0]), np.array([1.0, 5.0])
    marks = [
        Mark("optimum", CENTRE, "optimum"),
        Mark("mirror", np.array([-2.0, -1.0]), "parameter"),
        Mark("current", np.array([4.0, 0.0]), "forward"),
    ]
    view.show_marks(marks, [Arrow(*ends, "gradient")])
    palette = view.palette()
    assert colour_at(view, CENTRE) == role_colour("optimum", palette)
    assert colour_at(view, (-2.0, -1.0)) == role_colour("parameter", palette)
    assert colour_at(view, (4.0, 0.0)) == QColor(Qt.GlobalColor.white)
    assert colour_at(view, ends[1], (4, 0)) == role_colour("gradient", palette)


def test_directions_are_dashed_lines_through_the_centre(view):
    """Along the line there are both dashes and gaps."""
    view.show_quadratic(CENTRE, np.zeros((2, 2)), LEVELS)
    ground = colour_at(view, (-3.0, 6.0))
    view.show_directions(CENTRE, np.array([[0.0, 3.0]]))
    image = view.grab().toImage()
    top, bottom = view.place(*off(0, 2.9)), view.place(*off(0, -2.9))
    column = [
        max(distance(image.pixelColor(round(top.x()) + dx, y), ground) for dx in (-1, 0, 1))
        for y in range(round(top.y()), round(bottom.y()))
    ]
    assert 0.2 < np.mean(np.array(column) > 40) < 0.95


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
def test_a_click_gives_the_point(view, qtbot):
    """A click within the plot starts there, to within a pixel; one on an axis does not."""
    place = view.place(3.0, 4.0).toPoint()
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == pytest.approx([3.0, 4.0], abs=0.05)
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_the_dark_theme_recolours_the_contours(view):
    """The picture that was kept is drawn anew when the palette changes."""
    before = colour_at(view, CENTRE)
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor("#1E252D"))
    view.setPalette(palette)
    assert colour_at(view, CENTRE).lightness() < before.lightness()
    assert colour_at(view, (-3.9, 6.9)) == QColor("#1E252D")


def test_a_step_keeps_the_drawn_contours(view):
    """Only another view, size or theme draws the contours anew."""
    kept = view._ground
    view.show_paths([Path(np.array([[0.0, 0.0], [1.0, 1.0]]))])
    view.grab()
    assert view._ground is kept
    view.show_range((-1.0, 3.0), (0.0, 4.0))
    view.grab()
    assert view._ground is not kept


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(view, bad):
    """NaN is never drawn, and what was shown stays."""
    before = view.grab().toImage()
    with pytest.raises(ValueError, match="finite"):
        view.show_paths([Path(np.array([[0.0, bad]]))])
    with pytest.raises(ValueError, match="finite"):
        view.show_quadratic(np.array([bad, 0.0]), HESSIAN, LEVELS)
    with pytest.raises(ValueError, match="finite"):
        view.show_directions(CENTRE, np.array([[bad, 1.0]]))
    assert view.grab().toImage() == before


def test_divergence_and_nothing_are_drawn_without_an_error(view):
    """A run to 1e300, one point and no point are all drawn as far as they can be seen."""
    far = np.array([[0.0, 0.0], [1e150, 1.0], [-1e300, 1e300]])
    view.show_paths([Path(far), Path(far, dashed=True), Path(far[:1]), Path(np.empty((0, 2)))])
    view.show_marks([Mark("current", far[-1])])
    assert not view.grab().isNull()


def test_the_view_has_a_name_for_screen_readers(view):
    """What is drawn is said to be contours."""
    assert view.accessibleName() == "Contours of the cost"


def test_in_a_file_of_shapes_nothing_leaves_the_plot(view, tmp_path):
    """SVG cannot clip: contours, directions, paths and marks end where the plot ends."""
    far = np.array([[0.0, 0.0], [30.0, 25.0], [-40.0, 8.0]])
    view.show_directions(CENTRE, np.array([[90.0, 0.0], [0.0, 90.0]]))
    view.show_paths([Path(far, "gradient"), Path(far[::-1], "gradient", dashed=True)])
    view.show_marks([Mark("current", far[1])], [Arrow(far[1], far[2])])
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "plot.svg"))
    generator.setSize(view.size() * 2)
    generator.setViewBox(QRect(QPoint(), view.size() * 2))
    generator.setResolution(view.logicalDpiX())
    painter = QPainter(generator)
    view.render(painter, QPoint(100, 80))
    painter.end()
    image = QImage(view.size() * 2, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        QSvgRenderer(str(tmp_path / "plot.svg")).render(painter)
    area = view.area.translated(100, 80).adjusted(-3, -3, 3, 3).toRect()
    inked = {
        (x, y)
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
        if image.pixelColor(x, y).saturation() > 60
    }
    assert inked
    assert not {place for place in inked if not area.contains(*place)}
