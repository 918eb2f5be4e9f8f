"""Tests of the update rules."""

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.engine.optimizers import RULES, initial_state

HESSIAN = np.array([[3.0, 0.5], [0.5, 0.2]])
TARGET = np.array([1.0, -2.0])
REFERENCE = Path(__file__).parents[1] / "data" / "references" / "optimizers.json"


def walk(name: str, steps: int) -> list[np.ndarray]:
    """Return the path of a rule on the quadratic of the reference."""
    parameters = np.array([2.0, 3.0])
    state, path = initial_state(name, parameters), []
    for step in range(1, steps + 1):
        gradient = HESSIAN @ (parameters - TARGET)
        parameters, state = RULES[name](parameters, gradient, state, 0.1, step)
        path.append(parameters)
    return path


@pytest.mark.parametrize("name", RULES)
def test_every_rule_walks_as_in_pytorch(name):
    """25 steps agree with torch.optim (data/references/make_optimizers.py) to rounding."""
    expected = json.loads(REFERENCE.read_text())["paths"][name]
    np.testing.assert_allclose(walk(name, 25), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_changes_nothing_it_is_given(name):
    """Parameters, gradient and state are read only, so that history cannot change."""
    parameters, gradient = np.array([1.0, 2.0]), np.array([0.5, -0.5])
    state = initial_state(name, parameters)
    for array in (parameters, gradient, *state):
        array.flags.writeable = False
    moved, new_state = RULES[name](parameters, gradient, state, 0.1)
    assert np.all((moved < parameters) == (gradient > 0))
    assert len(new_state) == len(state)


@pytest.mark.parametrize("name", RULES)
def test_floats_do_as_well_as_arrays(name):
    """One number may be a plain float, which is what the two-neuron network steps on."""
    state = initial_state(name, 2.0)
    moved, _ = RULES[name](2.0, 3.0, state, 0.1)
    expected, _ = RULES[name](
        np.array([2.0]), np.array([3.0]), initial_state(name, np.array([2.0])), 0.1
    )
    assert float(moved) == pytest.approx(expected[0])


def test_an_unknown_rule_is_refused():
    """The names that exist are listed."""
    with pytest.raises(ValueError, match="there are gd, momentum"):
        initial_state("magic", np.zeros(2))
