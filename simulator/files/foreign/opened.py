"""Opening somebody else's network: the weights, the words, and what is known of them."""

from dataclasses import dataclass
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.engine.recurrent import RecurrentModel
from simulator.files.foreign.contents import Contents, stem_of
from simulator.files.foreign.ends import find_ends, model_of
from simulator.files.foreign.formats import read_contents
from simulator.files.foreign.proof import Proof, prove
from simulator.files.foreign.stacks import Stack, choose_stack, find_stacks
from simulator.files.foreign.words import Words, find_answers, find_words
from simulator.simulation.memory_reader import TensorRow


@dataclass(frozen=True, slots=True, eq=False)
class OpenedModel:
    """A network of somebody else's, ready to read.

    Attributes:
        name: What it is called: the file's name, and the part of it if there are several.
        model: The network.
        vocabulary: The word of each row of its embedding.
        answers: The word of each of its outputs.
        proof: How the order of its gates is known.
        notes: What else somebody should know, a sentence each, without a full stop.
        tensors: What became of each tensor of the file.
    """

    name: str
    model: RecurrentModel
    vocabulary: tuple[str, ...]
    answers: tuple[str, ...]
    proof: Proof
    notes: tuple[str, ...]
    tensors: tuple[TensorRow, ...]

    @property
    def summary(self) -> str:
        """All that is known of it, in one paragraph."""
        return " ".join([self.proof.sentence, *(f"{n[:1].upper()}{n[1:]}." for n in self.notes)])


def open_model(
    path: Path,
    vocabulary_path: Path | None = None,
    part: str | None = None,
) -> OpenedModel:
    """Open the weights of a recurrent network that somebody else trained.

    Args:
        path: safetensors, ``.npz``, ONNX, ``.keras`` or HDF5; by what it holds, not by its name.
        vocabulary_path: Its words; if not given, those that the weights carry or that lie beside
            them (``NAME.vocab.json``, ``vocab.txt`` …), else the numbers of its rows.
        part: Which network, if the file holds several.

    Raises:
        InputError: If it cannot be used: one sentence with the tensor, the place and the remedy;
            a ``PickleError`` for a pickle, a ``PartsError`` if several networks are in it.
    """
    return open_contents(read_contents(path), path, vocabulary_path, part)


def open_contents(
    contents: Contents, path: Path, vocabulary_path: Path | None = None, part: str | None = None
) -> OpenedModel:
    """Open weights that were read already; see ``open_model``."""
    stacks = find_stacks(contents)
    stack = choose_stack(contents.name, stacks, part)
    others = [other for other in stacks if other is not stack]
    found = find_words(contents, path, vocabulary_path)
    ends = find_ends(contents, stack, others, None if found is None else len(found.words))
    proof = prove(contents, path, stack, ends)
    model = model_of(stack, ends, proof.order)
    words = found or Words(
        tuple(map(str, range(model.vocabulary_size))),
        "there is no vocabulary, so its words are the numbers of its rows",
    )
    answers = _answers(contents, model, words)
    tensors = _rows(contents, stack, ends.sources, proof.order)
    unused = [row.name for row in tensors if row.became == UNUSED]
    notes = [words.where, *ends.notes, *contents.notes]
    notes += () if proof.proved else contents.assumptions
    if stack.assumed and not proof.proved:
        names = ", ".join(dict.fromkeys(layer.part.rstrip("./_:") for layer in stack.layers))
        notes.append(f"that {names} feed one another is assumed from their names and shapes")
    if unused:
        names = ", ".join(unused[:3]) + (" …" if len(unused) > 3 else "")
        notes.append(
            f"{len(unused)} of {len(tensors)} tensors are not used ({names}): what they do is not "
            "computed"
        )
    name = f"{stem_of(path)} {stack.name}" if others else stem_of(path)
    return OpenedModel(name, model, words.words, answers, proof, tuple(notes), tensors)


UNUSED = "not used"
"""What is said of a tensor that plays no part."""


def _answers(contents: Contents, model: RecurrentModel, words: Words) -> tuple[str, ...]:
    found = find_answers(contents)
    if found is not None and len(found.words) != model.outputs:
        raise InputError(
            f"{contents.name}: there are {len(found.words):,} words for answers, but the output "
            f"layer has {model.outputs:,} rows; give a word for each."
        )
    if found is not None:
        return found.words
    if model.outputs == model.vocabulary_size:
        return words.words
    return tuple(f"answer {k}" for k in range(model.outputs))


def _rows(
    contents: Contents, stack: Stack, ends: dict[str, str], order: str
) -> tuple[TensorRow, ...]:
    """Return what became of each tensor: from the words to the answers, then what is beside."""
    became = {name: text for name, text in ends.items() if text.startswith("embedding")}
    for number, layer in enumerate(stack.layers):
        for source in layer.sources:
            became[source.name] = layer.became(source, number, order)
    became |= ends
    beside = [name for name in contents.arrays if name not in became]
    for name in sorted(beside, key=lambda name: not name.startswith("reference_")):
        became[name] = "reference, for the proof" if name.startswith("reference_") else UNUSED
    return tuple(TensorRow(name, contents.arrays[name].shape, became[name]) for name in became)
