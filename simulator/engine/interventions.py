"""Changes made to a network while it reads: to clamp a gate, ablate a unit, patch a state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.engine.arrays import Integers, Reals
from simulator.engine.errors import InputError

Units = tuple[int, ...] | None
"""Units counted from 0 through all layers, lowest first; ``None`` means all."""


@dataclass(frozen=True, slots=True)
class Clamp:
    """Hold one gate or state of some units at a value, at some tokens.

    Attributes:
        gate: Its name: one of ``NAMES`` of the cell, such as ``f`` or ``h``.
        value: What it is held at.
        tokens: Indices from 0; ``None`` means all.
        units: Indices from 0 through all layers; ``None`` means all.
    """

    gate: str
    value: float
    tokens: tuple[int, ...] | None = None
    units: Units = None


@dataclass(frozen=True, slots=True)
class Ablate:
    """Silence some units: their states are 0 at every token."""

    units: Units


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Put a state into the network after one token, as if it had read something else.

    Attributes:
        token: Index from 0, after which the state is put in.
        h: Hidden states, (layers, H).
        c: Cell states, (layers, H); LSTM only.
        units: Which units to change; ``None`` means all.
    """

    token: int
    h: Reals
    c: Reals | None = None
    units: Units = None


Intervention = Clamp | Ablate | Patch


@dataclass(frozen=True, slots=True)
class Edits:
    """The interventions on one layer: at (name, token), which units get which values."""

    places: dict[tuple[str, int], list[tuple[Integers, Reals]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.places)

    def apply(self, t: int, **values: Reals) -> None:
        """Set the edited units of each named value, (B, H), in place."""
        for name, value in values.items():
            for units, new in self.places.get((name, t), ()):
                value[:, units] = new

    def blocked(self, t: int, name: str, derivative: Reals) -> Reals:
        """Return the derivative, (B, H), without what flows back through a value that was set."""
        for units, _ in self.places.get((name, t), ()):
            derivative = derivative.copy()
            derivative[:, units] = 0
        return derivative

    def block_all(self, name: str, derivatives: Reals) -> None:
        """Do the same in place for all tokens at once, (T, B, H)."""
        for (edited, t), changes in self.places.items():
            if edited == name:
                for units, _ in changes:
                    derivatives[t][:, units] = 0


NO_EDITS = Edits()


def edits_of_layers(
    interventions: Sequence[Intervention],
    names: tuple[str, ...],
    layers: int,
    hidden: int,
    first: int,
    tokens: int,
    total: int | None = None,
) -> tuple[Edits, ...]:
    """Return for each layer what the interventions change from token ``first`` on.

    Args:
        interventions: In the order in which they are made; the last one wins.
        names: The values that the cell has.
        layers: Number of layers.
        hidden: H, units in each.
        first: Index of the first token of this piece of the text.
        tokens: T, tokens in this piece; the edits count from 0 within it.
        total: Tokens in the whole text, if this is a piece of it.

    Raises:
        InputError: If a gate, token or unit does not exist.
    """
    edits = tuple(Edits({}) for _ in range(layers))
    length = first + tokens if total is None else total
    piece = range(first, first + tokens)
    for intervention in interventions:
        units = _units(intervention.units, layers * hidden)
        for name, t, values in _settings(intervention, names, layers * hidden, piece, length):
            if t in piece:
                for layer, edit in enumerate(edits):
                    mine = units[units // hidden == layer]
                    if mine.size:
                        place = edit.places.setdefault((name, t - first), [])
                        place.append((mine % hidden, values[mine]))
    return edits


def _settings(
    intervention: Intervention, names: tuple[str, ...], units: int, piece: range, length: int
) -> Iterable[tuple[str, int, Reals]]:
    """Yield (name, token, values of all units) of one intervention."""
    states = [name for name in ("c", "h") if name in names]
    if isinstance(intervention, Clamp):
        if intervention.gate not in names:
            raise InputError(
                f"This network has no value named {intervention.gate}; it has {', '.join(names)}."
            )
        values = np.full(units, intervention.value)
        tokens = intervention.tokens
        for t in piece if tokens is None else _tokens(tokens, length):
            yield intervention.gate, t, values
    elif isinstance(intervention, Ablate):
        for t in piece:
            for name in states:
                yield name, t, np.zeros(units)
    else:
        (t,) = _tokens((intervention.token,), length)
        for name in states:
            yield name, t, _patched(intervention, name, units)


def _patched(patch: Patch, name: str, units: int) -> Reals:
    state = patch.c if name == "c" else patch.h
    if state is None or state.size != units:
        raise InputError(
            f"The patch does not fit: it needs {units} values of {name}, one for each unit; "
            "take it from the same network."
        )
    return state.reshape(-1)


def _tokens(tokens: tuple[int, ...], length: int) -> tuple[int, ...]:
    for t in tokens:
        if not 0 <= t < length:
            raise InputError(f"There is no token {t}; the text has tokens 0 to {length - 1}.")
    return tokens


def _units(units: Units, count: int) -> Integers:
    if units is None:
        return np.arange(count)
    for unit in units:
        if not 0 <= unit < count:
            raise InputError(f"There is no unit {unit}; the network has units 0 to {count - 1}.")
    return np.array(units, dtype=np.int64)
