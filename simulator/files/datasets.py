"""The data sets that ship with the app, and any other table, by name or path."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.files.tables import read_table
from simulator.simulation.descent_data import Dataset

SHIPPED = (
    "engel",
    "penguins",
    "stackloss",
    "nile",
    "co2",
    "statecrime",
    "diabetes",
    "linnerud",
    "longley",
)
"""Names of the shipped data sets, in the order in which they are offered."""

DEFAULT = "engel"


def shipped(name: str) -> Dataset:
    """Return a shipped data set with its title, units, licence and source.

    Raises:
        InputError: If there is no such data set.
    """
    if name not in SHIPPED:
        raise InputError(f"There is no data set “{name}”; there are {', '.join(SHIPPED)}.")
    about = json.loads(asset("data", f"{name}.json").read_text(encoding="utf-8"))
    return replace(
        read_table(asset("data", f"{name}.csv")),
        name=name,
        title=about["title"],
        target=about["target"],
        features=tuple(about["features"]),
        units=about["units"],
        labels=about["labels"],
        about=about["about"],
        source=about["source"],
        licence=about["licence"],
        citation=about["citation"],
    )


def dataset(
    name: str,
    *,
    columns: tuple[str, ...] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,
) -> Dataset:
    """Return a shipped data set by its name, or the table in a file by its path.

    Raises:
        InputError: If there is neither, or the file cannot be used.
        StoppedError: If ``should_stop`` said so.
    """
    if name in SHIPPED:
        return shipped(name)
    if not Path(name).exists() and not any(mark in name for mark in "./\\"):
        raise InputError(
            f"There is no data set “{name}”; give the path of a file, or one of "
            f"{', '.join(SHIPPED)}."
        )
    return read_table(name, columns=columns, should_stop=should_stop, progress=progress)
