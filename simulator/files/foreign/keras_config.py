"""What the configuration of a Keras model says: which layers feed which, and how they compute."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.engine.errors import InputError

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU")

PASSING = (
    *("Dropout", "SpatialDropout1D", "InputLayer", "Activation", "Masking", "GaussianNoise"),
    *("ActivityRegularization", "Identity"),
)
"""Layers between two recurrent ones that change nothing when a trained network reads."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a configuration says.

    Attributes:
        sequences: Names of recurrent layers that feed one another, the lowest first.
        notes: What somebody should know.
    """

    sequences: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def described(file: str, config: Any) -> Described:
    """Return what a configuration says.

    Raises:
        InputError: If a recurrent layer computes what Chainrule does not.
    """
    layers = list(_layers(config))
    for layer in layers:
        _check(file, *layer)
    before = _before(config, [name for name, _, _ in layers])
    kinds = {name: kind for name, kind, _ in layers}
    below = {
        name: _recurrent_below(file, name, before, kinds)
        for name, kind, _ in layers
        if kind in RECURRENT
    }
    masks = [name for name, kind, inner in layers if kind == "Embedding" and inner.get("mask_zero")]
    notes = [f"{name} masks word 0: Keras skips it, Chainrule reads it as a word" for name in masks]
    return Described(tuple(_sequences(below)), tuple(notes))


def _layers(config: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, class and settings of every layer, those of nested models too."""
    for entry, settings in _entries(config):
        if isinstance(settings.get("layers"), list):
            yield from _layers(entry)
        else:
            yield str(settings.get("name", "")), str(entry.get("class_name", "")), settings


def _entries(config: Any) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the entries of the layers of one model, each with its settings."""
    inner = config.get("config") if isinstance(config, dict) else None
    entries = inner.get("layers") if isinstance(inner, dict) else inner  # old Sequential: a list
    found = entries if isinstance(entries, list) else []
    dicts = (entry for entry in found if isinstance(entry, dict))
    return [(e, e["config"]) for e in dicts if isinstance(e.get("config"), dict)]


def _check(file: str, name: str, kind: str, settings: dict[str, Any]) -> None:
    if kind == "Bidirectional":
        raise InputError(
            f"{file} is bidirectional ({name}): it has read the end before it answers at any word; "
            "train one without Bidirectional."
        )
    if kind not in RECURRENT:
        return
    wanted = {"activation": "tanh", "recurrent_activation": "sigmoid"}
    for setting, usual in wanted.items():
        given = settings.get(setting, usual)
        if isinstance(given, dict):  # a function that was passed as such
            given = given.get("config")
        if given != usual:
            raise InputError(
                f"{file}: {name} has {setting}={given!r:.60}; Chainrule computes {usual}."
            )
    if settings.get("go_backwards"):
        raise InputError(f"{file}: {name} reads backward (go_backwards=True); train one forward.")
    if kind == "GRU" and settings.get("reset_after", True) is False:
        raise InputError(
            f"{file}: {name} resets its state before the product (reset_after=False), which "
            "Chainrule's GRU does not; train one with reset_after=True, Keras' default."
        )


def _before(config: Any, names: list[str]) -> dict[str, str]:
    """Return for each layer the one that it reads: as the graph says, or the one before."""
    entries = _entries(config)
    if not any(entry.get("inbound_nodes") for entry, _ in entries):
        return dict(zip(names[1:], names, strict=False))
    graph = {}
    for entry, settings in entries:
        first = next(_names_in(entry.get("inbound_nodes"), set(names)), None)
        if first is not None:
            graph[str(settings.get("name", ""))] = first
    return graph


def _names_in(nodes: Any, names: set[str]) -> Iterator[str]:
    """Yield the layers that a node names, the input of the sequence first."""
    if isinstance(nodes, str) and nodes in names:
        yield nodes
    elif isinstance(nodes, dict):
        keys = [key for key in ("args", "config", "keras_history") if key in nodes]
        for key in keys:
            yield from _names_in(nodes[key], names)
    elif isinstance(nodes, list):
        for node in nodes:
            yield from _names_in(node, names)


def _recurrent_below(
    file: str, name: str, before: dict[str, str], kinds: dict[str, str]
) -> str | None:
    """Return the recurrent layer that feeds this one; None if words or features do."""
    between: list[str] = []
    here = before.get(name)
    for _ in kinds:
        if here is None or kinds.get(here) == "Embedding":
            return None
        if kinds.get(here) in RECURRENT:
            if between:
                raise InputError(
                    f"{file}: between {here} and {name} stands {between[0]}, which Chainrule does "
                    "not compute; it shows recurrent layers that read one another."
                )
            return here
        if kinds.get(here) not in PASSING:
            between.append(f"{here} ({kinds.get(here)})")
        here = before.get(here)
    return None


def _sequences(below: dict[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Yield rows of layers, from those that nothing recurrent feeds to the top."""
    for name, first in below.items():
        if first is not None:
            continue
        row = [name]
        while True:
            above = [n for n, b in below.items() if b == row[-1] and n not in row]
            if not above:
                break
            row.append(above[0])
        yield tuple(row)
