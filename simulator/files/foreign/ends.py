"""The embedding and the output layer, recognised by shape: a row for each word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.arrays import Reals
from simulator.engine.errors import InputError
from simulator.engine.recurrent import RecurrentModel
from simulator.files.foreign.contents import Contents
from simulator.files.foreign.layers import numbers
from simulator.files.foreign.stacks import Stack

ONE_HOT_LIMIT = 5000
"""Words that are read one-hot at most: the square of their number is held in memory."""

_EMBEDDING = re.compile(r"emb|lookup|wte|word_vec|one_hot", re.IGNORECASE)
_HEAD = re.compile(
    r"head|out|fc|linear|dense|decod|proj|logit|classif|softmax|pred|hidden2", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A matrix of the file that may stand at one of the ends.

    Attributes:
        name: As in the file.
        weight: (rows, columns), a row for each word or answer.
        bias: The name of the bias beside it.
        leaning: More than 0 for an embedding, less for an output layer, as far as names say.
    """

    name: str
    weight: Reals
    bias: str | None
    leaning: int

    @property
    def rows(self) -> int:
        """Words or answers."""
        return int(self.weight.shape[0])

    @property
    def columns(self) -> int:
        """Features or units."""
        return int(self.weight.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """What stands before and behind the recurrent layers.

    Attributes:
        embedding: A row for each word, (V, features).
        weight: Of the output layer, (answers, H); no rows if there is none.
        bias: (answers,).
        sources: What each of their tensors became, by name.
        notes: What somebody should know of them.
    """

    embedding: Reals
    weight: Reals
    bias: Reals
    sources: dict[str, str]
    notes: tuple[str, ...] = ()


def find_ends(contents: Contents, stack: Stack, others: Sequence[Stack], words: int | None) -> Ends:
    """Return the embedding and the output layer of a network.

    Args:
        contents: The file.
        stack: The network.
        others: The other networks in the file, whose tensors are not looked at.
        words: Number of words of the vocabulary, if it is known.

    Raises:
        InputError: If the words have no row each.
    """
    features, units = stack.layers[0].features, stack.layers[-1].units
    matrices = _matrices(contents, stack, others)
    embedding = _embedding(matrices, features, units, words)
    sources: dict[str, str] = {}
    if embedding is None:
        table = _one_hot(contents.name, features, words, matrices, units)
        notes = [f"words enter one-hot: each of the {features} inputs is a word"]
    else:
        table = numbers(contents.name, embedding.name, embedding.weight)
        _check_rows(contents.name, embedding, words)
        sources[embedding.name] = f"embedding: a row for each of the {embedding.rows:,} words"
        notes = []
    rest = [matrix for matrix in matrices if matrix is not embedding]
    head = _head(rest, units, len(table), alone=not others)
    if head is None and embedding is not None and embedding.columns == units:
        head = _tied(contents, embedding, rest)
    if head is None:
        notes.append("no output layer was found, so there are states without answers")
        return Ends(table, np.zeros((0, units), table.dtype), np.zeros(0), sources, tuple(notes))
    weight = numbers(contents.name, head.name, head.weight)
    if head.name in sources:
        sources[head.name] += ", and the output layer, whose weights are tied to it"
    else:
        sources[head.name] = f"output layer: a row for each of the {head.rows:,} answers"
    bias: Reals = np.zeros(head.rows, weight.dtype)
    if head.bias is not None:
        bias = numbers(contents.name, head.bias, contents.arrays[head.bias])
        sources[head.bias] = "bias of the output layer"
    return Ends(table, weight, bias, sources, tuple(notes))


def model_of(stack: Stack, ends: Ends, order: str) -> RecurrentModel:
    """Return the network, if its gates stand in an order; in double precision if all of it is."""
    matrices = [ends.embedding, *(layer.weight_hh for layer in stack.layers)]
    double = all(matrix.dtype == np.float64 for matrix in matrices)
    dtype = np.dtype(np.float64 if double else np.float32)
    return RecurrentModel(
        stack.layers[0].kind,
        ends.embedding.astype(dtype),
        tuple(layer.layer(order, dtype) for layer in stack.layers),
        ends.weight.astype(dtype),
        ends.bias.astype(dtype),
    )


def _matrices(contents: Contents, stack: Stack, others: Sequence[Stack]) -> list[Matrix]:
    """Return the matrices that belong to no recurrent layer, and not to another network."""
    taken = stack.tensors.union(*(other.tensors for other in others))
    found = []
    for name, array in contents.arrays.items():
        use = contents.uses.get(name)
        if name in taken or name.startswith("reference_") or array.ndim != 2 or not array.size:
            continue
        if any(_likeness(name, other.name) > _likeness(name, stack.name) for other in others):
            continue
        kernel = use == "head transposed" or bool(re.search(r"(^|[^A-Za-z])kernel(:0)?$", name))
        weight = array.T if kernel else array
        bias = _bias_beside(contents, name, len(weight), taken)
        found.append(Matrix(name, weight, bias, _leaning(name, use, kernel or bias is not None)))
    return found


def _leaning(name: str, use: str | None, surely_head: bool) -> int:
    if use == "embedding":
        return 3
    if use in ("head", "head transposed") or surely_head:
        return -3
    return 1 if _EMBEDDING.search(name) else -1 if _HEAD.search(name) else 0


def _likeness(name: str, part: str) -> int:
    """Return how many characters two names have in common at their start."""
    pairs = zip(name, part, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(name), len(part)))


def _bias_beside(contents: Contents, name: str, rows: int, taken: set[str]) -> str | None:
    """Return the name of the bias that belongs to a matrix."""
    stated = [bias for bias, use in contents.uses.items() if use == "head bias"]
    if contents.uses.get(name) in ("head", "head transposed") and stated:
        return stated[0] if contents.arrays[stated[0]].shape == (rows,) else None
    for end, other in (("weight", "bias"), ("kernel", "bias"), ("W", "b"), ("w", "b")):
        plain, colon, number = name.partition(":")
        bias = plain.removesuffix(end) + other + colon + number
        if plain.endswith(end) and bias in contents.arrays and bias not in taken:
            return bias if contents.arrays[bias].shape == (rows,) else None
    return None


def _embedding(
    matrices: Sequence[Matrix], features: int, units: int, words: int | None
) -> Matrix | None:
    fitting = [m for m in matrices if m.columns == features and m.leaning > -3]
    if features == units and len(fitting) == 1 and fitting[0].leaning < 0 and features == words:
        return None  # one-hot words and an output layer without a bias
    fitting.sort(key=lambda m: (m.rows == words, m.leaning, m.rows), reverse=True)
    return fitting[0] if fitting else None


def _head(matrices: Sequence[Matrix], units: int, words: int, alone: bool) -> Matrix | None:
    """Return the output layer: a row for each word, or, if no other is there, for each answer.

    A matrix that another one reads from is a hidden layer, behind which a function stands that
    the file does not tell; so there is no output layer then.
    """
    fitting = [m for m in matrices if m.columns == units and m.leaning < 1]
    fitting.sort(key=lambda m: (m.rows == words, -m.leaning), reverse=True)
    if not fitting or (fitting[0].rows != words and not alone):
        return None
    best = fitting[0]
    read_on = any(m.columns == best.rows for m in matrices if m is not best)
    return None if read_on and best.rows != words else best


def _tied(contents: Contents, embedding: Matrix, rest: Sequence[Matrix]) -> Matrix | None:
    """Return the embedding as the output layer, if a bias with a number for each word is left."""
    used = {matrix.bias for matrix in rest}
    for name, array in contents.arrays.items():
        if array.shape == (embedding.rows,) and name not in used and re.search(r"bias|_b$", name):
            return Matrix(embedding.name, embedding.weight, name, -1)
    return None


def _one_hot(
    file: str, features: int, words: int | None, matrices: Sequence[Matrix], units: int
) -> Reals:
    answers = {matrix.rows for matrix in matrices if matrix.columns == units}
    if features != words and (words is not None or features not in answers):
        given = "" if words is None else f", and the vocabulary has {words:,} words"
        raise InputError(
            f"{file} has no embedding: no matrix has {features:,} columns, the features that the "
            f"network reads{given}; add the embedding, or, if words enter one-hot, give a "
            f"vocabulary of {features:,} words."
        )
    if features > ONE_HOT_LIMIT:
        raise InputError(
            f"{file} reads {features:,} words one-hot; at most {ONE_HOT_LIMIT:,} fit into memory, "
            "so write the first layer's weights of each word as an embedding."
        )
    return np.eye(features, dtype=np.float32)


def _check_rows(file: str, embedding: Matrix, words: int | None) -> None:
    if words is not None and words != embedding.rows:
        raise InputError(
            f"{file}: the vocabulary has {words:,} words, but {embedding.name} has "
            f"{embedding.rows:,} rows; give the vocabulary that the network was trained with."
        )
