"""The tanh RNN cell, forward beside backward.

Source:
    Elman, Finding Structure in Time, Cognitive Science 14 (1990).
"""

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
    before,
    outer_sum,
    zero_state,
)

BLOCKS = 1
NAMES: tuple[str, ...] = ("h",)


def start(layer: Layer, batch: int, features: int) -> LayerState:
    """Return h = 0."""
    return zero_state(batch, layer.bias.size, layer.bias.dtype)


def forward(
    layer: Layer, x: Reals, state: LayerState, edits: Edits = NO_EDITS
) -> tuple[dict[str, Reals], LayerState]:
    """Return h_t = tanh(W x_t + U h_(t−1) + b) at every token, and the last state.

    Args:
        layer: The weights.
        x: Input, (T, B, features).
        state: Before the first token.
        edits: Values to be set while reading.
    """
    h = state.h
    from_input = x @ layer.weight_ih.T + layer.bias
    U = layer.recurrent().T
    states = np.empty((*x.shape[:2], h.shape[1]), h.dtype)
    for t, from_x in enumerate(from_input):
        h = np.tanh(from_x + h @ U)
        edits.apply(t, h=h)
        states[t] = h
    return {"h": states}, LayerState(h)


def backward(
    layer: Layer,
    x: Reals,
    state: LayerState,
    values: Values,
    direct: Values,
    edits: Edits = NO_EDITS,
    cuts: Cuts = NO_CUTS,
) -> LayerBackward:
    """Return the derivatives by weights, input and states; see ``layer.Cell.backward``."""
    h = values["h"]
    U = layer.recurrent()
    dz, dh = np.empty_like(h), np.empty_like(h)
    from_later = np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        if t in cuts:
            from_later = np.zeros_like(h[0])
        dh[t] = direct["h"][t] + from_later
        dz[t] = edits.blocked(t, "h", dh[t]) * (1 - h[t] ** 2)
        from_later = dz[t] @ U
    weights = {
        "weight_ih": outer_sum(dz, x),
        "weight_hh": outer_sum(dz, before(state.h, h)),
        "bias": dz.sum(axis=(0, 1)),
    }
    return LayerBackward(weights, dz @ layer.weight_ih, {"h": dh})
