"""Which layers feed one another, and which of several networks in a file is meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.keras_names import keras_layers
from simulator.files.foreign.layers import FoundLayer
from simulator.files.foreign.onnx_names import onnx_layers
from simulator.files.foreign.pytorch_names import pytorch_layers


class PartsError(InputError):
    """A file holds several networks, and nobody said which one is meant.

    Attributes:
        parts: Their names.
    """

    def __init__(self, file: str, parts: Sequence[str]) -> None:
        self.parts = tuple(parts)
        super().__init__(
            f"{file} holds {len(parts)} recurrent networks, {', '.join(parts)}; choose one "
            f"(--part {parts[0]})."
        )


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Layers of one network, the lowest first.

    Attributes:
        name: What people call it: the names of its tensors up to their last part.
        layers: All of one kind and one size.
        assumed: Whether only names and shapes say that they feed one another.
    """

    name: str
    layers: tuple[FoundLayer, ...]
    assumed: bool = False

    @property
    def tensors(self) -> set[str]:
        """The names of its tensors in the file."""
        return {source.name for layer in self.layers for source in layer.sources}


def find_stacks(contents: Contents) -> list[Stack]:
    """Return the recurrent networks of a file.

    Raises:
        InputError: If there is none, or one cannot be read.
    """
    layers = [*pytorch_layers(contents), *keras_layers(contents), *onnx_layers(contents)]
    if not layers:
        raise InputError(
            f"{contents.name} has no recurrent layer that Chainrule knows: names must end as in "
            "PyTorch (weight_ih_l0, weight_hh_l0), Keras (kernel, recurrent_kernel) or ONNX (W, R)."
        )
    if contents.sequences is not None:
        rows = _by_sequences(layers, contents.sequences)
    else:
        rows = _by_names(layers)
    return [_stack(contents.name, row, contents.sequences is not None) for row in rows]


def choose_stack(file: str, stacks: Sequence[Stack], part: str | None) -> Stack:
    """Return the network that is meant.

    Raises:
        InputError: If none has that name; a ``PartsError`` if none is named and there are several.
    """
    names = [stack.name for stack in stacks]
    if part is None:
        if len(stacks) > 1:
            raise PartsError(file, names)
        return stacks[0]
    if part not in names:
        raise InputError(f"{file} has no part {part}; it has {', '.join(names)}.")
    return stacks[names.index(part)]


def _by_sequences(
    layers: Iterable[FoundLayer], sequences: tuple[tuple[str, ...], ...]
) -> list[list[FoundLayer]]:
    named = {_plain(layer.part): layer for layer in layers}
    rows = [[named.pop(name) for name in names if name in named] for names in sequences]
    return [row for row in [*rows, *([layer] for layer in named.values())] if row]


def _by_names(layers: Iterable[FoundLayer]) -> list[list[FoundLayer]]:
    """Join the layers of one module, and modules that differ in a number and fit together."""
    modules: dict[str, list[FoundLayer]] = {}
    for layer in layers:
        modules.setdefault(layer.part, []).append(layer)
    rows: list[list[FoundLayer]] = []
    alike = list(dict.fromkeys(_without_numbers(part) for part in modules))
    for part in sorted(modules, key=lambda p: (alike.index(_without_numbers(p)), _natural(p))):
        module = modules[part]
        before = rows[-1] if rows else None
        if before and _follows(before[-1], module[0]):
            before.extend(module)
        else:
            rows.append(module)
    return rows


def _follows(below: FoundLayer, above: FoundLayer) -> bool:
    alike = _without_numbers(below.part) == _without_numbers(above.part)
    return alike and below.kind == above.kind and above.features == below.units


def _natural(part: str) -> list[tuple[int, str]]:
    # cells.2 comes before cells.10, and lstm before lstm_1.
    return [(int(run), "") if run.isdigit() else (0, run) for run in re.findall(r"\d+|\D", part)]


def _without_numbers(part: str) -> str:
    return re.sub(r"_?\d+", "", part)


def _plain(part: str) -> str:
    return part.rstrip("./_:")


def _stack(file: str, layers: Sequence[FoundLayer], stated: bool) -> Stack:
    for below, above in pairwise(layers):
        names = {source.role: source for source in above.sources}
        if above.features != below.units:
            source = names["weight_ih"]
            raise InputError(
                f"{file}: {source.name} has the shape {source.shape}; expected "
                f"{below.units} features, because the layer below has {below.units} units."
            )
        if (above.units, above.kind) != (below.units, below.kind):
            raise InputError(
                f"{file} stacks layers of different kind or size, {below.kind.upper()} with "
                f"{below.units} units and {above.kind.upper()} with {above.units}; Chainrule shows "
                "layers of one kind and one size."
            )
    first = layers[0]
    several = len({layer.part for layer in layers}) > 1
    return Stack(_plain(first.part) or first.kind, tuple(layers), several and not stated)
