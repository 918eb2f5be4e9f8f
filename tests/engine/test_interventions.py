"""Clamps, ablations and patches on networks with random weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.errors import InputError
from simulator.engine.initialisation import initialise
from simulator.engine.interventions import Ablate, Clamp, Patch
from simulator.engine.recurrent_gradients import forget_products, state_gradients
from simulator.engine.recurrent_trace import patch_from, trace

KINDS = ["lstm", "gru", "rnn", "ann"]
TOKENS = np.array([3, 1, 4, 1, 5, 9, 2, 6])
OTHER = np.array([2, 7, 1, 8])


def network(kind="lstm", layers=2, seed=0, **options):
    """A small random network in double precision."""
    rng = np.random.default_rng(seed)
    return initialise(kind, 10, 3, 4, layers, 5, rng, window=3, dtype=np.float64, **options)


def test_forget_gate_held_at_one_adds_up_everything_written():
    """With f := 1 everywhere each cell is the sum of i·g so far, computed by hand."""
    traced = trace(network(), TOKENS, [Clamp("f", 1.0)])
    np.testing.assert_array_equal(traced["f"], 1)
    written = np.cumsum(traced["i"] * traced["g"], axis=1)
    np.testing.assert_allclose(traced["c"], written, rtol=0, atol=1e-14)


def test_forget_gate_held_at_zero_makes_the_past_of_a_cell_irrelevant():
    """With f := 0 at a token, c there is i·g alone."""
    traced = trace(network(), TOKENS, [Clamp("f", 0.0, tokens=(5,))])
    np.testing.assert_allclose(traced["c"][:, 5], (traced["i"] * traced["g"])[:, 5], atol=1e-15)


def test_clamped_run_is_the_one_computed_by_hand():
    """One LSTM layer with some gates held is what the formulas give, written out here."""
    model = network(layers=1)
    clamps = [Clamp("f", 0.5, (2, 3), (1,)), Clamp("i", 0.0, (4,)), Clamp("h", 0.25, (6,), (0, 3))]
    traced = trace(model, TOKENS, clamps)
    (layer,) = model.layers
    h, c = np.zeros(4), np.zeros(4)
    for t, token in enumerate(TOKENS):
        z = layer.weight_ih @ model.embedding[token] + layer.weight_hh @ h + layer.bias
        i, f, g, o = np.split(z, 4)
        i, f, g, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(g), 1 / (1 + np.exp(-o))
        if t in (2, 3):
            f[1] = 0.5
        if t == 4:
            i[:] = 0
        c = f * c + i * g
        h = o * np.tanh(c)
        if t == 6:
            h[[0, 3]] = 0.25
        np.testing.assert_allclose(traced["c"][0, t], c, rtol=0, atol=1e-14)
        np.testing.assert_allclose(traced["h"][0, t], h, rtol=0, atol=1e-14)
        answer = model.output_weight @ h + model.output_bias
        np.testing.assert_allclose(traced.logits[t], answer, rtol=0, atol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_unit_numbers_run_through_all_layers(kind):
    """Unit 6 of two layers of 4 is the third of the upper one, and no other is held."""
    plain = trace(network(kind), TOKENS)
    held = trace(network(kind), TOKENS, [Clamp("h", 0.125, (2,), (6,))])
    np.testing.assert_array_equal(held["h"][1, 2, 2], 0.125)
    np.testing.assert_array_equal(held["h"][0], plain["h"][0])
    np.testing.assert_array_equal(held["h"][1, 2, [0, 1, 3]], plain["h"][1, 2, [0, 1, 3]])


@pytest.mark.parametrize("kind", KINDS)
def test_ablated_unit_is_a_network_without_its_weights(kind):
    """Silencing a unit gives the answers of a network in which nobody reads it."""
    model = network(kind, layers=1)
    parameters = {name: array.copy() for name, array in model.parameters().items()}
    parameters["output_weight"][:, 2] = 0
    if "weight_hh_l0" in parameters:
        parameters["weight_hh_l0"][:, 2] = 0
    without = trace(model.with_parameters(parameters), TOKENS)
    ablated = trace(model, TOKENS, [Ablate((2,))])
    np.testing.assert_allclose(ablated.logits, without.logits, rtol=0, atol=1e-14)
    np.testing.assert_array_equal(ablated["h"][0, :, 2], 0)


@pytest.mark.parametrize("kind", KINDS)
@given(at=st.integers(0, 7), units=st.sets(st.integers(0, 7)))
@settings(max_examples=15, deadline=None)
def test_patch_of_a_texts_own_state_changes_nothing(kind, at, units):
    """Putting a text's own state back where it came from leaves every number as it was."""
    model = network(kind)
    plain = trace(model, TOKENS)
    patched = trace(model, TOKENS, [patch_from(plain, at, at, tuple(units))])
    for name in model.cell.NAMES:
        np.testing.assert_array_equal(patched[name], plain[name])
    np.testing.assert_array_equal(patched.logits, plain.logits)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_patched_state_makes_the_rest_the_other_texts_rest(kind):
    """After a patch of all units, the text goes on as if the other had been read before."""
    model = network(kind)
    patched = trace(model, TOKENS, [patch_from(trace(model, OTHER), 3, 4)])
    together = trace(model, np.concatenate([OTHER, TOKENS[5:]]))
    np.testing.assert_array_equal(patched["h"][:, 4:], together["h"][:, 3:])
    np.testing.assert_array_equal(patched.logits[4:], together.logits[3:])


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_stop_where_a_value_is_set(kind):
    """After a patch of all units nothing from before matters, and what is left is right."""
    model = network(kind)
    plain = trace(model, TOKENS)
    traced = trace(model, TOKENS, [patch_from(trace(model, OTHER), 3, 4)])
    gradients = state_gradients(model, traced, 7, 1)
    if kind != "ann":  # it sees its window past any state
        np.testing.assert_array_equal(gradients.x[:5], 0)
        np.testing.assert_array_equal(gradients.h[:, :4], 0)
    assert np.abs(gradients.x[5:]).max() > 0
    assert np.abs(state_gradients(model, plain, 7, 1).x[:5]).max() > 0 or kind == "ann"


@pytest.mark.parametrize("layer", [0, 1])
def test_gradient_by_a_clamped_state_is_the_slope_of_clamping_elsewhere(layer):
    """∂ log p/∂c_t is what the answer does when that cell is held a little higher or lower."""
    model = network(peepholes=True)
    t, unit, step = 3, 2, 1e-6
    plain = trace(model, TOKENS)
    number, value = layer * 4 + unit, float(plain["c"][layer, t, unit])

    def log_p(change):
        traced = trace(model, TOKENS, [Clamp("c", value + change, (t,), (number,))])
        scores = traced.logits[7]
        return scores[1] - np.log(np.exp(scores).sum())

    slope = (log_p(step) - log_p(-step)) / (2 * step)
    by_state = state_gradients(model, plain, 7, 1)
    assert by_state.c[layer, t, unit] == pytest.approx(slope, rel=1e-6, abs=1e-10)


def test_forget_products_are_products_of_later_gates():
    """From each token to the last the product is what multiplying by hand gives."""
    traced = trace(network(), TOKENS)
    products = forget_products(traced, 6)
    for t in range(7):
        by_hand = np.prod(traced["f"][:, t + 1 : 7], axis=1)
        np.testing.assert_allclose(products[:, t], by_hand, rtol=1e-14)


@pytest.mark.parametrize(
    ("intervention", "words"),
    [
        (Clamp("r", 0.0), "no value named r"),
        (Clamp("f", 0.0, (8,)), "no token 8"),
        (Clamp("f", 0.0, (0,), (8,)), "no unit 8"),
        (Ablate((-1,)), "no unit -1"),
        (Patch(0, np.zeros((2, 3)), np.zeros((2, 3))), "does not fit"),
        (Patch(0, np.zeros((2, 4))), "does not fit"),
        (Patch(9, np.zeros((2, 4)), np.zeros((2, 4))), "no token 9"),
    ],
)
def test_interventions_that_do_not_fit_get_one_sentence(intervention, words):
    """A gate, token, unit or state that is not there is named."""
    with pytest.raises(InputError, match=words):
        trace(network(), TOKENS, [intervention])
