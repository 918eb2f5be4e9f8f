"""Training that goes on from a file."""

import numpy as np
import pytest

from simulator.engine.batches import LikeLengths, Text
from simulator.engine.errors import InputError
from simulator.engine.initialisation import initialise
from simulator.engine.training import TrainingSettings, train
from simulator.files.checkpoints import read_checkpoint, write_checkpoint


def texts():
    """Some random texts with one blank."""
    rng = np.random.default_rng(0)
    return [Text(rng.integers(0, 5, 6), np.array([5]), rng.integers(0, 3, 1)) for _ in range(20)]


def test_training_goes_on_from_a_file_as_if_it_had_not_stopped(tmp_path):
    """Stopped at step 7, written, read and resumed, the weights are those without a break."""
    model = initialise("gru", 5, 3, 4, 1, 3, np.random.default_rng(1))
    batches, settings = LikeLengths(texts(), 4), TrainingSettings(20, report_every=5)
    scores = {"score": lambda model: float(model.output_bias[0]), "progress": lambda report: None}
    whole = train(model, batches, settings, **scores)
    asked = iter(range(100))
    part = train(model, batches, settings, should_stop=lambda: next(asked) == 7, **scores)
    write_checkpoint(tmp_path / "run.npz", part.checkpoint)
    resumed = train(
        model, batches, settings, resume=read_checkpoint(tmp_path / "run.npz"), **scores
    )
    np.testing.assert_array_equal(resumed.checkpoint.parameters, whole.checkpoint.parameters)
    assert [report.step for report in resumed.history] == [5, 10, 15, 20]


@pytest.mark.parametrize("content", [None, b"hello", b"PK\x03\x04"])
def test_other_files_are_refused_by_name(tmp_path, content):
    """A missing file, text and half a zip get one sentence."""
    if content is not None:
        (tmp_path / "run.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"run\.npz"):
        read_checkpoint(tmp_path / "run.npz")


def test_file_of_weights_is_no_checkpoint(tmp_path):
    """Arrays with other names are refused."""
    np.savez(tmp_path / "run.npz", weights=np.zeros(3))
    with pytest.raises(InputError, match="no checkpoint"):
        read_checkpoint(tmp_path / "run.npz")
