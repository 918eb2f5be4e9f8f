"""Finished runs on disk: read back exactly, and never those of something else."""

from dataclasses import dataclass

import pytest

from simulator.engine.errors import InputError
from simulator.files.runs import RunFolder


@dataclass(frozen=True)
class Setting:
    """A configuration."""

    seed: int
    sizes: tuple[int, ...] = (3, 4)


ROWS = [{"accuracy": 0.1 + 0.2, "model": "lstm", "distance": 40, "gradient": None}]


def test_rows_read_back_exactly(tmp_path):
    """Numbers keep every digit, and tuples in a configuration are no obstacle."""
    folder = RunFolder(tmp_path, "distance")
    folder.write(Setting(1), ROWS, seconds=1.5)
    assert RunFolder(tmp_path, "distance").read(Setting(1)) == ROWS
    assert RunFolder(tmp_path, "distance").read({"seed": 1, "sizes": [3, 4]}) == ROWS


@pytest.mark.parametrize(
    ("experiment", "version", "seed"),
    [("other", "1", 1), ("distance", "2", 1), ("distance", "1", 2)],
)
def test_runs_of_something_else_are_not_used(tmp_path, experiment, version, seed):
    """Another experiment, another version of the code or another seed is another run."""
    RunFolder(tmp_path, "distance", "1").write(Setting(1), ROWS, 0)
    assert RunFolder(tmp_path, experiment, version).read(Setting(seed)) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"rows": []}', '{"rows": 3}'])
def test_a_damaged_file_is_measured_again(tmp_path, content):
    """Half a file, or something else under that name, is no finished run."""
    folder = RunFolder(tmp_path, "distance")
    folder.write(Setting(1), ROWS, 0)
    whole = folder.file_of(Setting(1)).read_bytes()
    folder.file_of(Setting(1)).write_bytes(whole[: len(whole) // 2])
    assert folder.read(Setting(1)) is None
    folder.file_of(Setting(1)).write_text(content)
    assert folder.read(Setting(1)) is None


def test_a_file_renamed_to_another_run_is_not_used(tmp_path):
    """The content counts, not the name."""
    folder = RunFolder(tmp_path, "distance")
    folder.write(Setting(1), ROWS, 0)
    folder.file_of(Setting(1)).rename(folder.file_of(Setting(2)))
    assert folder.read(Setting(2)) is None


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path):
    """A file in the folder's place is refused with a remedy."""
    (tmp_path / "taken").touch()
    with pytest.raises(InputError, match=r"taken cannot be made a folder .* choose another"):
        RunFolder(tmp_path / "taken", "distance")
