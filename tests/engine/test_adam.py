"""Adam on a flat vector."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import optimizers
from simulator.engine.adam import Adam, clip


@given(st.integers(0, 2**32 - 1), st.floats(1e-4, 1))
@settings(max_examples=20, deadline=None)
def test_in_place_adam_is_the_pure_rule(seed, rate):
    """After several updates the parameters are those of ``optimizers.adam``."""
    rng = np.random.default_rng(seed)
    pure = rng.normal(size=7)
    in_place, state = pure.copy(), optimizers.initial_state("adam", pure)
    adam = Adam.fresh(in_place)
    for step in range(1, 6):
        gradient = rng.normal(size=7)
        pure, state = optimizers.adam(pure, gradient, state, rate, step)
        adam.update(in_place, gradient.copy(), rate)
    np.testing.assert_allclose(in_place, pure, rtol=0, atol=1e-12)


def test_only_long_gradients_are_clipped():
    """A gradient of length 5 becomes one of length 2 in the same direction; short ones stay."""
    long, short = np.array([3.0, 4.0]), np.array([0.3, 0.4])
    assert clip(long, 2.0) == pytest.approx(5)
    assert clip(short, 2.0) == pytest.approx(0.5)
    np.testing.assert_allclose(long, [1.2, 1.6])
    np.testing.assert_allclose(short, [0.3, 0.4])
