"""Networks ready to read: those that ship with the app, and files from somebody else."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.files.foreign.formats import read_contents
from simulator.files.foreign.opened import open_contents
from simulator.files.foreign.words import check_once, read_words
from simulator.files.weights import FORMAT, SavedModel, read_model
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
    origin = saved.notes.get("summary", "Trained by Chainrule.")
    return Reader(name, saved.model, vocabulary_of(saved.vocabulary, name), saved.answers, origin)


def vocabulary_of(words: tuple[str, ...], name: str) -> Vocabulary:
    """Return a vocabulary.

    Raises:
        InputError: If a word stands twice in it, naming the first.
    """
    return Vocabulary(check_once(name, words))


def open_reader(weights: Path, vocabulary: Path | None = None, part: str | None = None) -> Reader:
    """Return the network in a file, whoever wrote it.

    Args:
        weights: safetensors, ``.npz``, ONNX, ``.keras`` or HDF5.
        vocabulary: Its words; if not given, those that the weights carry or that lie beside them.
        part: Which network, if the file holds several.

    Raises:
        InputError: If the file cannot be used; one sentence says why. See ``open_model``.
    """
    contents = read_contents(weights)
    if contents.texts.get("format") == FORMAT:
        return _open_ours(weights, vocabulary)
    opened = open_contents(contents, weights, vocabulary, part)
    words = vocabulary_of(opened.vocabulary, opened.name)
    return Reader(opened.name, opened.model, words, opened.answers, opened.summary, opened.tensors)


def _open_ours(weights: Path, vocabulary: Path | None) -> Reader:
    saved = read_model(weights)
    if vocabulary is not None:
        words = read_words(vocabulary).words
        if len(words) != saved.model.vocabulary_size:
            raise InputError(
                f"{vocabulary.name} has {len(words):,} words, but {weights.name} has "
                f"{saved.model.vocabulary_size:,} rows for them; leave --vocabulary out, the file "
                "carries its own."
            )
        saved = replace(saved, vocabulary=words)
    return reader_of(saved, weights.stem)
