"""Which code measured something: a number of a release says too little while code is written."""

import hashlib
from functools import cache
from pathlib import Path

import simulator


@cache
def code_version() -> str:
    """Return a fingerprint of all code that can change what is measured."""
    package = Path(simulator.__file__).parent
    digest = hashlib.sha256()
    for layer in ("engine", "simulation"):
        for path in sorted(package.joinpath(layer).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
