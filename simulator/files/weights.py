"""Trained networks on disk: safetensors or ``.npz``, with PyTorch's names, and never pickle."""

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args
from zipfile import BadZipFile

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError, safe_open

from simulator.engine.arrays import Reals
from simulator.engine.errors import InputError
from simulator.engine.layer import Layer
from simulator.engine.recurrent import CELLS, Kind, RecurrentModel
from simulator.engine.recurrent_trace import check_model
from simulator.files.atomic import write_atomically
from simulator.files.npz import read_npz

FORMAT = "chainrule-1"


@dataclass(frozen=True, slots=True, eq=False)
class SavedModel:
    """A network and the words it knows.

    Attributes:
        model: The network.
        vocabulary: The word of each row of its embedding.
        answers: The word of each of its outputs.
        notes: What else was written with it (seed, corpus …), text by name.
    """

    model: RecurrentModel
    vocabulary: tuple[str, ...]
    answers: tuple[str, ...]
    notes: dict[str, str] = field(default_factory=dict)


def write_model(path: Path, saved: SavedModel) -> None:
    """Write a network to a ``.safetensors`` or ``.npz`` file.

    PyTorch's LSTM reads the tensors as they are: the order of blocks is i, f, g, o (GRU:
    r, z, n), and its second bias is 0 (GRU: but for n).

    Raises:
        InputError: If the file cannot be written.
        ValueError: If the words do not fit the network.
    """
    _check_words(saved, ValueError, "the network")
    tensors = _tensors(saved.model)
    metadata = _metadata(saved)
    if path.suffix == ".npz":
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, metadata=np.array(json.dumps(metadata)), **tensors)
        write_atomically(path, buffer.getvalue())
    else:
        write_atomically(path, safetensors.numpy.save(cast(Any, tensors), metadata))


def read_model(path: Path) -> SavedModel:
    """Read a network that ``write_model`` wrote.

    Raises:
        InputError: If the file is missing, is something else, or does not fit together.
    """
    tensors, metadata = read_tensors(path)
    if metadata.get("format") != FORMAT:
        raise InputError(
            f"{path.name} was not written by Chainrule; open it with its vocabulary "
            "(--weights FILE --vocabulary FILE)."
        )
    try:
        model = _model(tensors, metadata)
        vocabulary, answers = (_words(metadata, name) for name in ("vocabulary", "answers"))
        notes = cast(dict[str, str], json.loads(metadata["notes"]))
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(
            f"{path.name} is damaged ({error}); write it again with chainrule train."
        ) from error
    saved = SavedModel(model, vocabulary, answers, notes)
    _check_shapes(model, path.name)
    _check_words(saved, InputError, path.name)
    check_model(model)
    return saved


def read_tensors(path: Path) -> tuple[dict[str, Reals], dict[str, str]]:
    """Return the arrays of a file by name, and its metadata.

    Raises:
        InputError: If the file cannot be read, or could run code.
    """
    if not path.is_file():
        raise InputError(f"{path} is not there; check the name.")
    try:
        if path.suffix == ".npz":
            return _read_npz(path)
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, file.metadata() or {}
    except (SafetensorError, BadZipFile, OSError, ValueError, TypeError) as error:
        raise InputError(
            f"{path.name} cannot be read as weights; give a .safetensors or .npz file "
            "(in PyTorch: safetensors.torch.save_file(model.state_dict(), 'model.safetensors'))."
        ) from error


def _read_npz(path: Path) -> tuple[dict[str, Reals], dict[str, str]]:
    arrays = read_npz(path)
    metadata = arrays.pop("metadata", None)
    return arrays, {} if metadata is None else json.loads(str(metadata))


def _tensors(model: RecurrentModel) -> dict[str, Reals]:
    tensors = {"embedding.weight": model.embedding}
    for number, layer in enumerate(model.layers):
        tensors[f"weight_ih_l{number}"] = layer.weight_ih
        tensors[f"bias_ih_l{number}"] = layer.bias
        if layer.weight_hh is not None:
            tensors[f"weight_hh_l{number}"] = layer.weight_hh
            second = np.zeros_like(layer.bias)
            if layer.bias_hn is not None:
                second[-layer.bias_hn.size :] = layer.bias_hn
            tensors[f"bias_hh_l{number}"] = second
        if layer.peepholes is not None:
            tensors[f"peepholes_l{number}"] = layer.peepholes
    tensors |= {"output.weight": model.output_weight, "output.bias": model.output_bias}
    return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}


def _metadata(saved: SavedModel) -> dict[str, str]:
    first = saved.model.layers[0]
    return {
        "format": FORMAT,
        "kind": saved.model.kind,
        "window": str(first.window),
        "forget_gate": str(int(first.forget_gate)),
        "vocabulary": json.dumps(saved.vocabulary, ensure_ascii=False),
        "answers": json.dumps(saved.answers, ensure_ascii=False),
        "notes": json.dumps(saved.notes, ensure_ascii=False),
    }


def _model(tensors: dict[str, Reals], metadata: dict[str, str]) -> RecurrentModel:
    kind = metadata["kind"]
    if kind not in get_args(Kind):
        raise ValueError(f"unknown kind {kind}")
    count = sum(name.startswith("weight_ih_l") for name in tensors)
    layers = tuple(_layer(tensors, metadata, kind, number) for number in range(count))
    ends = ("embedding.weight", "output.weight", "output.bias")
    embedding, weight, bias = (tensors[name] for name in ends)
    return RecurrentModel(cast(Kind, kind), embedding, layers, weight, bias)


def _layer(tensors: dict[str, Reals], metadata: dict[str, str], kind: str, number: int) -> Layer:
    weight_ih, bias = tensors[f"weight_ih_l{number}"], tensors[f"bias_ih_l{number}"]
    if kind == "ann":
        return Layer(weight_ih, None, bias, window=int(metadata["window"]) if number == 0 else 1)
    bias, bias_hn = one_bias(kind, bias, tensors[f"bias_hh_l{number}"])
    return Layer(
        weight_ih,
        tensors[f"weight_hh_l{number}"],
        bias,
        bias_hn,
        tensors.get(f"peepholes_l{number}"),
        forget_gate=metadata["forget_gate"] == "1",
    )


def one_bias(kind: str, bias_ih: Reals, bias_hh: Reals) -> tuple[Reals, Reals | None]:
    """Return the one bias that PyTorch's two make, and a GRU's second for its candidate."""
    if kind != "gru":
        return bias_ih + bias_hh, None
    H = bias_ih.size // CELLS["gru"].BLOCKS
    first = bias_hh.copy()
    first[2 * H :] = 0
    return bias_ih + first, bias_hh[2 * H :]


def _words(metadata: dict[str, str], name: str) -> tuple[str, ...]:
    words = json.loads(metadata[name])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"{name} is no list of words")
    return tuple(words)


def _check_words(saved: SavedModel, error: type[ValueError], name: str) -> None:
    model = saved.model
    pairs = (("vocabulary", model.vocabulary_size), ("answers", model.outputs))
    for field_name, rows in pairs:
        words = len(getattr(saved, field_name))
        if words != rows:
            raise error(
                f"{name}: the {field_name} has {words} words, but the weights have {rows} rows "
                "for them; use the vocabulary that the network was trained with."
            )


def _check_shapes(model: RecurrentModel, name: str) -> None:
    """Check that every layer's weights fit the next.

    Raises:
        InputError: Naming the first that does not.
    """
    ends = {"embedding": model.embedding, "output": model.output_weight}
    for part, array in ends.items():
        if array.ndim != 2:
            raise InputError(f"{name}: {part}.weight must have rows and columns.")
    features, H = int(model.embedding.shape[1]), model.hidden_size
    rows = model.cell.BLOCKS * H
    for number, layer in enumerate(model.layers):
        expected = {
            "weight_ih": (rows, features * max(layer.window, 1)),
            "weight_hh": (rows, H),
            "bias": (rows,),
            "bias_hn": (H,),
            "peepholes": (3, H),
        }
        for part, array in layer.arrays().items():
            if array.shape != expected[part]:
                raise InputError(
                    f"{name}: {part}_l{number} has the shape {array.shape}, but "
                    f"{expected[part]} fits the other weights; write the file again."
                )
        features = H
    if not model.layers or model.output_bias.shape != (model.outputs,):
        raise InputError(f"{name}: a layer or the bias of the outputs is missing.")
