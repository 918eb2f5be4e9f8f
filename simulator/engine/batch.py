"""A batch of examples through the chain of neurons: every value, or fast the gradient alone."""

from math import exp, log1p
from typing import Any, NamedTuple

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.losses import LOWEST, cross_entropies, sigmoids
from simulator.engine.network import Parameters, Values, pass_names

PIECE = 25_000
"""Examples that are taken through the whole pass before the next, so that they stay cached."""

MOST_FACTORS = 64
"""Factors ``1 + exp(z)`` that are multiplied before one logarithm is taken of all."""

SMALL = 1e-4
"""A smaller mean loss is computed again without cancellation."""


def batch_pass(x: Floats, y: Floats, parameters: Parameters) -> Values:
    """Return the pass of a batch, in the order of ``pass_names``.

    Args:
        x: Inputs, shape (m,).
        y: Answers, shape (m,), each 0 or 1.
        parameters: ``(w1, b1, …, wn, bn)``.

    Returns:
        Arrays (m,) for z, a and the error terms ∂Lᵢ/∂z, ∂Lᵢ/∂a of each example's own loss;
        floats for L and the parameters' gradients, which are means over the batch.

    Raises:
        ValueError: If x and y differ in shape, are not 1-D, or are empty.
    """
    _check(x, y)
    n = len(parameters) // 2
    found: dict[str, Any] = {"a0": x}
    for k in range(1, n + 1):
        found[f"z{k}"] = found[f"a{k - 1}"] * parameters[2 * k - 2] + parameters[2 * k - 1]
        found[f"a{k}"] = sigmoids(found[f"z{k}"])
    found["L"] = float(cross_entropies(found[f"z{n}"], y).mean())
    dz = found[f"a{n}"] - y
    for k in range(n, 0, -1):
        a = found[f"a{k - 1}"]
        found[f"dL_dz{k}"] = dz
        found[f"dL_dw{k}"], found[f"dL_db{k}"] = float(dz @ a) / x.size, float(dz.mean())
        if k > 1:
            found[f"dL_da{k - 1}"] = dz * parameters[2 * k - 2]
            dz = found[f"dL_da{k - 1}"] * (a * (1.0 - a))
    return tuple(found[name] for name in pass_names(n))


class _Piece(NamedTuple):
    x: Floats
    y: Floats
    sum_of_y: float
    activations: tuple[Floats, ...]
    u: Floats
    ones: Floats
    """A product with ones adds up twice as fast as a sum does."""


class Batch:
    """Examples, and memory that every update uses again.

    Fresh arrays of 1e5 elements cost more in page faults than the arithmetic done in them.

    Args:
        x: Inputs, shape (m,).
        y: Answers, shape (m,), each 0 or 1.
        n: Neurons in the chain.

    Raises:
        ValueError: If x and y differ in shape, are not 1-D, or are empty.
    """

    def __init__(self, x: Floats, y: Floats, n: int) -> None:
        _check(x, y)
        self.size, self.neurons = x.size, n
        self.largest_x = float(np.abs(x).max())
        memory = np.empty((n + 1, min(x.size, PIECE)))
        ones = np.ones(memory.shape[1])
        self.pieces = []
        for i in range(0, x.size, PIECE):
            xs, ys = x[i : i + PIECE], y[i : i + PIECE]
            *activations, u = (row[: xs.size] for row in memory)
            piece = _Piece(xs, ys, float(ys.sum()), tuple(activations), u, ones[: xs.size])
            self.pieces.append(piece)


def batch_gradient(batch: Batch, parameters: Parameters) -> tuple[float, Parameters]:
    """Return the mean loss over a batch and its gradient by ``(w1, b1, …, wn, bn)``.

    Raises:
        ValueError: If the parameters are not those of as many neurons as the batch is for.
    """
    if len(parameters) != 2 * batch.neurons:
        raise ValueError(f"{batch.neurons} neurons take {2 * batch.neurons} parameters")
    bounds = _bounds(batch.largest_x, parameters)
    total = 0.0
    gradient = [0.0] * len(parameters)
    for piece in batch.pieces:
        total += _forward(piece, parameters, bounds)
        _backward(piece, parameters, gradient)
    return total / batch.size, tuple(g / batch.size for g in gradient)


def batch_update(batch: Batch, parameters: Parameters, rate: float) -> tuple[float, Parameters]:
    """Return the mean loss before, and the parameters after ``p ← p - α ∂L/∂p``."""
    loss, gradient = batch_gradient(batch, parameters)
    return loss, tuple(p - rate * g for p, g in zip(parameters, gradient, strict=True))


def _check(x: Floats, y: Floats) -> None:
    if x.ndim != 1 or x.shape != y.shape or x.size == 0:
        raise ValueError(f"x and y must match, 1-D, not empty: {x.shape}, {y.shape}")


def _bounds(largest_x: float, parameters: Parameters) -> list[float]:
    """Return how large |z| can be in each neuron: the activations before it are under 1."""
    inputs = [largest_x] + [1.0] * (len(parameters) // 2 - 1)
    pairs = zip(parameters[0::2], parameters[1::2], inputs, strict=True)
    return [abs(w) * largest + abs(b) for w, b, largest in pairs]


def _forward(piece: _Piece, parameters: Parameters, bounds: list[float]) -> float:
    """Fill in the activation of every neuron; return the summed loss."""
    before, u = piece.x, piece.u
    for k, bound in enumerate(bounds):
        a = np.multiply(before, parameters[2 * k], out=piece.activations[k])
        a += parameters[2 * k + 1]
        if bound < -LOWEST:
            # exp(z) / (1 + exp(z)): the loss needs the lower part of the fraction anyhow.
            np.exp(a, out=a)
            np.add(a, 1.0, out=u)
            np.divide(a, u, out=a)
        else:
            sigmoids(a, out=a)
        if k + 1 < len(bounds):
            before = a
    together = int(700.0 / log1p(exp(bounds[-1]))) if bounds[-1] < 700.0 else 0
    w, b = parameters[-2:]
    if together > 1:
        zs_where_y = w * float(before @ piece.y) + b * piece.sum_of_y
        loss = _sum_of_logs(u, min(together, MOST_FACTORS)) - zs_where_y
        if loss > SMALL * u.size:
            return loss
    return float(cross_entropies(before * w + b, piece.y).sum())


def _sum_of_logs(factors: Floats, together: int) -> float:
    """Return the sum of logarithms, one for the product of so many factors."""
    whole = factors.size - factors.size % together
    products = np.multiply.reduce(factors[:whole].reshape(together, -1), axis=0)
    return float(np.log(products).sum() + np.log(factors[whole:]).sum())


def _backward(piece: _Piece, parameters: Parameters, gradient: list[float]) -> None:
    """Add to the summed gradient; the activations are used up.

    The weights that an error term goes through are the same for all examples, so they are
    multiplied into the sums and not into the terms.
    """
    *before, d = piece.activations
    d -= piece.y
    weight = 1.0
    for k in range(len(before), -1, -1):
        a = before[k - 1] if k else piece.x
        gradient[2 * k] += weight * float(d @ a)
        gradient[2 * k + 1] += weight * float(d @ piece.ones)
        if k:
            weight *= parameters[2 * k]
            np.subtract(1.0, a, out=piece.u)
            a *= piece.u
            a *= d
            d = a
