"""PyTorch's names: ``nn.LSTM``, ``nn.GRU``, ``nn.RNN`` and their cells, behind any prefix."""

import re
from collections import defaultdict

import numpy as np

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.layers import ORDERS, FoundLayer, Role, Source, expect, kind_of

_NAME = re.compile(
    r"^(?P<part>|.*[^A-Za-z0-9])"
    r"(?P<what>weight|bias|w|b)_(?P<side>ih|hh|hr)(?:_l(?P<layer>\d+))?(?P<reverse>_reverse)?$"
)

Group = dict[Role, str]
"""The names of the tensors of one layer."""


def pytorch_layers(contents: Contents) -> list[FoundLayer]:
    """Return the layers that are named as PyTorch's, those of one module in their order.

    Raises:
        InputError: If one reads backward or has a projection, a tensor is missing, or has a
            shape that does not fit.
    """
    groups = _groups(contents)
    for part, layer in groups:
        if layer and (part, layer - 1) not in groups:
            raise InputError(
                f"{contents.name}: {part}weight_ih_l{layer - 1} is missing, but there is a layer "
                f"{layer}; write all layers."
            )
    parts = list(dict.fromkeys(part for part, _ in groups))
    ordered = sorted(groups, key=lambda place: (parts.index(place[0]), place[1]))
    return [_layer(contents, part, groups[part, layer]) for part, layer in ordered]


def _groups(contents: Contents) -> dict[tuple[str, int], Group]:
    groups: dict[tuple[str, int], Group] = defaultdict(dict)
    for name in contents.arrays:
        match = _NAME.match(name)
        if match is None:
            continue
        if match["reverse"]:
            raise InputError(
                f"{contents.name} is bidirectional ({name}): it has read the end before it answers "
                "at any word, so there is no memory to follow; train one with bidirectional=False."
            )
        if match["side"] == "hr":
            raise InputError(
                f"{contents.name} has a projection of its hidden state ({name}, proj_size > 0), "
                "which Chainrule's LSTM lacks; train one with proj_size=0."
            )
        what = "weight" if match["what"].startswith("w") else "bias"
        side = "ih" if match["side"] == "ih" else "hh"
        roles: dict[str, Role] = {
            "weight_ih": "weight_ih",
            "weight_hh": "weight_hh",
            "bias_ih": "bias_ih",
            "bias_hh": "bias_hh",
        }
        groups[match["part"], int(match["layer"] or 0)][roles[f"{what}_{side}"]] = name
    return groups


def _layer(contents: Contents, part: str, group: Group) -> FoundLayer:
    file, arrays = contents.name, contents.arrays
    _check_complete(file, group)
    hh, ih = group["weight_hh"], group["weight_ih"]
    kind = kind_of(file, hh, arrays[hh].shape, blocks_first=True)
    rows, units = arrays[hh].shape
    because = f"{hh} has the shape {arrays[hh].shape}"
    expect(file, hh, arrays[hh], (rows, units), because)
    if arrays[ih].ndim != 2 or arrays[ih].shape[0] != rows or arrays[ih].size == 0:
        raise InputError(
            f"{file}: {ih} has the shape {arrays[ih].shape}; expected ({rows}, features of the "
            f"input), because {because}."
        )
    biases: dict[Role, str] = {
        role: group[role] for role in ("bias_ih", "bias_hh") if role in group
    }
    for name in biases.values():
        expect(file, name, arrays[name], (rows,), because)
    zeros = np.zeros(rows, arrays[hh].dtype)
    return FoundLayer(
        part,
        kind,
        "PyTorch",
        ORDERS["PyTorch"][kind],
        expect(file, ih, arrays[ih], arrays[ih].shape, because),
        arrays[hh],
        arrays[biases["bias_ih"]] if biases else zeros,
        arrays[biases["bias_hh"]] if biases else zeros,
        sources=tuple(
            Source(name, arrays[name].shape, role, "rows" if arrays[name].ndim == 2 else "numbers")
            for role, name in sorted(group.items())
        ),
    )


def _check_complete(file: str, group: Group) -> None:
    """Check that both matrices are there, and both biases or none."""
    here = next(iter(group.values()))
    needed: list[Role] = ["weight_ih", "weight_hh"]
    if "bias_ih" in group or "bias_hh" in group:
        needed += ["bias_ih", "bias_hh"]
    for role in needed:
        if role not in group:
            match = _NAME.match(here)
            layer = f"_l{match['layer']}" if match and match["layer"] else ""
            part = match["part"] if match else ""
            raise InputError(
                f"{file}: {part}{role}{layer} is missing beside {here}; write all tensors of the "
                "layer."
            )
