"""ONNX's names: W, R, B and P of the operators LSTM, GRU and RNN."""

import re
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Reals
from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.layers import (
    ORDERS,
    FoundLayer,
    Role,
    Source,
    expect,
    kind_of,
    numbers,
)

_NAME = re.compile(r"^(?P<part>|.*[^A-Za-z0-9])(?P<what>[WRBP])$")
_ROLES: dict[str, Role] = {"W": "weight_ih", "R": "weight_hh", "B": "bias", "P": "peepholes"}


def onnx_layers(contents: Contents) -> list[FoundLayer]:
    """Return the layers that are named as ONNX's, in the order of the file.

    Raises:
        InputError: If one reads in both directions, or has a tensor whose shape does not fit.
    """
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for name in contents.arrays:
        match = _NAME.match(name)
        if match is not None:
            groups[match["part"]][match["what"]] = name
    return [
        _layer(contents, part, names) for part, names in groups.items() if {"W", "R"} <= set(names)
    ]


def _layer(contents: Contents, part: str, names: dict[str, str]) -> FoundLayer:
    file = contents.name
    arrays = {what: _one_direction(contents, name) for what, name in names.items()}
    W, R = arrays["W"], arrays["R"]
    kind = kind_of(file, names["R"], R.shape, blocks_first=True)
    rows, units = R.shape
    because = f"{names['R']} has the shape {contents.arrays[names['R']].shape}"
    if W.ndim != 2 or W.shape[0] != rows or W.size == 0:
        raise InputError(
            f"{file}: {names['W']} has the shape {contents.arrays[names['W']].shape}; expected "
            f"(1, {rows}, features of the input), because {because}."
        )
    both: NDArray[Any] = np.zeros(2 * rows, R.dtype)
    if "B" in arrays:
        both = expect(file, names["B"], arrays["B"], (2 * rows,), because)
    return FoundLayer(
        part,
        kind,
        "ONNX",
        ORDERS["ONNX"][kind],
        numbers(file, names["W"], W),
        numbers(file, names["R"], R),
        both[:rows],
        both[rows:],
        _peepholes(file, names, arrays, units, because),
        sources=tuple(
            Source(names[what], contents.arrays[names[what]].shape, role, _axis(role))
            for what, role in _ROLES.items()
            if what in names
        ),
    )


def _axis(role: Role) -> str:
    return "numbers (twice)" if role == "bias" else "rows"


def _one_direction(contents: Contents, name: str) -> NDArray[Any]:
    """Return an array without its axis of directions."""
    array = contents.arrays[name]
    directed = {"W": 3, "R": 3, "B": 2, "P": 2}[name[-1]]
    if array.ndim != directed:
        return array
    if array.shape[0] != 1:
        raise InputError(
            f"{contents.name} is bidirectional ({name} has the shape {array.shape}): it has read "
            "the end before it answers at any word; export one that reads forward."
        )
    one: NDArray[Any] = array[0]
    return one


def _peepholes(
    file: str, names: dict[str, str], arrays: dict[str, NDArray[Any]], units: int, because: str
) -> Reals | None:
    if "P" not in arrays:
        return None
    P = expect(file, names["P"], arrays["P"], (3 * units,), because)
    i, o, f = P.reshape(3, units)  # the order of ONNX
    return np.stack([i, f, o])
