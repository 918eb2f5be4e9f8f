"""What a file of weights holds, before anybody knows what it means."""

import lzma
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

LIMIT = 2 << 30
"""Bytes of weights that are opened at most: all of them are held in memory."""

ZIP_ERRORS = (
    *(BadZipFile, OSError, EOFError, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, UnicodeDecodeError),
)
"""What Python's zipfile raises on archives that are damaged, locked or packed in unknown ways."""

Arrays = dict[str, NDArray[Any]]

Use = Literal["embedding", "head", "head transposed", "head bias"]
"""What a file itself says that an array is; "transposed" has a column for each answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """The arrays and texts of a file.

    Attributes:
        name: Of the file, for messages.
        arrays: Numbers by name, in the order of the file; bfloat16 is float32 here.
        texts: What stands beside them, such as a vocabulary in JSON.
        uses: What the file itself says that some arrays are.
        sequences: Names of layers that feed one another, where the file says so: an ONNX
            graph, or the configuration of a Keras model. None where it does not.
        notes: Sentences that somebody who opens the file should read.
        assumptions: What is taken for granted, unless reference outputs prove it.
    """

    name: str
    arrays: Arrays
    texts: dict[str, str] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)
    sequences: tuple[tuple[str, ...], ...] | None = None
    notes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


def stem_of(path: Path) -> str:
    """Return the name that other files beside the weights begin with."""
    return path.name.removesuffix(path.suffix).removesuffix(".weights")


def text_of(array: NDArray[Any]) -> str | list[str] | None:
    """Return what an array of text holds; None for an array of numbers."""
    if array.dtype.kind != "U":
        return None
    return str(array) if array.ndim == 0 else [str(word) for word in array.ravel()]


def bytes_of(shape: tuple[int, ...], itemsize: int) -> int:
    """Return how many bytes an array takes; exact however large the shape claims to be."""
    count = itemsize
    for size in shape:
        count *= int(size)
    return count


def float32_of_bfloat16(raw: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return the same numbers: a bfloat16 is the upper half of a float32."""
    return (raw.astype(np.uint32) << 16).view(np.float32)
