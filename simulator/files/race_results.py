"""Results of ``chainrule experiment distance`` and ``learnability`` from a CSV file."""

import csv
import math
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.simulation.race import BAG, CHRONO, GRU, PLAIN, Race, RaceResult, lstm_name

COLUMNS = ("model", "seed", "distance", "accuracy")
"""Those that must be there; ``forget_bias`` and ``window`` tell LSTMs and ANNs apart."""

MOST_ROWS = 100_000


def shipped_races() -> tuple[Path, ...]:
    """Return the files with results that ship with the app."""
    folder = asset("results")
    found = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return tuple(path for path in found if path.stem in ("distance", "learnability"))


def read_race(path: Path) -> Race:
    """Read the results of a race.

    Raises:
        InputError: If the file cannot be read or is something else.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            columns = tuple(table.fieldnames or ())
            rows = [row for row, _ in zip(table, range(MOST_ROWS), strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name} cannot be read ({error}); give a CSV file.") from error
    missing = [column for column in COLUMNS if column not in columns]
    if missing or not rows:
        lack = f"no column {missing[0]}" if missing else "no rows"
        raise InputError(
            f"{path.name} has {lack}; write results with chainrule experiment distance "
            f"--output FILE.csv (columns {', '.join(COLUMNS)})."
        )
    results = tuple(_result(row, f"{path.name}, line {k}") for k, row in enumerate(rows, start=2))
    seeds = len({result.seed for result in results})
    return Race(
        results,
        f"{path.name}: {len(results)} results, {seeds} seed{'s' if seeds > 1 else ''}",
        _baseline(rows[0]),
        at_one_distance="learnability" in (path.stem, rows[0].get("experiment", "")),
    )


def _result(row: dict[str, str], place: str) -> RaceResult:
    try:
        accuracy, distance = float(row["accuracy"]), int(row["distance"])
        if not (0 <= accuracy <= 1 and distance >= 0):
            raise ValueError("an accuracy is from 0 to 1, a distance 0 or more")
        return RaceResult(_name(row), int(row["seed"]), distance, accuracy)
    except (ValueError, TypeError) as error:
        raise InputError(f"{place}: {error}; correct the number.") from error


def _name(row: dict[str, str]) -> str:
    """Return what a network is called, from its cell and what is special about it."""
    model = row["model"].strip().lower()
    bias, window = (row.get("forget_bias") or "").strip(), (row.get("window") or "").strip()
    if model == "lstm" and bias:
        return CHRONO if bias == "chrono" else lstm_name(float(bias))
    if model == "ann":
        return BAG if window in ("", "0") else f"ANN, {window} tokens"
    return {"rnn": PLAIN, "gru": GRU}.get(model, row["model"].strip())


def _baseline(row: dict[str, str]) -> float | None:
    try:
        found = float(row.get("baseline") or "nan")
    except ValueError:
        return None
    return found if math.isfinite(found) else None
