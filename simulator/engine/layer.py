"""What all cells share: the weights of one layer, what it carries on, and its derivatives."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Protocol

import numpy as np
from numpy.typing import DTypeLike

from simulator.engine.arrays import Reals
from simulator.engine.interventions import NO_EDITS, Edits

Values = Mapping[str, Reals]
"""What a cell computed: by name (``f``, ``i``, ``c``, ``h`` …) an array (T, B, H)."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The weights of one layer, with PyTorch's names and PyTorch's order of blocks.

    The blocks are i, f, g, o in an LSTM, r, z, n in a GRU, one in an RNN or ANN. PyTorch's
    two biases are one here, because only their sum matters; where it does not, in the
    candidate n of a GRU, ``bias_hn`` is the second.

    Attributes:
        weight_ih: From the input, (blocks·H, features of the input).
        weight_hh: From the previous hidden state, (blocks·H, H); none in an ANN.
        bias: (blocks·H,).
        bias_hn: GRU only, (H,).
        peepholes: LSTM with peepholes only, (3, H): from c into i, f and o.
        forget_gate: LSTM only; without it f is 1, as in Hochreiter & Schmidhuber (1997).
        window: ANN only: how many tokens, ending with this one, it sees; 0 means the mean of
            all so far (a bag of words).
    """

    weight_ih: Reals
    weight_hh: Reals | None
    bias: Reals
    bias_hn: Reals | None = None
    peepholes: Reals | None = None
    forget_gate: bool = True
    window: int = 1

    def arrays(self) -> dict[str, Reals]:
        """Return the weights that are there, by the names of the fields."""
        every = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in every if isinstance(value, np.ndarray)}

    def with_arrays(self, arrays: Values) -> "Layer":
        """Return this layer with other weights of the same shapes."""
        return replace(self, **arrays)  # type: ignore[arg-type]

    def recurrent(self) -> Reals:
        """Return ``weight_hh``, which every cell but the ANN has."""
        if self.weight_hh is None:
            raise ValueError("this layer has no recurrent weights")
        return self.weight_hh


@dataclass(frozen=True, slots=True, eq=False)
class LayerState:
    """What a layer carries from one token to the next.

    Attributes:
        h: Hidden state, (B, H). In an ANN: the inputs that its window still sees,
            (window − 1, B, features), or their sum, (1, B, features).
        c: LSTM: cell state, (B, H). Bag ANN: how many inputs the sum has, (1, 1, 1).
    """

    h: Reals
    c: Reals | None = None

    def carried(self) -> Reals:
        """Return ``c``, where it must be there."""
        if self.c is None:
            raise ValueError("this state has no c")
        return self.c


@dataclass(frozen=True, slots=True, eq=False)
class LayerBackward:
    """The derivatives of a loss by everything in one layer.

    Attributes:
        weights: By name, shaped as in ``Layer``.
        dx: By the layer's input, (T, B, features).
        states: By ``h`` and, in an LSTM, ``c`` at every token, (T, B, H): everything counts
            that the state does afterwards, at this token and later.
    """

    weights: dict[str, Reals]
    dx: Reals
    states: dict[str, Reals]


Cuts = frozenset[int]
"""Tokens past which nothing flows back: where truncated backpropagation cuts the text."""

NO_CUTS: Cuts = frozenset()


class Cell(Protocol):
    """What the modules ``lstm``, ``gru``, ``rnn`` and ``ann`` offer."""

    BLOCKS: int
    NAMES: tuple[str, ...]

    def start(self, layer: Layer, batch: int, features: int) -> LayerState:
        """Return the state before the first token: zeros."""

    def forward(
        self, layer: Layer, x: Reals, state: LayerState, edits: Edits = NO_EDITS
    ) -> tuple[dict[str, Reals], LayerState]:
        """Return the values at every token, (T, B, H) each, and the state after the last."""

    def backward(
        self,
        layer: Layer,
        x: Reals,
        state: LayerState,
        values: Values,
        direct: Values,
        edits: Edits = NO_EDITS,
        cuts: Cuts = NO_CUTS,
    ) -> LayerBackward:
        """Return all derivatives, given those that the loss has by the values directly.

        Args:
            layer: As in ``forward``.
            x: As in ``forward``, (T, B, features).
            state: As in ``forward``.
            values: What ``forward`` returned.
            direct: By name (``h``, and in an LSTM also ``c`` and ``f``) the derivative of the
                loss by the value where the loss itself reads it, (T, B, H).
            edits: As in ``forward``; nothing flows back through a value that was set.
            cuts: Tokens whose states get nothing from later tokens.
        """


def zero_state(batch: int, hidden: int, dtype: DTypeLike, cell: bool = False) -> LayerState:
    """Return a state of zeros, with a cell state if ``cell``."""
    h = np.zeros((batch, hidden), dtype)
    return LayerState(h, np.zeros_like(h) if cell else None)


def sigmoid(z: Reals) -> Reals:
    """Return σ(z) = 1/(1 + e^(−z)), as ½ tanh(½z) + ½, which never overflows."""
    s: Reals = 0.5 * np.tanh(0.5 * z) + 0.5
    return s


def before(first: Reals, values: Reals) -> Reals:
    """Return what came before each token: ``first`` (B, H), then ``values`` but the last."""
    return np.concatenate([first[None], values[:-1]])


def outer_sum(left: Reals, right: Reals) -> Reals:
    """Return Σ over tokens and rows of left ⊗ right, (features left, features right)."""
    return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
