"""The GRU cell, forward beside backward.

Source:
    Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014); the reset
    gate acts after the matrix product, as in PyTorch and cuDNN.
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
    sigmoid,
    zero_state,
)

BLOCKS = 3
NAMES: tuple[str, ...] = ("r", "z", "n", "h")


def start(layer: Layer, batch: int, features: int) -> LayerState:
    """Return h = 0."""
    return zero_state(batch, layer.bias.size // BLOCKS, layer.bias.dtype)


def forward(
    layer: Layer, x: Reals, state: LayerState, edits: Edits = NO_EDITS
) -> tuple[dict[str, Reals], LayerState]:
    """Return the gates, candidate and hidden state at every token, and the last state.

    r, z = σ(W x_t + U h_(t−1) + b), n = tanh(W x_t + b + r (U h_(t−1) + b_hn)),
    h_t = (1 − z) n + z h_(t−1).

    Args:
        layer: The weights.
        x: Input, (T, B, features).
        state: Before the first token.
        edits: Values to be set while reading.
    """
    h = state.h
    H = h.shape[1]
    from_input = x @ layer.weight_ih.T + layer.bias
    U, bias_hn = layer.recurrent().T, _second_bias(layer)
    values = {name: np.empty((*x.shape[:2], H), h.dtype) for name in NAMES}
    for t, from_x in enumerate(from_input):
        from_h = h @ U
        rz = sigmoid(from_x[:, : 2 * H] + from_h[:, : 2 * H])
        r, z = rz[:, :H], rz[:, H:]
        edits.apply(t, r=r, z=z)
        n = np.tanh(from_x[:, 2 * H :] + r * (from_h[:, 2 * H :] + bias_hn))
        edits.apply(t, n=n)
        h = (1 - z) * n + z * h
        edits.apply(t, h=h)
        for name, value in zip(NAMES, (r, z, n, h), strict=True):
            values[name][t] = value
    return values, LayerState(h)


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
    r, z, n, h = (values[name] for name in NAMES)
    h_before = before(state.h, h)
    H = h.shape[2]
    U = layer.recurrent()
    m = h_before @ U[2 * H :].T + _second_bias(layer)  # what the reset gate lets through
    by_n, by_z, by_r = (1 - z) * (1 - n**2), (h_before - n) * z * (1 - z), m * r * (1 - r)
    for name, derivative in (("n", by_n), ("z", by_z), ("r", by_r)):
        edits.block_all(name, derivative)
    dz_h = np.empty((*h.shape[:2], BLOCKS * H), h.dtype)  # by what comes from h, and below from x
    dn, dh = np.empty_like(h), np.empty_like(h)
    from_later = np.zeros_like(h[0])
    for t in reversed(range(len(x))):
        if t in cuts:
            from_later = np.zeros_like(h[0])
        dh[t] = dh_t = direct["h"][t] + from_later
        dh_t = edits.blocked(t, "h", dh_t)
        dn[t] = dh_t * by_n[t]
        dz_h[t, :, :H] = dn[t] * by_r[t]
        dz_h[t, :, H : 2 * H] = dh_t * by_z[t]
        dz_h[t, :, 2 * H :] = dn[t] * r[t]
        from_later = dh_t * z[t] + dz_h[t] @ U
    dz_x = np.concatenate([dz_h[:, :, : 2 * H], dn], axis=2)
    weights = {
        "weight_ih": outer_sum(dz_x, x),
        "weight_hh": outer_sum(dz_h, h_before),
        "bias": dz_x.sum(axis=(0, 1)),
        "bias_hn": dz_h[:, :, 2 * H :].sum(axis=(0, 1)),
    }
    return LayerBackward(weights, dz_x @ layer.weight_ih, {"h": dh})


def _second_bias(layer: Layer) -> Reals:
    if layer.bias_hn is None:
        raise ValueError("a GRU has a second bias for its candidate")
    return layer.bias_hn
