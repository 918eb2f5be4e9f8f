"""Keras' names: ``kernel``, ``recurrent_kernel``, ``bias``; and the layout of its old cuDNN."""

import re
from collections import defaultdict

import numpy as np

from simulator.engine.arrays import Reals
from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.layers import (
    ORDERS,
    FoundLayer,
    RecurrentKind,
    Role,
    Source,
    expect,
    kind_of,
)

_NAME = re.compile(r"^(?P<part>|.*[^A-Za-z0-9])(?P<what>kernel|recurrent_kernel|bias)(?::0)?$")
_CELL = re.compile(r"(?:^|(?<=[/.]))(?:lstm_cell|gru_cell|simple_rnn_cell|cell)(?:_\d+)?[/.]$")


def keras_layers(contents: Contents) -> list[FoundLayer]:
    """Return the layers that are named as Keras', in the order of the file.

    Raises:
        InputError: If one reads backward, is a GRU that resets before its product, or has a
            tensor whose shape does not fit.
    """
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for name in contents.arrays:
        match = _NAME.match(name)
        if match is not None:
            # "recurrent_kernel" also ends as "kernel" does.
            what = "recurrent_kernel" if name.split(":")[0].endswith("recurrent_kernel") else ""
            part = match["part"].removesuffix("recurrent_")
            groups[part][what or match["what"]] = name
    recurrent = {part: names for part, names in groups.items() if "recurrent_kernel" in names}
    for part, names in recurrent.items():
        if re.search(r"bidirectional|(^|[/._])(forward|backward)_", part):
            raise InputError(
                f"{contents.name} is bidirectional ({names['recurrent_kernel']}): it has read the "
                "end before it answers at any word; train one without Bidirectional."
            )
    return [_layer(contents, part, names) for part, names in recurrent.items()]


def _layer(contents: Contents, part: str, names: dict[str, str]) -> FoundLayer:
    file, arrays = contents.name, contents.arrays
    if "kernel" not in names:
        raise InputError(f"{file}: {part}kernel is missing beside {names['recurrent_kernel']}.")
    recurrent, kernel = names["recurrent_kernel"], names["kernel"]
    kind = kind_of(file, recurrent, arrays[recurrent].shape, blocks_first=False)
    units, columns = arrays[recurrent].shape
    because = f"{recurrent} has the shape {arrays[recurrent].shape}"
    if arrays[kernel].ndim != 2 or arrays[kernel].shape[1] != columns or arrays[kernel].size == 0:
        raise InputError(
            f"{file}: {kernel} has the shape {arrays[kernel].shape}; expected (features of the "
            f"input, {columns}), because {because}."
        )
    U = expect(file, recurrent, arrays[recurrent], (units, columns), because)
    W = expect(file, kernel, arrays[kernel], arrays[kernel].shape, because)
    first, second, cudnn = _biases(contents, names.get("bias"), kind, columns, because)
    if cudnn:
        W, U = _from_cudnn(W, U, columns // units)
    axis = "columns in cuDNN's layout," if cudnn else "columns"
    roles: dict[str, Role] = {
        "kernel": "weight_ih",
        "recurrent_kernel": "weight_hh",
        "bias": "bias",
    }
    return FoundLayer(
        _CELL.sub("", part),
        kind,
        "Keras",
        ORDERS["Keras"][kind],
        W.T,
        U.T,
        first,
        second,
        sources=tuple(
            Source(names[what], arrays[names[what]].shape, role, axis)
            for what, role in roles.items()
            if what in names
        ),
    )


def _biases(
    contents: Contents, name: str | None, kind: RecurrentKind, columns: int, because: str
) -> tuple[Reals, Reals, bool]:
    """Return the bias beside the input, that beside the state, and whether cuDNN wrote them."""
    if name is None:
        zeros = np.zeros(columns, np.float32)
        return zeros, zeros, False
    file, bias = contents.name, contents.arrays[name]
    if kind != "rnn" and bias.shape == (2 * columns,):
        bias = expect(file, name, bias, (2 * columns,), because).reshape(2, columns)
        return bias[0], bias[1], True
    if kind == "gru" and bias.shape == (columns,):
        raise InputError(
            f"{file}: the GRU resets its state before the product ({name} has the shape "
            f"{bias.shape}, reset_after=False), which Chainrule's GRU does not; train one with "
            "reset_after=True, Keras' default."
        )
    if kind == "gru":
        bias = expect(file, name, bias, (2, columns), because)
        return bias[0], bias[1], False
    bias = expect(file, name, bias, (columns,), because)
    return bias, np.zeros_like(bias), False


def _from_cudnn(W: Reals, U: Reals, blocks: int) -> tuple[Reals, Reals]:
    """Return Keras' plain layout of what ``CuDNNLSTM`` and ``CuDNNGRU`` wrote.

    Source:
        ``_convert_rnn_weights`` in Keras 2, hdf5_format.py.
    """
    first = [k.T.reshape(k.shape, order="F") for k in np.hsplit(W, blocks)]
    second = [k.T for k in np.hsplit(U, blocks)]
    return np.hstack(first), np.hstack(second)
