"""A network without memory, forward beside backward: it sees a window or the bag of tokens."""

import numpy as np

from simulator.engine.arrays import Reals
from simulator.engine.interventions import NO_EDITS, Edits
from simulator.engine.layer import (
    NO_CUTS,
    Cuts,
    Layer,
    LayerBackward,
    LayerState,
    Values,
    outer_sum,
)

BLOCKS = 1
NAMES: tuple[str, ...] = ("h",)


def start(layer: Layer, batch: int, features: int) -> LayerState:
    """Return the inputs seen before the first token: zeros."""
    steps = layer.window - 1 if layer.window else 1
    h = np.zeros((steps, batch, features), layer.bias.dtype)
    return LayerState(h, None if layer.window else np.zeros((1, 1, 1), h.dtype))


def forward(
    layer: Layer, x: Reals, state: LayerState, edits: Edits = NO_EDITS
) -> tuple[dict[str, Reals], LayerState]:
    """Return h_t = tanh(W u_t + b), where u_t is what the window or the bag holds at token t.

    A window holds its inputs side by side, this token's first. A bag holds the mean of all
    inputs so far. Nothing else is carried from one token to the next.

    Args:
        layer: The weights.
        x: Input, (T, B, features).
        state: The inputs before the first token that are still seen.
        edits: Values to be set while reading.
    """
    u, after = _seen(layer, x, state)
    h = np.tanh(u @ layer.weight_ih.T + layer.bias)
    for t in range(len(x)):
        edits.apply(t, h=h[t])
    return {"h": h}, after


def backward(
    layer: Layer,
    x: Reals,
    state: LayerState,
    values: Values,
    direct: Values,
    edits: Edits = NO_EDITS,
    cuts: Cuts = NO_CUTS,
) -> LayerBackward:
    """Return the derivatives by weights, input and states; see ``layer.Cell.backward``.

    It has no state to flow through, so ``cuts`` change nothing.
    """
    h, dh = values["h"], direct["h"]
    u, after = _seen(layer, x, state)
    blocked = np.stack([edits.blocked(t, "h", dh[t]) for t in range(len(x))])
    dz = blocked * (1 - h**2)
    du = dz @ layer.weight_ih
    weights = {"weight_ih": outer_sum(dz, u), "bias": dz.sum(axis=(0, 1))}
    dx = _from_window(du, layer.window) if layer.window else _from_bag(du, after)
    return LayerBackward(weights, dx, {"h": dh})


def _seen(layer: Layer, x: Reals, state: LayerState) -> tuple[Reals, LayerState]:
    """Return what is seen at each token, (T, B, features seen), and what is carried on."""
    if not layer.window:
        sums = state.h + np.cumsum(x, axis=0)
        counts = state.carried() + np.arange(1, len(x) + 1, dtype=x.dtype)[:, None, None]
        return sums / counts, LayerState(sums[-1:], counts[-1:])
    older = layer.window - 1
    padded = np.concatenate([state.h, x])
    seen = [padded[older - back : len(padded) - back] for back in range(layer.window)]
    return np.concatenate(seen, axis=2), LayerState(padded[len(padded) - older :])


def _from_window(du: Reals, window: int) -> Reals:
    """Return the derivative by x_t, to which the windows of this and later tokens add."""
    dx = np.zeros((*du.shape[:2], du.shape[2] // window), du.dtype)
    for back, part in enumerate(np.split(du, window, axis=2)):
        dx[: max(len(dx) - back, 0)] += part[back:]
    return dx


def _from_bag(du: Reals, after: LayerState) -> Reals:
    """Return the derivative by x_t, which is in the mean at this and every later token."""
    counts = after.carried() - np.arange(len(du) - 1, -1, -1, dtype=du.dtype)[:, None, None]
    dx: Reals = np.cumsum((du / counts)[::-1], axis=0)[::-1]
    return dx
