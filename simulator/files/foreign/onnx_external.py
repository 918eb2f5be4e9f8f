"""Arrays that ONNX keeps in a file beside the model: read only if it lies in the same folder."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import LIMIT, bytes_of, float32_of_bfloat16


def external_array(onnx: Any, model: Path, tensor: Any) -> NDArray[Any]:
    """Return an array of a model that lies in another file.

    Args:
        onnx: The package.
        model: The model's own file.
        tensor: The tensor's entry in it.

    Raises:
        InputError: If the path leaves the model's folder, or the file is not as the model says.
    """
    said = {entry.key: entry.value for entry in tensor.external_data}
    place = f"{model.name}: {tensor.name}"
    path = _inside(model, said.get("location", ""), place)
    dtype = _dtype(onnx, tensor, place)
    shape = tuple(int(size) for size in tensor.dims)
    needed = bytes_of(shape, dtype.itemsize)
    offset, length = _count(said, "offset", 0, place), _count(said, "length", needed, place)
    if length != needed or min(shape, default=0) < 0 or needed > LIMIT:
        raise InputError(
            f"{place} says {shape} of {dtype}, which is {needed:,} bytes, but gives it {length:,}; "
            "export the model again."
        )
    size = path.stat().st_size
    if offset + length > size:
        raise InputError(
            f"{path.name}, the data of {model.name}, is cut off: {tensor.name} ends at byte "
            f"{offset + length:,}, but the file has {size:,}; copy it again."
        )
    with path.open("rb") as stream:
        stream.seek(offset)
        flat: NDArray[Any] = np.fromfile(stream, dtype, needed // dtype.itemsize)
    if tensor.data_type == onnx.TensorProto.BFLOAT16:
        flat = float32_of_bfloat16(flat)
    return flat.reshape(shape)


def _inside(model: Path, location: str, place: str) -> Path:
    """Return the path of a file in the model's folder; links are followed before it is judged."""
    folder = model.resolve().parent
    path = (folder / location).resolve()
    if not location or "\\" in location or not path.is_relative_to(folder):
        raise InputError(
            f"{place} lies in {location!r}, outside the model's folder, and is not read; put the "
            "data beside the model and export it again."
        )
    if not path.is_file():
        raise InputError(
            f"{place} lies in {location}, which is not there; put it beside the model."
        )
    return path


def _dtype(onnx: Any, tensor: Any, place: str) -> np.dtype[Any]:
    kinds = onnx.TensorProto
    types = {
        kinds.FLOAT: "<f4",
        kinds.DOUBLE: "<f8",
        kinds.FLOAT16: "<f2",
        kinds.BFLOAT16: "<u2",
        kinds.INT64: "<i8",
        kinds.INT32: "<i4",
        kinds.INT8: "<i1",
        kinds.UINT8: "<u1",
    }
    if tensor.data_type not in types:
        raise InputError(f"{place} has a type that is not read; export it in float32.")
    return np.dtype(types[tensor.data_type])


def _count(said: dict[str, str], key: str, otherwise: int, place: str) -> int:
    text = said.get(key, str(otherwise))
    if not text.isdecimal():
        raise InputError(f"{place} has the {key} {text!r}, which is no count; export it again.")
    return int(text)
