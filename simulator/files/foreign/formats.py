"""Which kind of file this is, by what it holds, and reading it."""

from pathlib import Path
from zipfile import ZipFile

from simulator.engine.errors import InputError
from simulator.files.foreign.contents import LIMIT, ZIP_ERRORS, Contents
from simulator.files.foreign.npz_file import read_npz
from simulator.files.foreign.pickles import PickleError, is_pickle
from simulator.files.foreign.safetensors_file import read_safetensors

SUFFIXES = (".safetensors", ".npz", ".onnx", ".keras", ".h5", ".hdf5")
"""Endings of the files that are opened."""

HDF5 = b"\x89HDF\r\n\x1a\n"


def read_contents(path: Path) -> Contents:
    """Return the arrays and texts of a file of weights, whichever format it has.

    Raises:
        InputError: If it cannot be used, in one sentence; a ``PickleError`` for a pickle.
    """
    start = _start(path)
    # A header of 640 bytes begins as a pickle does; but only safetensors has "{" as ninth byte.
    if start[8:9] == b"{" and not any(start[5:8]):
        return read_safetensors(path)
    if is_pickle(path, start):
        raise PickleError(path.name)
    if start[:4] == b"PK\x03\x04":
        return _read_archive(path)
    if start[:8] == HDF5:
        from simulator.files.foreign.keras_file import read_hdf5

        return read_hdf5(path)
    if path.suffix.lower() == ".onnx":
        from simulator.files.foreign.onnx_file import read_onnx

        return read_onnx(path)
    if path.suffix.lower() == ".safetensors":
        return read_safetensors(path)  # it says what is wrong
    raise InputError(
        f"{path.name} is no file of weights: give safetensors, .npz, .onnx, .keras or .h5."
    )


def _start(path: Path) -> bytes:
    """Return the first bytes of a file that is there and neither empty nor huge."""
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the file of weights in it.")
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise InputError(
                f"{path.name} has {size / 2**30:,.1f} GB; at most {LIMIT >> 30} GB of weights are "
                "opened, so save the recurrent network by itself."
            )
        if size == 0:
            raise InputError(f"{path.name} is empty; write the weights again.")
        with path.open("rb") as stream:
            return stream.read(512)
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there; check the name.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its rights.") from error


def _read_archive(path: Path) -> Contents:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
    except ZIP_ERRORS as error:
        raise InputError(f"{path.name} is cut off or damaged ({error}); copy it again.") from error
    if "config.json" in names and "model.weights.h5" in names:
        from simulator.files.foreign.keras_file import read_keras

        return read_keras(path)
    if any(name.endswith(".npy") for name in names):
        return read_npz(path)
    raise InputError(
        f"{path.name} is an archive without arrays; give .npz (np.savez), .keras or safetensors."
    )
