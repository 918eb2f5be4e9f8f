"""Recurrent networks against PyTorch in float64, for random sizes, stacks and row lengths."""

from pathlib import Path

import numpy as np
import pytest

from simulator.engine.layer import Layer
from simulator.engine.recurrent import RecurrentModel, final_states, forward, logits
from simulator.engine.recurrent_gradients import Batch, loss_and_gradients, state_gradients
from simulator.engine.recurrent_trace import trace
from simulator.files.weights import one_bias

CLOSE = {"rtol": 0, "atol": 1e-10}
with np.load(Path(__file__).parent.parent / "data" / "references" / "recurrent.npz") as file:
    REFERENCE = dict(file)
CASES = sorted({name.split("/")[0] for name in REFERENCE})


@pytest.fixture(params=CASES)
def case(request):
    """PyTorch's weights, input and results of one network."""
    start = request.param + "/"
    return {k.removeprefix(start): v for k, v in REFERENCE.items() if k.startswith(start)} | {
        "kind": request.param.rstrip("0123456789")
    }


@pytest.fixture
def model(case):
    """Our network with PyTorch's weights."""
    return network(case)


@pytest.fixture
def batch(case):
    """The rows of tokens and the blanks in them."""
    return Batch(*(case[name] for name in ("tokens", "lengths", "times", "rows", "answers")))


def network(case):
    """Make a network from PyTorch's names."""
    layers = []
    for number in range(len(case["h_n"])):
        weights = (case[f"{name}_l{number}"] for name in ("weight_ih", "weight_hh"))
        biases = (case[f"{name}_l{number}"] for name in ("bias_ih", "bias_hh"))
        layers.append(Layer(*weights, *one_bias(case["kind"], *biases)))
    ends = (case["output.weight"], case["output.bias"])
    return RecurrentModel(case["kind"], case["embedding.weight"], tuple(layers), *ends)


def test_hidden_states_and_logits_are_pytorchs(case, model, batch):
    """Every hidden state of the last layer, 0 after a row's end, and every logit agree."""
    done = forward(model, batch.tokens, batch.lengths)
    np.testing.assert_allclose(done.h, case["h"], **CLOSE)
    at_blanks = logits(model, done.h[batch.times, batch.rows])
    np.testing.assert_allclose(at_blanks, case["logits"], **CLOSE)


def test_last_states_are_those_at_the_end_of_each_row(case, model, batch):
    """Each layer's last states are those of a packed sequence: at the row's own end."""
    last = final_states(forward(model, batch.tokens, batch.lengths), batch.lengths)
    for number, states in enumerate(last):
        np.testing.assert_allclose(states["h"], case["h_n"][number], **CLOSE)
        if case["kind"] == "lstm":
            np.testing.assert_allclose(states["c"], case["c_n"][number], **CLOSE)


def test_loss_and_gradients_are_pytorchs(case, model, batch):
    """The loss and its derivative by every weight agree, both halves of the bias too."""
    result = loss_and_gradients(model, batch)
    assert result.loss == pytest.approx(float(case["loss"]), abs=1e-10)
    gradient = result.gradient
    ends = {
        "embedding.weight": gradient.embedding,
        "output.weight": gradient.output_weight,
        "output.bias": gradient.output_bias,
    }
    for name, value in ends.items():
        np.testing.assert_allclose(value, case[f"d_{name}"], **CLOSE)
    for number, layer in enumerate(gradient.layers):
        d_bias_hh = case[f"d_bias_hh_l{number}"]
        for name, value in (("weight_ih", layer.weight_ih), ("weight_hh", layer.weight_hh)):
            np.testing.assert_allclose(value, case[f"d_{name}_l{number}"], **CLOSE)
        np.testing.assert_allclose(layer.bias, case[f"d_bias_ih_l{number}"], **CLOSE)
        if case["kind"] == "gru":
            np.testing.assert_allclose(layer.bias_hn, d_bias_hh[-model.hidden_size :], **CLOSE)
        else:
            np.testing.assert_allclose(layer.bias, d_bias_hh, **CLOSE)


def test_trace_has_every_state_of_pytorchs_cells(case, model, batch):
    """Read token by token with PyTorch's cells, every layer's h and c is the trace's."""
    traced = trace(model, batch.tokens[:, 0])
    np.testing.assert_allclose(traced["h"], case["cells_h"], **CLOSE)
    if case["kind"] == "lstm":
        np.testing.assert_allclose(traced["c"], case["cells_c"], **CLOSE)


def test_state_gradients_are_autograds(case, model, batch):
    """The answer's derivative by every h, c and embedded token is what autograd retains."""
    traced = trace(model, batch.tokens[:, 0])
    by_state = state_gradients(model, traced, len(traced) - 1, int(batch.answers[0]))
    np.testing.assert_allclose(by_state.h, case["dp_dh"], **CLOSE)
    np.testing.assert_allclose(by_state.x, case["dp_dx"], **CLOSE)
    if case["kind"] == "lstm":
        np.testing.assert_allclose(by_state.c, case["dp_dc"], **CLOSE)
