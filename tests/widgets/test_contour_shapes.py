"""The geometry of contours, without any window."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.widgets.contour_shapes import bands, quadratic_contours, resampled

CENTRE = np.array([3.0, -2.0])


@settings(max_examples=50, deadline=None)
@given(st.floats(0.1, 50.0), st.floats(0.1, 50.0), st.floats(0.0, 3.2), st.floats(0.01, 9.0))
def test_every_point_of_a_contour_has_its_level(first, second, angle, level):
    """The closed form agrees with the quadratic that it is a contour of."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    hessian = turn @ np.diag([first, second]) @ turn.T
    (contour,) = quadratic_contours(CENTRE, hessian, np.array([level]), 1.0)
    away = contour - CENTRE
    heights = np.einsum("ki,ij,kj->k", away, hessian, away) / 2
    assert heights == pytest.approx(np.full(len(contour), level), rel=1e-9)


@pytest.mark.parametrize("smallest", [0.0, 1e-18, -1e-18])
def test_a_valley_has_parallel_lines(smallest):
    """A singular Hessian gives lines along the valley, far beyond the plot, and no NaN."""
    contours = quadratic_contours(CENTRE, np.diag([2.0, smallest]), np.array([1.0]), 10.0)
    assert np.isfinite(contours).all()
    in_plot = np.abs(contours[0][:, 1] - CENTRE[1]) < 10.0
    x, y = contours[0].T
    assert np.ptp(y) > 1000
    crossing = np.interp(CENTRE[1] + np.array([-5.0, 5.0]), y[:91][::-1], x[:91][::-1])
    assert np.abs(crossing - CENTRE[0]) == pytest.approx([1.0, 1.0], rel=1e-2) or in_plot.any()


def test_a_flat_quadratic_has_no_contour_within_the_plot():
    """Where nothing changes, the contours lie outside everything that is seen."""
    (contour,) = quadratic_contours(CENTRE, np.zeros((2, 2)), np.array([1.0]), 10.0)
    assert np.linalg.norm(contour - CENTRE, axis=1).min() > 100


def test_numbers_that_are_not_finite_are_refused():
    """NaN is never drawn."""
    with pytest.raises(ValueError, match="finite"):
        quadratic_contours(np.array([np.nan, 0]), np.eye(2), np.array([1.0]), 1.0)


def test_resampling_keeps_the_nodes_and_straight_lines():
    """Between nodes it is smooth, at nodes exact, and a plane stays a plane."""
    values = np.array([1.0, 4.0, 2.0, 8.0])
    assert resampled(values, np.arange(4.0)) == pytest.approx(values)
    places = np.linspace(0, 3, 17)
    assert resampled(np.arange(4.0) * 2 + 1, places) == pytest.approx(places * 2 + 1)


def test_bands_have_their_colours_and_lines_lie_between_them():
    """A slope from left to right gives three bands with a line at each level."""
    z = np.broadcast_to(np.linspace(0, 30, 301), (5, 301))
    fills = np.array([[10, 0, 0], [20, 0, 0], [30, 0, 0]])
    image = bands(z, np.array([10.0, 20.0]), fills, np.array([200, 0, 0]))
    red = (image[2] >> 16 & 255).tolist()
    assert (red[50], red[150], red[250]) == (10, 20, 30)
    assert (red[100], red[200]) == (200, 200)
    assert (image >> 24 == 255).all()


def test_a_plateau_is_one_band_without_lines():
    """A flat grid, at or beside a level, divides by no zero slope."""
    fills, line = np.array([[10, 0, 0], [20, 0, 0]]), np.array([200, 0, 0])
    for height in (3.0, 9.0):
        image = bands(np.full((4, 4), height), np.array([5.0]), fills, line)
        assert (image >> 16 & 255 == (10 if height < 5 else 20)).all()
