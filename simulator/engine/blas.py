"""How many threads NumPy's matrix products use, where that can be said.

OpenBLAS, which NumPy's wheels carry, keeps the number for the whole process. Small products are
slower with two threads than with one, above all when other programs run beside.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

_PREFIXES = ("scipy_openblas", "openblas")
_SUFFIXES = ("64_", "")


@cache
def _openblas() -> tuple[ctypes.CDLL, str] | None:
    """Return the library that NumPy has loaded, and how its functions' names are made."""
    package = Path(np.__file__).parent
    for folder in (package.parent / "numpy.libs", package / ".dylibs"):
        for path in sorted(folder.glob("*openblas*")):
            library = ctypes.CDLL(str(path))
            for prefix in _PREFIXES:
                for suffix in _SUFFIXES:
                    if hasattr(library, f"{prefix}_set_num_threads{suffix}"):
                        return library, f"{prefix}_{{}}_num_threads{suffix}"
    return None


def blas_threads() -> int:
    """Return how many threads matrix products use now; 1 where that is not known."""
    found = _openblas()
    return int(getattr(found[0], found[1].format("get"))()) if found else 1


@contextmanager
def limited_blas(threads: int) -> Iterator[None]:
    """Let matrix products use so many threads inside the ``with``.

    It does nothing with another BLAS than that of NumPy's own wheels.
    """
    found = _openblas()
    if found is None:
        yield
        return
    set_threads = getattr(found[0], found[1].format("set"))
    before = blas_threads()
    set_threads(threads)
    try:
        yield
    finally:
        set_threads(before)
