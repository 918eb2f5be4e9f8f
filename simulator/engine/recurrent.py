"""Networks that read token by token: embedding, stacked layers of one cell, output layer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import DTypeLike

from simulator.engine import ann, gru, lstm, rnn
from simulator.engine.arrays import Integers, Reals
from simulator.engine.interventions import Edits, Intervention, edits_of_layers
from simulator.engine.layer import Cell, Layer, LayerState

Kind = Literal["lstm", "gru", "rnn", "ann"]

CELLS: dict[str, Cell] = {"lstm": lstm, "gru": gru, "rnn": rnn, "ann": ann}

State = tuple[LayerState, ...]
"""What each layer carries from one token to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class RecurrentModel:
    """The weights of a network; with other numbers in it, the gradient by them.

    Attributes:
        kind: Which cell.
        embedding: A row of features for each word, (V, E).
        layers: Lowest first, each with H units.
        output_weight: From the last hidden state to the logits, (outputs, H).
        output_bias: (outputs,).
    """

    kind: Kind
    embedding: Reals
    layers: tuple[Layer, ...]
    output_weight: Reals
    output_bias: Reals

    @property
    def cell(self) -> Cell:
        """The functions of the cell."""
        return CELLS[self.kind]

    @property
    def hidden_size(self) -> int:
        """H, units in each layer."""
        return int(self.output_weight.shape[1])

    @property
    def outputs(self) -> int:
        """Number of logits."""
        return int(self.output_weight.shape[0])

    @property
    def vocabulary_size(self) -> int:
        """V, number of words it has an embedding for."""
        return int(self.embedding.shape[0])

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """Single or double precision."""
        return self.embedding.dtype

    @property
    def parameter_count(self) -> int:
        """How many numbers training can change; a gate that is not there counts nothing."""
        count = sum(array.size for array in self.parameters().values())
        absent = [layer for layer in self.layers if not layer.forget_gate]
        return count - sum(
            (layer.weight_ih.size + layer.recurrent().size + layer.bias.size) // lstm.BLOCKS
            for layer in absent
        )

    def parameters(self) -> dict[str, Reals]:
        """Return all weights by name: ``embedding``, ``weight_ih_l0``, … ``output_bias``."""
        named = {"embedding": self.embedding}
        for number, layer in enumerate(self.layers):
            named |= {f"{name}_l{number}": array for name, array in layer.arrays().items()}
        return named | {"output_weight": self.output_weight, "output_bias": self.output_bias}

    def with_parameters(self, named: dict[str, Reals]) -> "RecurrentModel":
        """Return this network with other weights, named as in ``parameters``."""
        layers = tuple(
            layer.with_arrays({name: named[f"{name}_l{number}"] for name in layer.arrays()})
            for number, layer in enumerate(self.layers)
        )
        ends = ("embedding", "output_weight", "output_bias")
        return replace(self, layers=layers, **{name: named[name] for name in ends})  # type: ignore[arg-type]

    def astype(self, dtype: DTypeLike) -> "RecurrentModel":
        """Return this network in single or double precision."""
        return self.with_parameters({k: v.astype(dtype) for k, v in self.parameters().items()})


@dataclass(frozen=True, slots=True, eq=False)
class Activations:
    """All that a forward pass computed, for the backward pass and for looking at.

    Attributes:
        tokens: (T, B).
        x: Embedded tokens, (T, B, E).
        start: The state before the first token.
        layers: For each layer the values by name, (T, B, H) each; zeros after a row's end.
        end: The state after the last token (of the padded rows, not of shorter ones).
        edits: The interventions that were made, by layer.
    """

    tokens: Integers
    x: Reals
    start: State
    layers: tuple[dict[str, Reals], ...]
    end: State
    edits: tuple[Edits, ...]

    @property
    def h(self) -> Reals:
        """The hidden states of the last layer, (T, B, H), which the output layer reads."""
        return self.layers[-1]["h"]

    def input_of(self, layer: int) -> Reals:
        """Return what a layer reads, (T, B, features)."""
        return self.layers[layer - 1]["h"] if layer else self.x


def start_state(model: RecurrentModel, batch: int) -> State:
    """Return the state before the first token."""
    sizes = [model.embedding.shape[1]] + [model.hidden_size] * (len(model.layers) - 1)
    pairs = zip(model.layers, sizes, strict=True)
    return tuple(model.cell.start(layer, batch, size) for layer, size in pairs)


def forward(
    model: RecurrentModel,
    tokens: Integers,
    lengths: Integers | None = None,
    state: State | None = None,
    interventions: Sequence[Intervention] = (),
    first: int = 0,
    total: int | None = None,
) -> Activations:
    """Read rows of tokens side by side and return everything that was computed.

    Args:
        model: The network.
        tokens: Ids of words, (T, B); what stands after a row's end is not used.
        lengths: How many tokens each row has, (B,); all T if not given.
        state: From where to go on; zeros if not given.
        interventions: What to set while reading.
        first: Index of the first token, if this is a piece of a longer text.
        total: Number of tokens in the longer text.

    Raises:
        ValueError: If the shapes do not fit.
        InputError: If an intervention does not fit.
    """
    if tokens.ndim != 2 or tokens.size == 0:
        raise ValueError(f"tokens must be (T, B) and not empty: {tokens.shape}")
    T, B = tokens.shape
    start = start_state(model, B) if state is None else state
    size = (len(model.layers), model.hidden_size)
    edits = edits_of_layers(interventions, model.cell.NAMES, *size, first, T, total)
    x = values_in = model.embedding[tokens]
    layers, end = [], []
    for layer, begin, edit in zip(model.layers, start, edits, strict=True):
        values, after = model.cell.forward(layer, values_in, begin, edit)
        if lengths is not None:
            _clear_after_end(values, lengths)
        layers.append(values)
        end.append(after)
        values_in = values["h"]
    return Activations(tokens, x, start, tuple(layers), tuple(end), edits)


def final_states(activations: Activations, lengths: Integers) -> list[dict[str, Reals]]:
    """Return each layer's ``h`` (and ``c``) after the last token of each row, (B, H)."""
    rows = np.arange(lengths.size)
    return [
        {name: values[name][lengths - 1, rows] for name in ("h", "c") if name in values}
        for values in activations.layers
    ]


def logits(model: RecurrentModel, h: Reals) -> Reals:
    """Return the scores of all outputs, (…, outputs), from hidden states (…, H)."""
    return h @ model.output_weight.T + model.output_bias


def log_softmax(scores: Reals) -> Reals:
    """Return the logarithms of the probabilities, over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    probabilities: Reals = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities


def flatten(model: RecurrentModel) -> tuple[Reals, RecurrentModel]:
    """Return a copy of all weights as one vector, and the network whose weights are views of it."""
    named = model.parameters()
    vector = np.concatenate([array.ravel() for array in named.values()])
    return vector, with_vector(model, vector)


def with_vector(model: RecurrentModel, vector: Reals) -> RecurrentModel:
    """Return the network with weights that are views of a vector made by ``flatten``."""
    views, start = {}, 0
    for name, array in model.parameters().items():
        views[name] = vector[start : start + array.size].reshape(array.shape)
        start += array.size
    return model.with_parameters(views)


def _clear_after_end(values: dict[str, Reals], lengths: Integers) -> None:
    """Zero what stands after the end of shorter rows, as PyTorch's packed sequences do."""
    T = len(values["h"])
    after = np.arange(T)[:, None] >= lengths
    for value in values.values():
        value[after] = 0
