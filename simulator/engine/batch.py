"""A batch of examples through the chain of neurons, in place and in pieces that fit the cache."""

from typing import Any, NamedTuple

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.losses import LOWEST, cross_entropies, sigmoids
from simulator.engine.network import (
    Parameters,
    Values,
    gradient_of,
    is_per_example,
    pass_names,
)

PIECE = 50_000
"""Examples that are taken through the whole pass before the next, so that they stay cached."""

FOLDS = 3
SAFE = 80.0
"""Eight factors ``1 + exp(z)`` do not overflow together while ``z`` is below this."""

SMALL = 1e-4
"""A smaller mean loss is computed again without cancellation."""


class _Piece(NamedTuple):
    x: Floats
    y: Floats
    values: dict[str, Floats]
    scratch: tuple[Floats, Floats]
    ones: Floats
    """A product with ones adds up twice as fast as a sum does."""


class Batch:
    """Examples, and memory for their values that every pass uses again.

    Fresh arrays of 1e5 elements cost more in page faults than the arithmetic done in them.

    Args:
        x: Inputs, shape (m,).
        y: Answers, shape (m,), each 0 or 1.
        n: Neurons in the chain.

    Raises:
        ValueError: If x and y differ in shape, are not 1-D, or are empty.
    """

    def __init__(self, x: Floats, y: Floats, n: int) -> None:
        if x.ndim != 1 or x.shape != y.shape or x.size == 0:
            raise ValueError(f"x and y must match, 1-D, not empty: {x.shape}, {y.shape}")
        self.size, self.neurons = x.size, n
        self.largest_x = float(np.abs(x).max())
        self.values = {name: np.empty(x.size) for name in pass_names(n) if is_per_example(name)}
        scratch = np.empty(min(x.size, PIECE)), np.empty(min(x.size, PIECE))
        ones = np.ones(min(x.size, PIECE))
        self.pieces = []
        for i in range(0, x.size, PIECE):
            piece = slice(i, i + PIECE)
            views = {name: array[piece] for name, array in self.values.items()}
            size = views["z1"].size
            memory = scratch[0][:size], scratch[1][:size]
            self.pieces.append(_Piece(x[piece], y[piece], views, memory, ones[:size]))


def batch_pass(batch: Batch, parameters: Parameters) -> Values:
    """Return the pass of a batch, in the order of ``pass_names``.

    Args:
        batch: The examples; what an earlier pass left in its memory is overwritten.
        parameters: ``(w1, b1, …, wn, bn)``.

    Returns:
        Arrays (m,) for z, a and the error terms ∂Lᵢ/∂z, ∂Lᵢ/∂a of each example's own loss;
        floats for L and the parameters' gradients, which are means over the batch.

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
    found: dict[str, Any] = {**batch.values, "L": total / batch.size}
    for k in range(batch.neurons):
        found[f"dL_dw{k + 1}"] = gradient[2 * k] / batch.size
        found[f"dL_db{k + 1}"] = gradient[2 * k + 1] / batch.size
    return tuple(found[name] for name in pass_names(batch.neurons))


def batch_update(batch: Batch, parameters: Parameters, rate: float) -> tuple[Values, Parameters]:
    """Return the pass of a batch and the parameters after ``p ← p - α ∂L/∂p``."""
    values = batch_pass(batch, parameters)
    gradient = gradient_of(values, batch.neurons)
    return values, tuple(p - rate * g for p, g in zip(parameters, gradient, strict=True))


def _bounds(largest_x: float, parameters: Parameters) -> list[float]:
    """Return how large |z| can be in each neuron: the activations before it are under 1."""
    inputs = [largest_x] + [1.0] * (len(parameters) // 2 - 1)
    pairs = zip(parameters[0::2], parameters[1::2], inputs, strict=True)
    return [abs(w) * largest + abs(b) for w, b, largest in pairs]


def _forward(piece: _Piece, parameters: Parameters, bounds: list[float]) -> float:
    """Fill in z and a of every neuron and the last error term; return the summed loss."""
    a, (u, scratch) = piece.x, piece.scratch
    for k, bound in enumerate(bounds):
        z = np.multiply(a, parameters[2 * k], out=piece.values[f"z{k + 1}"])
        z += parameters[2 * k + 1]
        a = piece.values[f"a{k + 1}"]
        if bound < -LOWEST:
            # exp(z) / (1 + exp(z)) saves a pass over the memory and serves the loss as well.
            np.exp(z, out=u)
            np.add(u, 1.0, out=a)
            np.divide(u, a, out=a)
        else:
            sigmoids(z, out=a)
    np.subtract(a, piece.y, out=piece.values[f"dL_dz{len(bounds)}"])
    if bounds[-1] < SAFE:
        loss = _sum_of_log1p(u, scratch) - float(z @ piece.y)
        if loss > SMALL * z.size:
            return loss
    return float(cross_entropies(z, piece.y, out=scratch).sum())


def _sum_of_log1p(u: Floats, scratch: Floats) -> float:
    """Return ``Σ log(1 + u)`` with an eighth of the logarithms; both arrays are overwritten.

    ``log1p(p) + log1p(q) = log1p(p + q + p q)`` folds the array upon itself without losing small
    ones, as a product of the ``1 + u`` would.
    """
    for _ in range(FOLDS):
        half = u.size // 2
        if half == 0:
            break
        p, q, folded = u[:half], u[half : 2 * half], scratch[: u.size - half]
        folded[half:] = u[2 * half :]
        both = folded[:half]
        np.add(q, 1.0, out=both)
        both *= p
        both += q
        u, scratch = folded, u
    return float(np.log1p(u, out=u).sum())


def _backward(piece: _Piece, parameters: Parameters, gradient: list[float]) -> None:
    """Fill in the error terms from the last to the first; add to the summed gradient."""
    values, slope = piece.values, piece.scratch[0]
    for k in range(len(parameters) // 2, 0, -1):
        dz, a = values[f"dL_dz{k}"], values[f"a{k - 1}"] if k > 1 else piece.x
        gradient[2 * k - 2] += float(dz @ a)
        gradient[2 * k - 1] += float(dz @ piece.ones)
        if k > 1:
            da = np.multiply(dz, parameters[2 * k - 2], out=values[f"dL_da{k - 1}"])
            np.subtract(1.0, a, out=slope)
            slope *= a
            np.multiply(da, slope, out=values[f"dL_dz{k - 1}"])
