"""Tests of the sigmoid and the cross-entropy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.losses import cross_entropies, cross_entropy, sigmoid, sigmoids


@given(st.floats(-1e4, 1e4), st.sampled_from([0.0, 1.0]))
def test_no_logit_up_to_1e4_overflows_or_warns(z, y):
    """Sigmoid and loss are finite and in range, and warnings would fail the test."""
    assert 0.0 <= sigmoid(z) <= 1.0
    assert 0.0 <= cross_entropy(z, y) <= 1e4 + 1
    assert float(sigmoids(np.array([z]))[0]) == pytest.approx(sigmoid(z), rel=1e-12, abs=1e-300)
    assert float(cross_entropies(np.array([z]), np.array([y]))[0]) == pytest.approx(
        cross_entropy(z, y), rel=1e-12, abs=1e-300
    )


@given(st.floats(-30, 30), st.sampled_from([0.0, 1.0]))
def test_loss_is_the_formula_of_the_sheet(z, y):
    """Where the formula with two logarithms is accurate, the stable one agrees with it."""
    a = sigmoid(z)
    right = a if y else 1.0 - a
    assert cross_entropy(z, y) == pytest.approx(-math.log(right), rel=1e-3, abs=1e-12)


def test_a_certain_right_answer_still_has_a_loss():
    """The loss of a logit of 700 is told from 0, which log(1 - a) could not."""
    assert cross_entropy(-700.0, 0.0) == pytest.approx(math.exp(-700.0))
    assert cross_entropy(1e4, 0.0) == 1e4
