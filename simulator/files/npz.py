"""Reading ``.npz`` files without pickle."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def read_npz(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name.

    Raises:
        OSError, ValueError, BadZipFile: If it is something else, or holds Python objects.
    """
    # NumPy leaves a file that it opened itself open when the zip is broken.
    with path.open("rb") as stream:
        file = np.load(stream, allow_pickle=False)
        if not isinstance(file, np.lib.npyio.NpzFile) or not file.files:
            raise ValueError("no arrays")
        return {name: file[name] for name in file.files}
