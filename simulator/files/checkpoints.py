"""Training interrupted and written to disk, so that it can go on another day."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from simulator.engine.adam import Adam
from simulator.engine.errors import InputError
from simulator.engine.training import Checkpoint, Progress
from simulator.files.atomic import write_atomically
from simulator.files.npz import read_npz


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint to an ``.npz`` file, whole or not at all.

    Raises:
        InputError: If the file cannot be written.
    """
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        parameters=checkpoint.parameters,
        m=checkpoint.adam.m,
        v=checkpoint.adam.v,
        best=checkpoint.best,
        best_score=np.float64(checkpoint.best_score),
        counts=np.array([checkpoint.step, checkpoint.waited]),
        history=np.array(json.dumps([asdict(report) for report in checkpoint.history])),
    )
    write_atomically(path, buffer.getvalue())


def read_checkpoint(path: Path) -> Checkpoint:
    """Read what ``write_checkpoint`` wrote.

    Raises:
        InputError: If the file is missing or is something else.
    """
    if not path.is_file():
        raise InputError(f"{path} is not there; check the name.")
    try:
        arrays = read_npz(path)
        step, waited = (int(count) for count in arrays["counts"])
        reports = json.loads(str(arrays["history"]))
        checkpoint = Checkpoint(
            arrays["parameters"],
            Adam(arrays["m"], arrays["v"], step),
            step,
            arrays["best"],
            float(arrays["best_score"]),
            waited,
            tuple(Progress(**report) for report in reports),
        )
    except (BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path.name} is no checkpoint of a training; begin the training anew."
        ) from error
    vectors = (checkpoint.adam.m, checkpoint.adam.v, checkpoint.best)
    if any(vector.shape != checkpoint.parameters.shape for vector in vectors):
        raise InputError(f"{path.name} is damaged; begin the training anew.")
    return checkpoint
