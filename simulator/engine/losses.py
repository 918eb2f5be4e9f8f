"""The sigmoid and the binary cross-entropy, neither of which overflows."""

from math import exp, log1p

import numpy as np

from simulator.engine.arrays import Floats

LOWEST = -709.0
"""Below this logit ``exp(-z)`` overflows in double precision; the sigmoid is under 1e-307."""


def sigmoid(z: float) -> float:
    """Return ``1 / (1 + exp(-z))`` for one number, also where ``exp(-z)`` would overflow."""
    return 1.0 / (1.0 + exp(-z)) if z > LOWEST else exp(z)


def cross_entropy(z: float, y: float) -> float:
    """Return ``-(y log σ(z) + (1 - y) log(1 - σ(z)))`` for one number, from the logit.

    With ``log σ(z) = min(z, 0) - log(1 + exp(-|z|))`` no logarithm of 0 arises, and a loss of
    1e-300 is still told from 0.
    """
    return (z * (1.0 - y) if z > 0 else -z * y) + log1p(exp(-abs(z)))


def sigmoids(z: Floats, out: Floats | None = None) -> Floats:
    """Return the sigmoid of every element of ``z``; ``out`` takes the result when given."""
    a = np.maximum(z, LOWEST, out=out)
    np.negative(a, out=a)
    np.exp(a, out=a)
    a += 1.0
    return np.divide(1.0, a, out=a)


def cross_entropies(z: Floats, y: Floats, out: Floats | None = None) -> Floats:
    """Return the cross-entropy of every logit in ``z`` for the answers ``y`` of the same shape."""
    losses = np.abs(z, out=out)
    np.negative(losses, out=losses)
    np.exp(losses, out=losses)
    np.log1p(losses, out=losses)
    # max(z, 0) - z y is exactly 0 for an answer that is right; taken apart it would cancel.
    losses += np.maximum(z, 0.0) - z * y
    return losses
