"""The geometry of the cost surface, without any window."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.widgets.surface_projection import Camera, Grid, Projection, hidden, pick

X, Y = np.linspace(-3.0, 5.0, 31), np.linspace(10.0, 20.0, 25)
BOWL = Grid(X, Y, (X[:, None] - 1) ** 2 + 0.3 * (Y - 15) ** 2)
SIZE = (500.0, 300.0)

angles = st.floats(0.0, 360.0)
elevations = st.floats(20.0, 90.0)


@settings(max_examples=60, deadline=None)
@given(angles, elevations, st.floats(-2.9, 4.9), st.floats(10.1, 19.9))
def test_a_pixel_leads_back_to_its_point_unless_the_surface_hides_it(azimuth, elevation, x, y):
    """Projecting a point and picking that pixel gives the point to within half a cell."""
    projection = Projection(Camera(azimuth, elevation), *SIZE)
    point = BOWL.unit(BOWL.lifted(np.array([[x, y]])))
    if hidden(BOWL.nodes()[..., 2], projection, point)[0]:
        return
    found = pick(BOWL, projection, *projection.screen(point)[0])
    assert found is not None
    shown = BOWL.unit(BOWL.lifted(np.array([found])))
    # On a fold another point may lie on the same pixel, in front of this one.
    in_front = np.linalg.norm(shown - projection.eye) < np.linalg.norm(point - projection.eye)
    assert found == pytest.approx((x, y), abs=0.2) or in_front


def test_a_pixel_beside_the_surface_leads_nowhere():
    """Only the surface can be clicked."""
    assert pick(BOWL, Projection(Camera(), *SIZE), 2.0, 2.0) is None


@pytest.mark.parametrize("azimuth", [0.0, 35.0, 123.0, 271.0])
@pytest.mark.parametrize("elevation", [0.0, 27.0, 90.0])
def test_the_whole_surface_fits_in_at_zoom_1(azimuth, elevation):
    """However the surface is turned, nothing of it is cut off."""
    screen = Projection(Camera(azimuth, elevation), *SIZE).screen(BOWL.nodes())
    assert screen.min() >= 0
    assert (screen <= SIZE).all()


def test_full_turns_change_nothing():
    """A turn by 360 degrees is no turn."""
    assert Camera().turned(360.0, 0.0) == Camera()


def test_the_camera_stays_above_the_floor_and_within_reach():
    """Neither dragging nor zooming loses the surface."""
    assert Camera().turned(0.0, -500.0).elevation == 0.0
    assert Camera().turned(0.0, 500.0).elevation == 90.0
    assert Camera().zoomed(1e9).zoom == 8.0
    assert Camera().zoomed(1e-9).zoom == 0.3


def test_the_nearer_of_two_points_is_drawn_larger():
    """The perspective is mild, and the right way round."""
    projection = Projection(Camera(0.0, 0.0), *SIZE)
    near, far = np.array([[-1, -1, 0], [1, -1, 0.0]]), np.array([[-1, 1, 0], [1, 1, 0.0]])
    width = [float(np.ptp(projection.screen(pair)[:, 0])) for pair in (near, far)]
    assert 1.1 < width[0] / width[1] < 1.4


def test_heights_between_nodes_are_bilinear():
    """Points laid on the surface lie on the cells that are drawn."""
    grid = Grid(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0.0, 1.0], [2.0, 7.0]]))
    heights = grid.height(np.array([[0.5, 0.5], [0.0, 1.0], [9.0, 9.0]]))
    assert heights == pytest.approx([2.5, 1.0, 7.0])


def test_a_ridge_hides_what_is_behind_it():
    """From the side, the far foot of a ridge is hidden and the near foot is not."""
    y = np.linspace(-1.0, 1.0, 41)
    ridge = Grid(y, y, np.exp(-20 * y**2)[None, :] * np.ones((41, 1)))
    feet = ridge.unit(ridge.lifted(np.array([[0.0, 0.5], [0.0, -0.5], [0.0, 0.0]])))
    projection = Projection(Camera(0.0, 10.0), *SIZE)
    assert hidden(ridge.nodes()[..., 2], projection, feet).tolist() == [True, False, False]


def test_nothing_is_hidden_from_above():
    """Straight from above every point of the sheet is seen."""
    points = BOWL.nodes().reshape(-1, 3)
    assert not hidden(BOWL.nodes()[..., 2], Projection(Camera(0.0, 90.0), *SIZE), points).any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_cannot_be_drawn_are_refused(bad):
    """A height that is not finite never reaches the screen."""
    z = BOWL.z.copy()
    z[3, 4] = bad
    with pytest.raises(ValueError, match="finite"):
        Grid(X, Y, z)


def test_grids_of_wrong_shape_or_uneven_steps_are_refused():
    """The mistakes of a caller are named."""
    with pytest.raises(ValueError, match="z must be"):
        Grid(X, Y, BOWL.z.T)
    with pytest.raises(ValueError, match="even steps"):
        Grid(X**3, Y, BOWL.z)


def test_a_flat_surface_has_a_place():
    """A constant cost is drawn as a plane, without dividing by its zero range."""
    flat = Grid(X, Y, np.full((31, 25), 4.0))
    assert np.isfinite(flat.nodes()).all()
