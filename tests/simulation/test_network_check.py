"""Tests of gradients checked by finite differences, and of the factors of the chain."""

import math

import pytest

from simulator.simulation.network import Update, start_network
from simulator.simulation.network_chain import chain_factors
from simulator.simulation.network_check import check_gradient
from simulator.simulation.network_examples import EXAMPLE_SETS
from simulator.simulation.network_phases import phase_names


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("neurons", [1, 2, 5])
def test_every_gradient_agrees_with_its_finite_difference(batch, neurons):
    """Parameters and error terms of every neuron are confirmed, in a batch and alone."""
    parameters = (0.8, -0.3) * (neurons - 1) + (-1.2, 0.5)
    snapshot = start_network(parameters=parameters, batch=batch)
    for name in phase_names(neurons):
        if name.startswith("dL_"):
            check = check_gradient(snapshot, name)
            assert check.verdict == "agrees", check
            assert check.relative < 1e-7


def test_a_wrong_gradient_is_found_out():
    """A gradient that is off by a thousandth is said to differ."""
    snapshot = start_network()
    done = snapshot.computed
    wrong = tuple(v * 1.001 for v in done.values)
    faulty = Update(wrong, done.loss, done.updated, done.state)
    object.__setattr__(snapshot, "done", faulty)
    assert check_gradient(snapshot, "dL_dw1").verdict == "differs"


def test_a_vanished_gradient_is_too_small_to_tell():
    """Forty neurons deep the differences drown in rounding, and that is said."""
    snapshot = start_network(parameters=(1.0, 0.0) * 40)
    check = check_gradient(snapshot, "dL_dw1")
    assert abs(check.analytic) < 1e-20
    assert check.verdict == "too small to tell"


def test_only_gradients_can_be_checked():
    """A value of the forward pass has no finite difference."""
    with pytest.raises(ValueError, match="no gradient"):
        check_gradient(start_network(), "z1")


@pytest.mark.parametrize("neurons", [1, 2, 5])
def test_the_factors_of_the_chain_multiply_to_the_gradient(neurons):
    """For every parameter the product of the blocks is what the backward pass found."""
    parameters = (0.8, -0.3) * (neurons - 1) + (-1.2, 0.5)
    snapshot = start_network(EXAMPLE_SETS["one"](), parameters)
    for k in range(1, neurons + 1):
        for letter in "wb":
            factors = chain_factors(snapshot, f"{letter}{k}")
            product = math.prod(factor.value for factor in factors)
            assert product == pytest.approx(snapshot.value(f"dL_d{letter}{k}"), rel=1e-12)
    slopes = [f.value for f in chain_factors(snapshot, "b1") if "(1-" in f.symbol]
    assert all(0 < slope <= 0.25 for slope in slopes)
    assert len(slopes) == neurons - 1
