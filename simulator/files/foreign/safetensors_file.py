"""Reading safetensors: the header is checked against the file before a byte of data is used."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import Arrays, Contents, bytes_of, float32_of_bfloat16

TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "<u1",
    "BOOL": "|b1",
}
"""NumPy's names for the types of safetensors; float8 and others are refused."""

LONGEST_HEADER = 100_000_000
"""Bytes, the limit that the format itself has."""


def read_safetensors(path: Path) -> Contents:
    """Return the arrays and the metadata of a file.

    Raises:
        InputError: If the file is cut off, or its header says what is not true.
    """
    header, start = _header(path)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise InputError(f"{path.name}: the metadata hold something else than text; {_AGAIN}.")
    data = path.stat().st_size - start
    for name, entry in header.items():
        _check_entry(path.name, name, entry, data)
    try:
        with safe_open(path, framework="numpy"):
            pass  # the library's own check, of gaps and overlaps between tensors
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path.name}: the header is wrong ({error}); {_AGAIN}.") from error
    return Contents(path.name, _arrays(path, header, start), metadata)


_AGAIN = "write the file again"


def _header(path: Path) -> tuple[dict[str, Any], int]:
    size = path.stat().st_size
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if size < 8 or 8 + length > size:
            promised = f"{8 + length:,}" if size >= 8 else "8"
            raise InputError(
                f"{path.name} is cut off or no safetensors file: its header ends at byte "
                f"{promised}, but the file has {size:,}; copy it again."
            )
        if length > LONGEST_HEADER:
            raise InputError(f"{path.name}: a header of {length:,} bytes is too long; {_AGAIN}.")
        text = stream.read(length)
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path.name}: the header is no JSON object ({error}), so it is no safetensors file; "
            f"{_AGAIN}."
        ) from error
    if not isinstance(header, dict):
        raise InputError(f"{path.name}: the header is no JSON object; {_AGAIN}.")
    return header, 8 + length


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def _check_entry(file: str, name: str, entry: Any, data: int) -> None:
    """Check that one tensor lies in the file and is as long as its shape says."""
    place = f"{file}: the header's entry for {name}"
    if not isinstance(entry, dict) or not {"dtype", "shape", "data_offsets"} <= entry.keys():
        raise InputError(f"{place} lacks dtype, shape or data_offsets; {_AGAIN}.")
    shape, offsets = entry["shape"], entry["data_offsets"]
    if not _whole_numbers(shape) or not _whole_numbers(offsets) or len(offsets) != 2:
        raise InputError(f"{place} has a shape or data_offsets that are no counts; {_AGAIN}.")
    if entry["dtype"] not in TYPES:
        raise InputError(
            f"{place} has the type {entry['dtype']}, which is not read; convert it to float32."
        )
    begin, end = offsets
    if end > data:
        raise InputError(
            f"{file} is cut off: {name} ends at byte {end:,} of the data, but there are only "
            f"{data:,}; copy the file again."
        )
    needed = bytes_of(tuple(shape), np.dtype(TYPES[entry["dtype"]]).itemsize)
    if end - begin != needed:
        raise InputError(
            f"{place} says {tuple(shape)} of {entry['dtype']}, which is {needed:,} bytes, but "
            f"gives it {end - begin:,}; {_AGAIN}."
        )


def _whole_numbers(values: Any) -> bool:
    # A bool is an int for Python, but no count.
    return isinstance(values, list) and all(type(v) is int and v >= 0 for v in values)


def _arrays(path: Path, header: dict[str, Any], start: int) -> Arrays:
    """Return copies of all arrays, aligned, and independent of the file."""
    arrays: Arrays = {}
    with path.open("rb") as stream:
        for name, entry in header.items():
            dtype = np.dtype(TYPES[entry["dtype"]])
            stream.seek(start + entry["data_offsets"][0])
            flat: NDArray[Any] = np.fromfile(stream, dtype, math.prod(entry["shape"]))
            if entry["dtype"] == "BF16":
                flat = float32_of_bfloat16(flat)
            arrays[name] = flat.reshape(entry["shape"])
    return arrays
