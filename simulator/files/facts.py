"""Reading the facts that sentences are made from."""

import csv
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.simulation.corpus.facts import Fact

COLUMNS = ("country", "language", "capital", "currency")


def read_facts(path: Path | None = None) -> tuple[Fact, ...]:
    """Read countries and what is asked of them; the shipped ones if no file is given.

    Raises:
        InputError: If the file is missing or a column is.
    """
    path = path or asset("facts", "countries.csv")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return tuple(Fact(*(row[column] for column in COLUMNS)) for row in rows)
    except KeyError as missing:
        raise InputError(
            f"{path.name} has no column {missing}; it needs {', '.join(COLUMNS)}."
        ) from missing
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}); give a CSV file of facts.") from error
