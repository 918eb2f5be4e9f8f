"""Reading ``.npz``: each array's header is checked against the archive; nothing is unpickled."""

import json
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import (
    LIMIT,
    ZIP_ERRORS,
    Arrays,
    Contents,
    bytes_of,
    text_of,
)
from simulator.files.foreign.pickles import PickleError

LONGEST_HEADER = 10_000
"""Bytes of the header of one array, as NumPy itself limits it."""


def read_npz(path: Path) -> Contents:
    """Return the arrays of a file; those of text are its texts.

    Raises:
        InputError: If the archive is damaged, too large, or holds Python objects.
    """
    arrays: Arrays = {}
    try:
        with ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
            _check_size(path.name, sum(info.file_size for info in members))
            for info in members:
                arrays[info.filename.removesuffix(".npy")] = _array(path.name, archive, info)
    except ZIP_ERRORS as error:
        raise InputError(f"{path.name} is damaged ({error}); write it again.") from error
    texts = {name: text for name, array in arrays.items() if (text := text_of(array)) is not None}
    numbers = {name: array for name, array in arrays.items() if name not in texts}
    return Contents(path.name, numbers, _metadata(path.name, texts))


def _metadata(file: str, texts: dict[str, str | list[str]]) -> dict[str, str]:
    """Return all texts in JSON, those of ``metadata`` (an object in JSON) among them."""
    found = {}
    for name, text in texts.items():
        found[name] = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
    inner = found.pop("metadata", None)
    if inner is None:
        return found
    try:
        more = json.loads(inner)
    except ValueError as error:
        raise InputError(f"{file}: its metadata are no JSON ({error}); write it again.") from error
    if not isinstance(more, dict) or not all(isinstance(text, str) for text in more.values()):
        raise InputError(f"{file}: its metadata are no object of texts; write it again.")
    return found | more


def _array(file: str, archive: ZipFile, info: ZipInfo) -> NDArray[Any]:
    name = info.filename.removesuffix(".npy")
    with archive.open(info) as stream:
        shape, dtype, header = _header(file, name, stream)
    if dtype.hasobject:
        raise PickleError(file, f"the array {name} holds Python objects")
    if dtype.kind not in "fiubU":
        raise InputError(f"{file}: {name} holds {dtype}, not numbers; convert it to float32.")
    needed = bytes_of(shape, dtype.itemsize)
    if needed != info.file_size - header:
        raise InputError(
            f"{file}: {name} says {shape} of {dtype}, which is {needed:,} bytes, but the archive "
            f"has {info.file_size - header:,}; write the file again."
        )
    with archive.open(info) as stream:
        read: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return read


def _header(file: str, name: str, stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Return shape and type of an array, and how many bytes its header takes."""
    try:
        version = np.lib.format.read_magic(stream)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _, dtype = read(stream, max_header_size=LONGEST_HEADER)
    except (ValueError, KeyError, SyntaxError) as error:
        raise InputError(f"{file}: {name} is no array of NumPy; write the file again.") from error
    return shape, dtype, stream.tell()


def _check_size(file: str, size: int) -> None:
    if size > LIMIT:
        raise InputError(
            f"{file} unpacks to {size / 2**30:,.1f} GB; at most {LIMIT >> 30} GB of weights are "
            "opened, so save the recurrent network by itself."
        )
