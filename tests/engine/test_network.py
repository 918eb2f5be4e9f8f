"""Tests of the chain of neurons: hand formulas, finite differences, PyTorch, batches."""

import json
import warnings
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.batch import Batch, batch_gradient, batch_pass, batch_update
from simulator.engine.losses import sigmoid
from simulator.engine.network import (
    chain_pass,
    chain_update,
    gradient_of,
    logits,
    loss_grid,
    mean_loss,
    mirror,
    pair_pass,
    parameter_names,
    pass_names,
)

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "data" / "references" / "network.json").read_text()
)
NUMBERS = st.floats(-3, 3).map(lambda v: round(v, 3))
FOUR = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
EXAMPLE = st.tuples(NUMBERS, st.sampled_from([0.0, 1.0]))


def looped_pass(x, y, parameters):
    """Return the pass of two neurons by the general loop: the last two of three, after a dummy."""
    # The first neuron of three is made to hand on x: σ(z) = x has no solution, so x is chosen so.
    a = sigmoid(x)
    return chain_pass(x, y, (1.0, 0.0, *parameters)), pair_pass(a, y, *parameters)


def decimal_loss(x, y, parameters):
    """Return the loss in 50 digits, straight from the definition."""
    a = Decimal(x)
    for w, b in zip(parameters[0::2], parameters[1::2], strict=True):
        a = 1 / (1 + (-(Decimal(w) * a + Decimal(b))).exp())
    return -(a if y else 1 - a).ln()


def decimal_gradient(x, y, parameters):
    """Return central differences of ``decimal_loss`` by each parameter."""
    step = Decimal("1e-12")
    gradient = []
    with localcontext() as context:
        context.prec = 50
        for i in range(len(parameters)):
            ends = []
            for sign in (1, -1):
                moved = [Decimal(p) for p in parameters]
                moved[i] += sign * step
                ends.append(decimal_loss(x, y, moved))
            gradient.append(float((ends[0] - ends[1]) / (2 * step)))
    return gradient


@settings(max_examples=1000, deadline=None)
@given(EXAMPLE, FOUR)
def test_every_gradient_agrees_with_finite_differences(example, parameters):
    """For 1,000 random sets each of the four gradients is right to 1e-8 relative."""
    gradient = gradient_of(chain_pass(*example, parameters), 2)
    expected = decimal_gradient(*example, parameters)
    assert gradient == pytest.approx(expected, rel=1e-8, abs=1e-300)


@settings(max_examples=30, deadline=None)
@given(EXAMPLE, st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6))
def test_long_chains_agree_with_finite_differences(example, pairs):
    """Chains of one to six neurons have the right gradients too."""
    parameters = tuple(p for pair in pairs for p in pair)
    gradient = gradient_of(chain_pass(*example, parameters), len(pairs))
    assert gradient == pytest.approx(decimal_gradient(*example, parameters), rel=1e-8, abs=1e-300)


@given(EXAMPLE, FOUR)
def test_hand_formulas_of_the_answer_sheet_equal_the_general_pass(example, parameters):
    """S8 as it stands there is what the loop over neurons finds."""
    x, y = example
    three, pair = looped_pass(x, y, parameters)
    found = dict(zip(pass_names(3), three, strict=True))
    w1, b1, w2, b2 = parameters
    a0 = sigmoid(x)
    a1 = sigmoid(w1 * a0 + b1)
    a2 = sigmoid(w2 * a1 + b2)
    sheet = {
        "dL_dz3": a2 - y,
        "dL_dw3": (a2 - y) * a1,
        "dL_db3": (a2 - y),
        "dL_dw2": (a2 - y) * w2 * a1 * (1 - a1) * a0,
        "dL_db2": (a2 - y) * w2 * a1 * (1 - a1),
    }
    assert {name: found[name] for name in sheet} == pytest.approx(sheet, rel=1e-12, abs=1e-15)
    shifted = {name: found[_one_more(name)] for name in pass_names(2)}
    written_out = dict(zip(pass_names(2), pair, strict=True))
    assert written_out == pytest.approx(shifted, rel=1e-12, abs=1e-15)


def _one_more(name):
    return name if name == "L" else f"{name[:-1]}{int(name[-1]) + 1}"


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: str(len(case["parameters"])))
def test_passes_agree_with_pytorch(case):
    """Every value and gradient agrees with PyTorch's autograd to 1e-12, alone and in a batch."""
    x, y = np.array(case["x"]), np.array(case["y"])
    parameters, expected = tuple(case["parameters"]), case["expected"]
    n = len(parameters) // 2
    found = dict(zip(pass_names(n), batch_pass(x, y, parameters), strict=True))
    for name, value in found.items():
        assert value == pytest.approx(np.array(expected[name]), rel=1e-12, abs=1e-15), name
    if x.size == 1:
        alone = dict(zip(pass_names(n), chain_pass(x[0], y[0], parameters), strict=True))
        for name, value in alone.items():
            assert value == pytest.approx(np.ravel(expected[name])[0], rel=1e-12, abs=1e-15), name


@given(st.lists(EXAMPLE, min_size=1, max_size=40), FOUR)
def test_a_batch_is_the_mean_of_its_examples(examples, parameters):
    """L and the gradients of a batch are the means over its examples; the rest stands for each."""
    x, y = (np.array(column) for column in zip(*examples, strict=True))
    found = batch_pass(x, y, parameters)
    alone = np.array([chain_pass(*example, parameters) for example in examples])
    for name, value, column in zip(pass_names(2), found, alone.T, strict=True):
        expected = column if np.ndim(value) else column.mean()
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-13), name


@given(
    st.lists(EXAMPLE, min_size=1, max_size=200), st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4)
)
def test_the_fast_gradient_is_that_of_the_whole_pass(examples, pairs):
    """Loss and gradient found in place are those of the pass that keeps every value."""
    parameters = tuple(p for pair in [*pairs, (1.5, -0.5)] for p in pair)
    n = len(parameters) // 2
    x, y = (np.array(column) for column in zip(*examples, strict=True))
    values = batch_pass(x, y, parameters)
    loss, gradient = batch_gradient(Batch(x, y, n), parameters)
    assert loss == pytest.approx(values[2 * n], rel=1e-9)
    assert gradient == pytest.approx(gradient_of(values, n), rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("scale", [1.0, 30.0, 1e4])
def test_a_large_batch_goes_through_in_pieces(scale):
    """More examples than fit the cache, also with extreme logits, give the same means."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=120_001)
    y = (x + rng.normal(size=x.size) > 0).astype(float)
    parameters = (0.8 * scale, -0.3, -1.2 * scale, 0.5)
    values = batch_pass(x, y, parameters)
    loss, updated = batch_update(Batch(x, y, 2), parameters, 0.5)
    gradient = np.array(gradient_of(values, 2))
    assert loss == pytest.approx(values[4], rel=1e-12)
    assert updated == pytest.approx(np.array(parameters) - 0.5 * gradient, rel=1e-11)


def test_a_batch_that_is_all_but_right_keeps_its_small_loss():
    """A loss of 1e-20 is not lost in the rounding of larger numbers."""
    x, y = np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])
    loss, _ = batch_gradient(Batch(x, y, 1), (0.0, 46.0))
    assert loss == pytest.approx(np.exp(-46.0), rel=1e-12)


@pytest.mark.parametrize("z", [-1e4, -800.0, -90.0, -1.0, 1.0, 90.0, 800.0, 1e4])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_extreme_logits_neither_overflow_nor_warn(z, y):
    """A weight of up to 1e4 in either neuron gives finite losses and gradients, in both forms."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for parameters in ((z, 0.0, 1.0, 0.0), (0.0, 50.0, z, 0.0)):
            alone = chain_pass(1.0, y, parameters)
            batch = batch_pass(np.array([1.0]), np.array([y]), parameters)
            assert np.isfinite(alone).all()
            batch = np.array([float(np.ravel(value)[0]) for value in batch])
            assert batch == pytest.approx(np.array(alone), rel=1e-9, abs=1e-16)


def test_an_update_goes_against_the_gradient():
    """S9: every parameter moves by minus rate times gradient."""
    parameters = (0.8, -0.3, -1.2, 0.5)
    values, updated = chain_update(1.5, 1.0, parameters, 0.5)
    expected = np.array(parameters) - 0.5 * np.array(gradient_of(values, 2))
    assert updated == pytest.approx(expected, rel=1e-15)
    longer = (*parameters, 1.0, 0.1)
    values, updated = chain_update(1.5, 1.0, longer, 0.5)
    assert updated == pytest.approx(np.array(longer) - 0.5 * np.array(gradient_of(values, 3)))


@given(FOUR)
def test_the_mirror_image_predicts_the_same(parameters):
    """Turning the first neuron over and compensating in the second changes no prediction."""
    x = np.linspace(-4, 4, 9)
    assert logits(x, mirror(parameters)) == pytest.approx(logits(x, parameters), abs=1e-12)
    assert mirror(mirror(parameters)) == pytest.approx(parameters, abs=1e-15)


def test_the_loss_grid_holds_the_loss_at_each_point():
    """Row and column of the grid are the second and first of the two varied parameters."""
    x, y = np.array([1.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.0])
    u, v = np.linspace(-2, 2, 4), np.linspace(-1, 1, 3)
    grid = loss_grid(x, y, (0.8, -0.3, -1.2, 0.5), (0, 3), u, v)
    assert grid.shape == (3, 4)
    assert grid[2, 1] == pytest.approx(mean_loss(x, y, (u[1], -0.3, -1.2, v[2])))


def test_names_follow_the_order_of_the_work():
    """The pass through two neurons is named as the commands' contract has it."""
    order = "z1 a1 z2 a2 L dL_dz2 dL_dw2 dL_db2 dL_da1 dL_dz1 dL_dw1 dL_db1"
    assert " ".join(pass_names(2)) == order
    assert parameter_names(2) == ("w1", "b1", "w2", "b2")


@pytest.mark.parametrize(("x", "y"), [([], []), ([1.0], [1.0, 0.0]), ([[1.0]], [[1.0]])])
def test_wrong_shapes_are_refused(x, y):
    """A batch needs one answer for each input."""
    with pytest.raises(ValueError, match="must match"):
        Batch(np.array(x), np.array(y), 2)


def test_parameters_of_another_chain_are_refused():
    """A batch is made for a number of neurons."""
    with pytest.raises(ValueError, match="take 4 parameters"):
        batch_gradient(Batch(np.array([1.0]), np.array([1.0]), 2), (1.0, 0.0))
