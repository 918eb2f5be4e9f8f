"""Reading Keras' files: arrays and the description of the layers; Keras itself is not run."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import LIMIT, ZIP_ERRORS, Arrays, Contents, Use, bytes_of
from simulator.files.foreign.keras_config import described

CELL_VARIABLES = ("kernel", "recurrent_kernel", "bias")
"""What Keras 3 calls 0, 1 and 2 in a recurrent cell."""

OPTIMIZER = ("optimizer", "optimizer_weights", "_optimizer")

OLD = (2, 3)
"""Before this version an LSTM used hard_sigmoid unless told otherwise."""


def read_keras(path: Path) -> Contents:
    """Return the weights in a ``.keras`` archive, and what its configuration says.

    Raises:
        InputError: If h5py is missing, or the archive cannot be used.
    """
    try:
        with ZipFile(path) as archive:
            size = sum(info.file_size for info in archive.infolist())
            if size > LIMIT:
                raise InputError(
                    f"{path.name} unpacks to {size / 2**30:,.1f} GB; too much to open."
                )
            config = archive.read("config.json")
            weights = archive.read("model.weights.h5")
    except ZIP_ERRORS as error:
        raise InputError(f"{path.name} is damaged ({error}); write it again.") from error
    return _contents(path.name, io.BytesIO(weights), config)


def read_hdf5(path: Path) -> Contents:
    """Return the weights in an HDF5 file of Keras: a whole model, or weights alone.

    Raises:
        InputError: If h5py is missing, or the file cannot be used.
    """
    return _contents(path.name, path, None)


def _contents(file: str, source: Path | io.BytesIO, config: bytes | str | None) -> Contents:
    h5py = _h5py(file)
    try:
        with h5py.File(source, "r") as root:
            config = config or root.attrs.get("model_config")
            version = _text(root.attrs.get("keras_version", ""))
            found = _held(file, _datasets(file, h5py, root))
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{file} is damaged HDF5 ({error}); write it again.") from error
    layers = None if config is None else described(file, _json(file, config))
    arrays: Arrays = {}
    uses: dict[str, Use] = {}
    # Weights alone do not say what feeds what; then the numbers behind Keras' own names must do.
    given = {path: name for path, name in found.items() if isinstance(name, str) and layers}
    variables = {path: array for path, array in found.items() if not isinstance(array, str)}
    for layer, variable, array in _named(variables, given):
        name = f"{layer}/{variable}"
        arrays[name] = array
        if variable == "embeddings":
            uses[name] = "embedding"
        elif variable == "kernel":
            uses[name] = "head transposed"
    if layers is not None:
        return Contents(file, arrays, {}, uses, layers.sequences, layers.notes)
    assumed = _assumptions("" if _all_cudnn(arrays) else version)
    return Contents(file, arrays, {}, uses, assumptions=assumed)


def _assumptions(version: str) -> tuple[str, ...]:
    """Return what is taken for granted of weights that come without a configuration."""
    said = ["the file does not tell the activations: tanh and sigmoid, Keras' own, are assumed"]
    numbers = version.split(".")[:2]
    if len(numbers) == 2 and all(n.isdigit() for n in numbers) and tuple(map(int, numbers)) < OLD:
        said.append(
            f"it was written by Keras {version}, whose LSTM and GRU used hard_sigmoid unless told "
            "otherwise: then the gates here are not quite its own"
        )
    return tuple(said)


def _all_cudnn(arrays: Arrays) -> bool:
    """Return whether cuDNN wrote every layer, with its two biases; its gates are σ always."""
    parts = [name.removesuffix("recurrent_kernel") for name in arrays if "recurrent_k" in name]
    biases = [arrays.get(f"{part}bias") for part in parts]
    columns = [arrays[f"{part}recurrent_kernel"].shape[-1:] for part in parts]
    pairs = zip(biases, columns, strict=True)
    return all(b is not None and b.ndim == 1 and b.shape != wide for b, wide in pairs)


def _held(file: str, pairs: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    """Return all pairs, unless small data unpack to more than memory holds."""
    found: dict[str, Any] = {}
    size = 0
    for name, value in pairs:
        found[name] = value
        size += 0 if isinstance(value, str) else value.nbytes
        if size > LIMIT:
            raise InputError(f"{file} unpacks to more than {LIMIT >> 30} GB; too much to open.")
    return found


def _datasets(file: str, h5py: Any, group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the arrays of a group by path, and after ``vars`` the name Keras gave the layer."""
    for key in group:
        if not isinstance(group.get(key, getlink=True), h5py.HardLink):
            raise InputError(
                f"{file}: {path}{key} is a link, maybe to another file; write the weights anew."
            )
        value, name = group[key], f"{path}{key}"
        if isinstance(value, h5py.Dataset):
            yield name, _array(file, name, value)
        elif not (path == "" and key in OPTIMIZER):
            if key == "vars" and "name" in value.attrs:
                yield f"{name}/", _text(value.attrs["name"])
            yield from _datasets(file, h5py, value, f"{name}/")


def _array(file: str, name: str, dataset: Any) -> NDArray[Any]:
    if dataset.external or dataset.is_virtual:
        raise InputError(f"{file}: {name} lies in another file; write the weights into one.")
    if dataset.dtype.kind not in "fiub" or dataset.shape is None:
        raise InputError(f"{file}: {name} holds {dataset.dtype}, not numbers.")
    if bytes_of(dataset.shape, dataset.dtype.itemsize) > LIMIT:
        raise InputError(f"{file}: {name} says {dataset.shape}, more than can be opened.")
    return np.asarray(dataset)


def _named(found: Arrays, given: dict[str, str]) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """Yield layer, variable and array, in the names of Keras 2 (``lstm``, ``kernel``)."""
    for path, value in found.items():
        parts = path.split("/")
        if len(parts) > 1 and parts[-2] == "vars" and parts[-1].isdigit():
            yield _of_keras_3(found, given, parts)
        else:
            # model_weights/lstm/sequential/lstm/lstm_cell/kernel:0: the layer comes first.
            inner = parts[1:] if parts[0] == "model_weights" else parts
            middle = "/".join(part for part in inner[1:-1] if part not in ("", inner[0]))
            nested = "backward" in middle or "forward" in middle
            layer = f"{inner[0]}/{middle}" if nested else inner[0]
            yield layer, inner[-1].removesuffix(":0"), value


def _of_keras_3(
    found: Arrays, given: dict[str, str], parts: list[str]
) -> tuple[str, str, NDArray[Any]]:
    owner, number, value = parts[:-2], int(parts[-1]), found["/".join(parts)]
    in_cell = owner[-1:] == ["cell"]
    if in_cell:
        owner = owner[:-1]
    name = given.get("/".join([*owner, "vars", ""]), owner[-1] if owner else "model")
    nested = [part for part in owner if "forward" in part or "backward" in part]
    layer = "/".join([*nested, name])
    if in_cell and number < len(CELL_VARIABLES):
        return layer, CELL_VARIABLES[number], value
    folder = "/".join(parts[:-1])
    bias = found.get(f"{folder}/1")
    if value.ndim == 2 and bias is not None and bias.shape == value.shape[1:]:
        return layer, "kernel", value
    if number == 1 and value.ndim == 1 and found[f"{folder}/0"].ndim == 2:
        return layer, "bias", value
    if value.ndim == 2 and number == 0 and "embedding" in f"{owner[-1:]}{name}":
        return layer, "embeddings", value
    return layer, f"vars_{number}", value


def _json(file: str, config: bytes | str) -> Any:
    try:
        return json.loads(config)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file}: its configuration is no JSON ({error}).") from error


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _h5py(file: str) -> Any:
    try:
        import h5py
    except ImportError as error:
        raise InputError(
            f"{file} is a Keras file, which needs h5py: pip install 'chainrule[keras]' (with pipx: "
            "pipx inject chainrule h5py)."
        ) from error
    return h5py
