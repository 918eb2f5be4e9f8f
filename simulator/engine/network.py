"""A chain of sigmoid neurons with scalar weights: forward beside backward, every product kept.

``x → z1 = w1 x + b1 → a1 = σ(z1) → … → zn = wn a(n-1) + bn → an = σ(zn) → L``, with the binary
cross-entropy for L. Parameters are ``(w1, b1, w2, b2, …, wn, bn)``. A pass is a tuple in the
order in which a person would compute it, ``pass_names(n)``: forward, the loss, then the error
terms from the last neuron to the first. One example is a matter of plain floats, which are
thirty times as fast here as arrays of one element; a batch is a matter of arrays.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log1p
from typing import Any

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.losses import cross_entropies, cross_entropy, sigmoid, sigmoids

Parameters = tuple[float, ...]
"""``(w1, b1, …, wn, bn)``."""

Values = tuple[Any, ...]
"""A pass: floats for one example; for a batch, arrays where ``is_per_example`` says so."""

MAX_NEURONS = 50


@lru_cache(maxsize=MAX_NEURONS)
def pass_names(n: int) -> tuple[str, ...]:
    """Return the names of a pass through ``n`` neurons: ``z1 a1 … L dL_dzn dL_dwn dL_dbn …``."""
    forward = [name for k in range(1, n + 1) for name in (f"z{k}", f"a{k}")]
    backward = []
    for k in range(n, 0, -1):
        backward += [f"dL_dz{k}", f"dL_dw{k}", f"dL_db{k}"]
        backward += [f"dL_da{k - 1}"] if k > 1 else []
    return (*forward, "L", *backward)


@lru_cache(maxsize=MAX_NEURONS)
def parameter_names(n: int) -> tuple[str, ...]:
    """Return ``w1 b1 … wn bn``."""
    return tuple(name for k in range(1, n + 1) for name in (f"w{k}", f"b{k}"))


def is_per_example(name: str) -> bool:
    """Whether a batch has one value of this name per example (an array), not one in all."""
    return name[0] in "za" or name.startswith(("dL_dz", "dL_da"))


def chain_pass(x: float, y: float, parameters: Parameters) -> Values:
    """Return the pass of one example, plain floats in the order of ``pass_names``.

    Args:
        x: The input.
        y: The answer, 0 or 1.
        parameters: ``(w1, b1, …, wn, bn)``.

    Source:
        Rumelhart, Hinton & Williams, Learning representations by back-propagating errors (1986).
    """
    if len(parameters) == 4:
        return pair_pass(x, y, *parameters)
    weights, biases = parameters[0::2], parameters[1::2]
    forward: list[float] = []
    a = x
    for w, b in zip(weights, biases, strict=True):
        z = w * a + b
        a = sigmoid(z)
        forward += (z, a)
    activations = [x, *forward[1::2]]
    backward: list[float] = []
    dz = a - y
    for k in range(len(weights) - 1, -1, -1):
        a = activations[k]
        backward += (dz, dz * a, dz)
        if k:
            da = dz * weights[k]
            backward.append(da)
            dz = da * (a * (1.0 - a))
    return (*forward, cross_entropy(forward[-2], y), *backward)


def pair_pass(x: float, y: float, w1: float, b1: float, w2: float, b2: float) -> Values:
    """Return the pass of one example through two neurons, by the formulas done by hand.

    The most used case written out, because a loop costs four times as much.

    Source:
        S7 and S8 of the answer sheet (shared/source.md).
    """
    z1 = w1 * x + b1
    a1 = 1.0 / (1.0 + exp(-z1)) if z1 > -709.0 else exp(z1)
    z2 = w2 * a1 + b2
    if z2 > 0.0:
        e = exp(-z2)
        a2 = 1.0 / (1.0 + e)
        loss = log1p(e) + z2 * (1.0 - y)
    else:
        e = exp(z2)
        a2 = e / (1.0 + e)
        loss = log1p(e) - z2 * y
    dz2 = a2 - y
    da1 = dz2 * w2
    dz1 = da1 * (a1 * (1.0 - a1))
    return z1, a1, z2, a2, loss, dz2, dz2 * a1, dz2, da1, dz1, dz1 * x, dz1


def chain_update(x: float, y: float, parameters: Parameters, rate: float) -> tuple[Values, Values]:
    """Return the pass of one example and the parameters after ``p ← p - α ∂L/∂p``."""
    values = chain_pass(x, y, parameters)
    if len(parameters) == 4:
        w1, b1, w2, b2 = parameters
        _, _, _, _, _, _, dw2, db2, _, _, dw1, db1 = values
        return values, (w1 - rate * dw1, b1 - rate * db1, w2 - rate * dw2, b2 - rate * db2)
    gradient = gradient_of(values, len(parameters) // 2)
    return values, tuple(p - rate * g for p, g in zip(parameters, gradient, strict=True))


def gradient_of(values: Values, n: int) -> Parameters:
    """Return ``∂L/∂(w1, b1, …, wn, bn)`` out of a pass through ``n`` neurons."""
    # dL_dwk and dL_dbk follow dL_dzk; each neuron takes four places, the first only three.
    first = 2 * n + 2
    last = first + 4 * (n - 1)
    return tuple(values[i + j] for i in range(last, first - 1, -4) for j in (0, 1))


def with_gradient(values: Values, loss: float, gradient: Parameters) -> Values:
    """Return a pass with another loss and gradient, such as those of the batch it is part of."""
    n = len(gradient) // 2
    changed = list(values)
    changed[2 * n] = loss
    for k in range(n):
        place = 2 * n + 2 + 4 * (n - 1 - k)
        changed[place : place + 2] = gradient[2 * k : 2 * k + 2]
    return tuple(changed)


def logits(x: Floats, parameters: Sequence[Any]) -> Floats:
    """Return zn for every input; parameters may be arrays that broadcast against ``x``."""
    z = np.asarray(x * parameters[0] + parameters[1])
    for k in range(2, len(parameters), 2):
        z = sigmoids(z) * parameters[k] + parameters[k + 1]
    return z


def mean_loss(x: Floats, y: Floats, parameters: Parameters) -> float:
    """Return the mean cross-entropy over the examples (x, y), each of shape (m,)."""
    z = logits(x, parameters)
    return float(cross_entropies(z, y).mean())


def loss_grid(
    x: Floats, y: Floats, parameters: Parameters, axes: tuple[int, int], u: Floats, v: Floats
) -> Floats:
    """Return the mean loss with two parameters varied and the others held.

    Args:
        x: Inputs, shape (m,).
        y: Answers, shape (m,).
        parameters: The point that the grid goes through.
        axes: Which two parameters vary, as indices into ``parameters``.
        u: Values of the first, shape (p,).
        v: Values of the second, shape (q,).

    Returns:
        Losses, shape (q, p): rows go with ``v``.
    """
    varied: list[Any] = list(parameters)
    varied[axes[0]], varied[axes[1]] = u[np.newaxis, :], v[:, np.newaxis]
    total = np.zeros((v.size, u.size))
    for xi, yi in zip(x.tolist(), y.tolist(), strict=True):
        z = np.broadcast_to(logits(np.asarray(xi), varied), total.shape)
        total += cross_entropies(z, np.asarray(yi))
    return total / x.size


def mirror(parameters: Parameters) -> Parameters:
    """Return the other parameters of a pair that give the same predictions everywhere.

    As ``σ(-z) = 1 - σ(z)``, turning the first neuron over and the second one's weight with it,
    ``(-w1, -b1, -w2, b2 + w2)``, changes nothing; every minimum has such a twin. In a longer
    chain it is done to the last two neurons.
    """
    w1, b1, w2, b2 = parameters[-4:]
    return (*parameters[:-4], -w1, -b1, -w2, b2 + w2)
