"""Networks ready to read: those that ship with the app, and files from somebody else."""

from functools import cache
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.files.weights import SavedModel, read_model
from simulator.simulation.memory_reader import Reader
from simulator.simulation.vocabulary import Vocabulary

DEFAULT = "lstm"
"""The network that the lab opens with."""


def shipped_names() -> tuple[str, ...]:
    """Return the names of the networks that ship with the app, the default one first."""
    names = sorted(path.stem for path in asset("models").glob("*.safetensors"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT))


@cache
def shipped_reader(name: str) -> Reader:
    """Return a network that ships with the app.

    Raises:
        InputError: If none has that name.
    """
    if name not in shipped_names():
        known = ", ".join(shipped_names()) or "none"
        raise InputError(f"There is no shipped model {name}; there are: {known}.")
    path = asset("models", f"{name}.safetensors")
    return reader_of(read_model(path), name)


def reader_of(saved: SavedModel, name: str) -> Reader:
    """Return the network of a file of ours, with its words.

    Raises:
        InputError: If a word stands twice in its vocabulary.
    """
    origin = saved.notes.get("summary", "trained by Chainrule")
    return Reader(name, saved.model, vocabulary_of(saved.vocabulary, name), saved.answers, origin)


def vocabulary_of(words: tuple[str, ...], name: str) -> Vocabulary:
    """Return a vocabulary.

    Raises:
        InputError: If a word stands twice in it, naming the first.
    """
    if len(set(words)) != len(words):
        first = next(word for k, word in enumerate(words) if word in words[:k])
        places = [k for k, word in enumerate(words) if word == first]
        raise InputError(
            f"{name}: the word “{first}” stands twice in the vocabulary, at {places[0]} and "
            f"{places[1]}; give every word once."
        )
    return Vocabulary(words)


def open_reader(weights: Path, vocabulary: Path | None = None) -> Reader:
    """Return the network in a file.

    Args:
        weights: A safetensors or ``.npz`` file.
        vocabulary: Its words; needed if the weights do not carry them.

    Raises:
        InputError: If the file cannot be used; one sentence says why.
    """
    return reader_of(read_model(weights), weights.stem)
