"""The LSTM cell, forward beside backward.

Source:
    Hochreiter & Schmidhuber, Long Short-Term Memory, Neural Computation 9 (1997);
    Gers, Schmidhuber & Cummins, Learning to Forget, Neural Computation 12 (2000).
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

BLOCKS = 4
NAMES: tuple[str, ...] = ("f", "i", "o", "g", "c", "h")


def start(layer: Layer, batch: int, features: int) -> LayerState:
    """Return h = c = 0."""
    return zero_state(batch, layer.bias.size // BLOCKS, layer.bias.dtype, cell=True)


def forward(
    layer: Layer, x: Reals, state: LayerState, edits: Edits = NO_EDITS
) -> tuple[dict[str, Reals], LayerState]:
    """Return the gates, candidate, cell and hidden state at every token, and the last state.

    i, f, o = σ(W x_t + U h_(t−1) + b), g = tanh(…), c_t = f c_(t−1) + i g, h_t = o tanh(c_t);
    with peepholes, i and f also see c_(t−1), and o sees c_t.

    Args:
        layer: The weights.
        x: Input, (T, B, features).
        state: Before the first token.
        edits: Values to be set while reading.
    """
    h, c = state.h, state.carried()
    p_i, p_f, p_o = _peepholes(layer)
    from_input = x @ layer.weight_ih.T + layer.bias
    U = layer.recurrent().T
    values = {name: np.empty((*x.shape[:2], h.shape[1]), h.dtype) for name in NAMES}
    for t, z in enumerate(from_input):
        z_i, z_f, z_g, z_o = np.split(z + h @ U, BLOCKS, axis=1)
        i = sigmoid(z_i + p_i * c)
        f = sigmoid(z_f + p_f * c) if layer.forget_gate else np.ones_like(c)
        g = np.tanh(z_g)
        edits.apply(t, f=f, i=i, g=g)
        c = f * c + i * g
        edits.apply(t, c=c)
        o = sigmoid(z_o + p_o * c)
        edits.apply(t, o=o)
        h = o * np.tanh(c)
        edits.apply(t, h=h)
        for name, value in zip(NAMES, (f, i, o, g, c, h), strict=True):
            values[name][t] = value
    return values, LayerState(h, c)


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

    ``direct`` may hold ``h``, ``c`` and ``f``.
    """
    f, i, o, g, c, h = (values[name] for name in NAMES)
    c_before, h_before = before(state.carried(), c), before(state.h, h)
    p_i, p_f, p_o = _peepholes(layer)
    U = layer.recurrent()
    tanh_c = np.tanh(c)
    zeros = np.zeros_like(h)
    direct_h, direct_c, direct_f = (direct.get(name, zeros) for name in ("h", "c", "f"))
    dz = np.empty((*h.shape[:2], BLOCKS * h.shape[2]), h.dtype)
    dh, dc = np.empty_like(h), np.empty_like(c)
    from_later_h = from_later_c = zeros[0]
    for t in reversed(range(len(x))):
        if t in cuts:
            from_later_h = from_later_c = zeros[0]
        dh[t] = dh_t = direct_h[t] + from_later_h
        dh_t = edits.blocked(t, "h", dh_t)
        dz_o = edits.blocked(t, "o", dh_t * tanh_c[t]) * o[t] * (1 - o[t])
        dc[t] = dc_t = direct_c[t] + from_later_c + dh_t * o[t] * (1 - tanh_c[t] ** 2) + dz_o * p_o
        dc_t = edits.blocked(t, "c", dc_t)
        dz_i = edits.blocked(t, "i", dc_t * g[t]) * i[t] * (1 - i[t])
        dz_g = edits.blocked(t, "g", dc_t * i[t]) * (1 - g[t] ** 2)
        df = edits.blocked(t, "f", dc_t * c_before[t] + direct_f[t])
        dz_f = df * f[t] * (1 - f[t])  # 0 without a forget gate, where f is 1
        dz[t] = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
        from_later_c = dc_t * f[t] + dz_i * p_i + dz_f * p_f
        from_later_h = dz[t] @ U
    weights = {
        "weight_ih": outer_sum(dz, x),
        "weight_hh": outer_sum(dz, h_before),
        "bias": dz.sum(axis=(0, 1)),
    }
    if layer.peepholes is not None:
        dz_i, dz_f, _, dz_o = np.split(dz, BLOCKS, axis=2)
        seen = ((dz_i, c_before), (dz_f, c_before), (dz_o, c))
        weights["peepholes"] = np.stack([(d * cell).sum(axis=(0, 1)) for d, cell in seen])
    return LayerBackward(weights, dz @ layer.weight_ih, {"h": dh, "c": dc})


def _peepholes(layer: Layer) -> tuple[Reals, Reals, Reals]:
    """Return the peepholes into i, f and o; zeros if there are none."""
    if layer.peepholes is None:
        none = np.zeros(layer.bias.size // BLOCKS, layer.bias.dtype)
        return none, none, none
    p_i, p_f, p_o = layer.peepholes
    return p_i, p_f, p_o
