"""Finished runs of an experiment on disk, one file for each, so that a sweep can be resumed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator.engine.errors import InputError
from simulator.files.atomic import write_atomically
from simulator.simulation.experiments.version import code_version


class RunFolder:
    """A folder with one JSON file for each finished run, named by its configuration.

    A file counts only if experiment, configuration and version of the code are the same: what
    another version measured is measured again. A file that cannot be read is measured again too.
    """

    def __init__(self, path: Path, experiment: str, version: str | None = None) -> None:
        """Make the folder if need be.

        Raises:
            InputError: If it cannot be made.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"{path} cannot be made a folder ({error.strerror}); choose another place."
            ) from error
        self.path = path
        self.experiment = experiment
        self.version = version or code_version()

    def file_of(self, configuration: Any) -> Path:
        """Return where the rows of a run are or will be.

        Args:
            configuration: A dataclass or a dictionary of plain values that decide what it finds.
        """
        text = json.dumps([self.experiment, plain(configuration)], sort_keys=True)
        return self.path / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.json"

    def read(self, configuration: Any) -> list[dict[str, Any]] | None:
        """Return the rows of a finished run, or None if it has to be done."""
        try:
            found = json.loads(self.file_of(configuration).read_bytes())
        except (OSError, ValueError):
            return None
        rows = found.pop("rows", None) if isinstance(found, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return None
        expected = json.loads(json.dumps(self._head(configuration)))
        same = all(found.get(key) == value for key, value in expected.items())
        return rows if same else None

    def write(self, configuration: Any, rows: list[dict[str, Any]], seconds: float) -> None:
        """Write a finished run, whole or not at all.

        Raises:
            InputError: If the file cannot be written.
        """
        content = {**self._head(configuration), "seconds": round(seconds, 3), "rows": rows}
        text = json.dumps(content, indent=1, ensure_ascii=False)
        write_atomically(self.file_of(configuration), text.encode())

    def _head(self, configuration: Any) -> dict[str, Any]:
        return {
            "experiment": self.experiment,
            "version": self.version,
            "configuration": plain(configuration),
        }


def plain(configuration: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, or a dictionary as it is."""
    return dict(configuration) if isinstance(configuration, Mapping) else asdict(configuration)
