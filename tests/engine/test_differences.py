"""Tests of derivatives by finite differences."""

import math

import pytest

from simulator.engine.differences import central_difference


@pytest.mark.parametrize(
    ("f", "v", "expected"),
    [(math.exp, 1.0, math.e), (math.sin, 0.0, 1.0), (lambda v: v * v, 3.0, 6.0)],
)
def test_derivatives_are_found_with_an_honest_error(f, v, expected):
    """The derivative is right to 1e-9, and the estimated error is not smaller than the true one."""
    found = central_difference(f, v)
    assert found.value == pytest.approx(expected, abs=1e-9)
    assert abs(found.value - expected) <= 10 * found.error + 1e-12


def test_a_flat_function_has_no_slope():
    """A constant gives 0, not noise."""
    assert central_difference(lambda v: 1.0, 0.5).value == 0.0
