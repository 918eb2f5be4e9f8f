"""Writing files so that a crash or a full disk never costs what was there before."""

import os
from pathlib import Path

from simulator.engine.errors import InputError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        InputError: If it cannot be written; the old file is still there then.
    """
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}); choose another place."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
