"""Fresh weights are what the recipe says."""

import numpy as np
import pytest

from simulator.engine.initialisation import initialise
from simulator.engine.recurrent_trace import trace


def fresh(kind="lstm", H=8, **options):
    """A fresh network of two layers."""
    return initialise(kind, 50, 6, H, 2, 5, np.random.default_rng(0), dtype=np.float64, **options)


def test_demonstration_net_has_the_parameters_that_were_counted():
    """H = 32, E = 24, 495 words and 178 answers make 25,050 parameters."""
    model = initialise("lstm", 495, 24, 32, 1, 178, np.random.default_rng(0))
    assert model.parameter_count == 25_050


def test_forget_gate_that_is_not_there_has_no_parameters():
    """Without forget gates a quarter of the layers' weights does not count, and f is 1."""
    plain, without = fresh(), fresh(forget_gate=False)
    quarter = sum(layer.weight_ih.size + 8 * 32 + 32 for layer in plain.layers) // 4
    assert plain.parameter_count - without.parameter_count == quarter
    np.testing.assert_array_equal(trace(without, np.array([1, 2, 3]))["f"], 1)


@pytest.mark.parametrize(("kind", "blocks"), [("lstm", 4), ("gru", 3), ("rnn", 1)])
def test_recurrent_blocks_are_scaled_rotations(kind, blocks):
    """Each recurrent block is .7 times an orthogonal matrix."""
    for layer in fresh(kind).layers:
        for block in np.split(layer.weight_hh, blocks):
            np.testing.assert_allclose(block @ block.T, 0.49 * np.eye(8), atol=1e-12)


def test_uniform_scheme_is_pytorchs():
    """With the scheme ``uniform`` all layers' weights lie within ±1/√H and fill it."""
    weights = fresh(H=64, scheme="uniform").layers[0].weight_hh
    assert 0.95 / 8 < np.abs(weights).max() <= 1 / 8


def test_forget_bias_is_set_and_the_others_are_not():
    """Only the second block of the bias, the forget gates', is 3."""
    for layer in fresh(forget_bias=3).layers:
        np.testing.assert_array_equal(layer.bias, np.repeat([0, 3, 0, 0], 8))


def test_chrono_biases_span_the_times_to_remember():
    """b_f = log U(1, T − 1), so 1/(1 − f) reaches up to T; b_i is its negative."""
    bias = fresh(H=500, chrono=100).layers[0].bias
    b_i, b_f, b_g, b_o = np.split(bias, 4)
    np.testing.assert_array_equal(b_i, -b_f)
    lifetimes = 1 + np.exp(b_f)
    assert 2 <= lifetimes.min() < 5
    assert 95 < lifetimes.max() <= 100
    assert not b_g.any()
    assert not b_o.any()
