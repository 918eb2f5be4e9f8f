"""Update rules: from parameters, a gradient and what a rule remembers to the next parameters.

Every rule is a pure function ``rule(parameters, gradient, state, rate, …)`` that returns the new
parameters and the new state; it changes nothing it is given. A state is a tuple of arrays (or of
floats: the rules work elementwise on both) that starts as ``initial_state(name, parameters)``.
The conventions are PyTorch's (``torch.optim``), against which the tests check every rule.
"""

from typing import Protocol

import numpy as np

from simulator.engine.arrays import Floats

State = tuple[Floats, ...]
"""What a rule remembers between steps, each of the parameters' shape."""

MOMENTUM = 0.9
DECAY = 0.9
BETA_2 = 0.999
EPSILON = 1e-8


class Rule(Protocol):
    """How all update rules are called; ``step`` counts from 1."""

    def __call__(
        self, parameters: Floats, gradient: Floats, state: State, rate: float, step: int = 1
    ) -> tuple[Floats, State]:
        """Return the next parameters and the next state."""
        ...


def gd(
    parameters: Floats, gradient: Floats, state: State, rate: float, step: int = 1
) -> tuple[Floats, State]:
    """Gradient descent: ``p ← p − α g``; it remembers nothing."""
    return parameters - rate * gradient, state


def momentum(
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int = 1,
    *,
    beta: float = MOMENTUM,
) -> tuple[Floats, State]:
    """Heavy ball: ``v ← β v + g``, ``p ← p − α v``.

    Source:
        Polyak, Some methods of speeding up the convergence of iteration methods (1964).
    """
    velocity = beta * state[0] + gradient
    return parameters - rate * velocity, (velocity,)


def nesterov(
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int = 1,
    *,
    beta: float = MOMENTUM,
) -> tuple[Floats, State]:
    """Nesterov momentum at the look-ahead point: ``v ← β v + g``, ``p ← p − α (g + β v)``.

    Source:
        Sutskever, Martens, Dahl & Hinton, On the importance of initialization and momentum in
        deep learning (2013), in the form that needs the gradient at ``p`` only.
    """
    velocity = beta * state[0] + gradient
    return parameters - rate * (gradient + beta * velocity), (velocity,)


def adagrad(
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int = 1,
    *,
    epsilon: float = EPSILON,
) -> tuple[Floats, State]:
    """AdaGrad: ``s ← s + g²``, ``p ← p − α g / (√s + ε)``.

    Source:
        Duchi, Hazan & Singer, Adaptive subgradient methods (2011).
    """
    squares = state[0] + gradient * gradient
    return parameters - rate * gradient / (np.sqrt(squares) + epsilon), (squares,)


def rmsprop(
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int = 1,
    *,
    decay: float = DECAY,
    epsilon: float = EPSILON,
) -> tuple[Floats, State]:
    """RMSProp: ``s ← ρ s + (1−ρ) g²``, ``p ← p − α g / (√s + ε)``.

    Source:
        Tieleman & Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012).
    """
    squares = decay * state[0] + (1 - decay) * gradient * gradient
    return parameters - rate * gradient / (np.sqrt(squares) + epsilon), (squares,)


def adam(
    parameters: Floats,
    gradient: Floats,
    state: State,
    rate: float,
    step: int = 1,
    *,
    beta_1: float = MOMENTUM,
    beta_2: float = BETA_2,
    epsilon: float = EPSILON,
) -> tuple[Floats, State]:
    """Adam: means of ``g`` and ``g²``, both corrected for their start at zero.

    ``m ← β₁ m + (1−β₁) g``, ``s ← β₂ s + (1−β₂) g²``,
    ``p ← p − α (m / (1−β₁ᵗ)) / (√(s / (1−β₂ᵗ)) + ε)`` with ``t = step``.

    Source:
        Kingma & Ba, Adam: a method for stochastic optimization (2015), algorithm 1.
    """
    mean = beta_1 * state[0] + (1 - beta_1) * gradient
    squares = beta_2 * state[1] + (1 - beta_2) * gradient * gradient
    unbiased_mean = mean / (1 - beta_1**step)
    unbiased_squares = squares / (1 - beta_2**step)
    moved = parameters - rate * unbiased_mean / (np.sqrt(unbiased_squares) + epsilon)
    return moved, (mean, squares)


RULES: dict[str, Rule] = {
    "gd": gd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}
"""The rules by the names that commands and windows use."""

_REMEMBERED = {"gd": 0, "momentum": 1, "nesterov": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}


def initial_state(name: str, parameters: Floats) -> State:
    """Return what the rule ``name`` remembers before its first step: zeros.

    Raises:
        ValueError: If there is no such rule.
    """
    if name not in _REMEMBERED:
        raise ValueError(f"there is no update rule {name!r}; there are {', '.join(RULES)}")
    zero = parameters * 0.0
    return (zero,) * _REMEMBERED[name]
