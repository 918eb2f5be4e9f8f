"""Fresh weights for recurrent networks."""

from typing import Literal

import numpy as np
from numpy.typing import DTypeLike

from simulator.engine.arrays import Floats
from simulator.engine.layer import Layer
from simulator.engine.recurrent import CELLS, Kind, RecurrentModel

Scheme = Literal["orthogonal", "uniform"]

GAIN = 0.7
"""Scale of the input and recurrent weights of the scheme ``orthogonal``."""


def initialise(
    kind: Kind,
    vocabulary_size: int,
    embedding_size: int,
    hidden_size: int,
    layers: int,
    outputs: int,
    rng: np.random.Generator,
    *,
    forget_bias: float = 0.0,
    chrono: int | None = None,
    scheme: Scheme = "orthogonal",
    forget_gate: bool = True,
    peepholes: bool = False,
    window: int = 10,
    dtype: DTypeLike = np.float32,
) -> RecurrentModel:
    """Return a network with random weights.

    Embeddings are N(0, ½). With the scheme ``orthogonal``, input weights are
    U(±0.7 √(3/features)), each recurrent block is 0.7 times a random orthogonal matrix;
    with ``uniform`` both are U(±1/√H), as in PyTorch. Biases are 0 but for the forget gate.
    The output layer is U(±1/√H).

    Args:
        kind: Which cell.
        vocabulary_size: V.
        embedding_size: E.
        hidden_size: H, units in each layer.
        layers: How many are stacked.
        outputs: Number of possible answers.
        rng: Source of the random numbers.
        forget_bias: LSTM: what the bias of the forget gate starts with; 3 remembers long.
        chrono: LSTM: longest span to remember, T: then b_f = log U(1, T − 1), b_i = −b_f,
            in place of ``forget_bias``.
        scheme: See above.
        forget_gate: LSTM: False leaves it out, f is 1.
        peepholes: LSTM: whether the gates see the cell state; those weights start as U(±1/√H).
        window: ANN: how many tokens it sees, 0 for the bag of all so far.
        dtype: Single or double precision.

    Source:
        Jozefowicz, Zaremba & Sutskever (2015) for the forget bias; Tallec & Ollivier,
        Can Recurrent Neural Networks Warp Time? (2018) for chrono.
    """
    embedding = rng.normal(0, 0.5, (vocabulary_size, embedding_size))
    stacked = []
    for number in range(layers):
        features = embedding_size if number == 0 else hidden_size
        if kind == "ann":
            layer = _ann_layer(features, hidden_size, rng, window if number == 0 else 1)
        else:
            layer = _recurrent_layer(kind, features, hidden_size, rng, scheme)
        if kind == "lstm":
            layer = _with_options(layer, rng, forget_bias, chrono, forget_gate, peepholes)
        stacked.append(layer)
    bound = 1 / np.sqrt(hidden_size)
    weight = rng.uniform(-bound, bound, (outputs, hidden_size))
    model = RecurrentModel(kind, embedding, tuple(stacked), weight, np.zeros(outputs))
    return model.astype(dtype)


def _ann_layer(features: int, H: int, rng: np.random.Generator, window: int) -> Layer:
    seen = features * max(window, 1)
    bound = np.sqrt(3 / seen)
    return Layer(rng.uniform(-bound, bound, (H, seen)), None, np.zeros(H), window=window)


def _recurrent_layer(
    kind: Kind, features: int, H: int, rng: np.random.Generator, scheme: Scheme
) -> Layer:
    blocks = CELLS[kind].BLOCKS
    bias_hn = np.zeros(H) if kind == "gru" else None
    if scheme == "uniform":
        bound = 1 / np.sqrt(H)
        weight_ih = rng.uniform(-bound, bound, (blocks * H, features))
        weight_hh = rng.uniform(-bound, bound, (blocks * H, H))
    else:
        bound = GAIN * np.sqrt(3 / features)
        weight_ih = rng.uniform(-bound, bound, (blocks * H, features))
        weight_hh = np.concatenate([GAIN * _orthogonal(H, rng) for _ in range(blocks)])
    return Layer(weight_ih, weight_hh, np.zeros(blocks * H), bias_hn)


def _orthogonal(size: int, rng: np.random.Generator) -> Floats:
    q, r = np.linalg.qr(rng.normal(size=(size, size)))
    # Without the signs, the decomposition favours some rotations over others.
    return np.asarray(q * np.sign(np.diag(r)))


def _with_options(
    layer: Layer,
    rng: np.random.Generator,
    forget_bias: float,
    chrono: int | None,
    forget_gate: bool,
    peepholes: bool,
) -> Layer:
    H = layer.bias.size // 4
    bias = layer.bias.copy()
    if chrono is None:
        bias[H : 2 * H] = forget_bias
    else:
        bias[H : 2 * H] = np.log(rng.uniform(1, max(chrono - 1, 2), H))
        bias[:H] = -bias[H : 2 * H]
    bound = 1 / np.sqrt(H)
    holes = rng.uniform(-bound, bound, (3, H)) if peepholes else None
    return Layer(layer.weight_ih, layer.weight_hh, bias, peepholes=holes, forget_gate=forget_gate)
