"""One recurrent layer as a file has it, and what its blocks are."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Reals
from simulator.engine.errors import InputError
from simulator.engine.layer import Layer
from simulator.files.weights import one_bias

RecurrentKind = Literal["lstm", "gru", "rnn"]
Naming = Literal["PyTorch", "Keras", "ONNX"]

OURS: dict[RecurrentKind, str] = {"lstm": "ifgo", "gru": "rzn", "rnn": "h"}
"""The order of blocks in ``engine.layer.Layer``."""

ORDERS: dict[Naming, dict[RecurrentKind, str]] = {
    "PyTorch": {"lstm": "ifgo", "gru": "rzn", "rnn": "h"},
    "ONNX": {"lstm": "iofg", "gru": "zrn", "rnn": "h"},
    "Keras": {"lstm": "ifgo", "gru": "zrn", "rnn": "h"},
}
"""The order in which each library keeps the gates, in our letters."""

CANDIDATES: dict[Naming, dict[str, str]] = {
    "PyTorch": {},
    "ONNX": {"g": "c", "n": "h"},
    "Keras": {"g": "c", "n": "h"},
}
"""What each library calls the candidate where its letter is not ours."""

KINDS: dict[int, RecurrentKind] = {4: "lstm", 3: "gru", 1: "rnn"}
"""The kind by its number of blocks."""

Role = Literal["weight_ih", "weight_hh", "bias_ih", "bias_hh", "bias", "peepholes"]

MEANINGS: dict[Role, str] = {
    "weight_ih": "from the input",
    "weight_hh": "from the state before",
    "bias_ih": "bias beside the input",
    "bias_hh": "bias beside the state",
    "bias": "bias",
    "peepholes": "peepholes from the cell",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A tensor of the file that went into a layer.

    Attributes:
        name: As in the file.
        shape: As in the file.
        role: What it is.
        axis: What its blocks are called: ``rows``, ``columns`` or ``numbers``.
    """

    name: str
    shape: tuple[int, ...]
    role: Role
    axis: str


@dataclass(frozen=True, slots=True, eq=False)
class FoundLayer:
    """One recurrent layer; matrices have a row for each unit of each block, as PyTorch's.

    Attributes:
        part: What stands before the names of its tensors, such as ``encoder.lstm.``.
        kind: Which cell.
        naming: Whose names the tensors have.
        order: The order of the blocks, as the names say, in our letters.
        weight_ih: (blocks·H, features).
        weight_hh: (blocks·H, H).
        bias_ih: (blocks·H,), zeros if the file has none.
        bias_hh: (blocks·H,), zeros if the file has none.
        peepholes: (3, H) for i, f, o; ONNX only.
        sources: The tensors it came from.
    """

    part: str
    kind: RecurrentKind
    naming: Naming
    order: str
    weight_ih: Reals
    weight_hh: Reals
    bias_ih: Reals
    bias_hh: Reals
    peepholes: Reals | None = None
    sources: tuple[Source, ...] = field(default=())

    @property
    def units(self) -> int:
        """H."""
        return int(self.weight_hh.shape[1])

    @property
    def features(self) -> int:
        """Numbers that it reads at each token."""
        return int(self.weight_ih.shape[1])

    def layer(self, order: str, dtype: np.dtype[Any]) -> Layer:
        """Return the weights as the engine has them, if the blocks stand in ``order``."""
        places = [order.index(gate) for gate in OURS[self.kind]]
        arrays = (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        turned = [_reordered(array, places).astype(dtype) for array in arrays]
        bias, bias_hn = one_bias(self.kind, turned[2], turned[3])
        peepholes = None if self.peepholes is None else self.peepholes.astype(dtype)
        return Layer(turned[0], turned[1], bias, bias_hn, peepholes)

    def became(self, source: Source, number: int, order: str) -> str:
        """Say what a tensor is, and which of its rows are which gate."""
        said = f"layer {number}, {MEANINGS[source.role]}"
        if len(order) == 1 or source.role == "peepholes":
            return said
        ranges = (f"{k * self.units}–{(k + 1) * self.units - 1} {g}" for k, g in enumerate(order))
        return f"{said}: {source.axis} {', '.join(ranges)}"


def order_text(naming: Naming, kind: RecurrentKind, order: str) -> str:
    """Return the gates in order, with the letters of a library if the order is its own."""
    letters = CANDIDATES[naming] if ORDERS[naming][kind] == order else {}
    return ", ".join(letters.get(gate, gate) for gate in order)


def kind_of(file: str, name: str, shape: tuple[int, ...], blocks_first: bool) -> RecurrentKind:
    """Return which cell has a recurrent matrix of this shape.

    Args:
        file: Name of the file, for the message.
        name: Name of the matrix, for the message.
        shape: Of the matrix.
        blocks_first: Whether its rows are the blocks (PyTorch, ONNX) or its columns (Keras).

    Raises:
        InputError: If none has.
    """
    if len(shape) == 2 and min(shape) > 0:
        long, units = shape if blocks_first else shape[::-1]
        if long % units == 0 and long // units in KINDS:
            return KINDS[long // units]
    wanted = ("(4·H, H)", "(3·H, H)") if blocks_first else ("(H, 4·H)", "(H, 3·H)")
    raise InputError(
        f"{file}: {name} has the shape {shape}; expected {wanted[0]} for an LSTM, {wanted[1]} "
        "for a GRU, or (H, H) for an RNN of H units."
    )


def expect(
    file: str, name: str, array: NDArray[Any], shape: tuple[int, ...], because: str
) -> Reals:
    """Return an array that has the shape it must have, and holds numbers only.

    Raises:
        InputError: Naming the tensor, its shape, and what was expected.
    """
    if array.shape != shape:
        raise InputError(
            f"{file}: {name} has the shape {array.shape}; expected {shape}, because {because}."
        )
    return numbers(file, name, array)


def numbers(file: str, name: str, array: NDArray[Any]) -> Reals:
    """Return an array of real numbers, none of them NaN or infinite.

    Raises:
        InputError: Naming the tensor, and the place of the first that is not.
    """
    if array.dtype.kind != "f":
        raise InputError(
            f"{file}: {name} holds {array.dtype}, not real numbers; a quantised network must be "
            "converted to float32 first."
        )
    wrong = ~np.isfinite(array)
    if wrong.any():
        place = tuple(int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"{file}: {name} is not a number at {place} ({int(wrong.sum()):,} of {array.size:,} "
            "are not); train the network again or open another file."
        )
    return array


def _reordered(array: Reals, places: list[int]) -> Reals:
    blocks: Reals = array.reshape(len(places), -1, *array.shape[1:])[places]
    return blocks.reshape(array.shape)
