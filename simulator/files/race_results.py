"""Results of ``chainrule experiment distance`` and ``learnability`` from a CSV file."""

import csv
import math
from pathlib import Path

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.simulation.race import Race, RacePoint, RaceResult, points_of

COLUMNS = ("model", "distance", "accuracy")
"""Those that must be there; ``window`` tells networks apart that were trained with different ones.

Rows have a ``seed`` each, or are means over ``seeds``, with ``accuracy_lowest`` and
``accuracy_highest``.
"""

MOST_ROWS = 100_000

Row = dict[str, str]


def shipped_races() -> tuple[Path, ...]:
    """Return the files with results that ship with the app."""
    folder = asset("results")
    found = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return tuple(path for path in found if path.stem in ("distance", "learnability"))


def holds_race(path: Path) -> bool:
    """Return whether a file's first line names the columns of a race."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = next(csv.reader([file.readline(1000)]), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    return set(COLUMNS) <= set(head)


def read_race(path: Path) -> Race:
    """Read the results of a race.

    Raises:
        InputError: If the file cannot be read or is something else.
    """
    columns, rows = _rows(path)
    lacking = [column for column in COLUMNS if column not in columns]
    if not lacking and not {"seed", "seeds"} & set(columns):
        lacking = ["seed"]
    if lacking or not rows:
        lack = f"no column {lacking[0]}" if lacking else "no rows"
        raise InputError(
            f"{path.name} has {lack}; write results with chainrule experiment distance "
            f"--output FILE.csv (columns {', '.join(COLUMNS)}, seed)."
        )
    points = _points(path, rows, "seed" in columns)
    seeds = max(point.seeds for point in points)
    return Race(
        points,
        f"{path.name}: {seeds} seed{'s' if seeds > 1 else ''}{_budget(rows[0])}",
        _baseline(rows[0]),
        at_one_distance="learnability" in (path.stem, rows[0].get("experiment") or ""),
    )


def _rows(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            columns = tuple(table.fieldnames or ())
            return columns, [row for row, _ in zip(table, range(MOST_ROWS), strict=False)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name} cannot be read ({error}); give a CSV file.") from error


def _points(path: Path, rows: list[Row], single: bool) -> tuple[RacePoint, ...]:
    results: list[RaceResult] = []
    points: list[RacePoint] = []
    for line, row in enumerate(rows, start=2):
        try:
            if single:
                results.append(
                    RaceResult(_name(row), int(row["seed"]), _distance(row), _share(row))
                )
            else:
                points.append(_point(row))
        except (ValueError, TypeError) as error:
            raise InputError(f"{path.name}, line {line}: {error}; correct the number.") from error
    return points_of(results) if single else tuple(points)


def _point(row: Row) -> RacePoint:
    mean = _share(row)
    low = _share(row, "accuracy_lowest") if row.get("accuracy_lowest") else mean
    high = _share(row, "accuracy_highest") if row.get("accuracy_highest") else mean
    return RacePoint(_name(row), _distance(row), mean, low, high, int(row["seeds"]))


def _name(row: Row) -> str:
    name, window = row["model"].strip(), (row.get("window") or "").strip()
    return f"{name}, gradients through {window}" if window else name


def _distance(row: Row) -> int:
    distance = int(float(row["distance"]))
    if distance < 0:
        raise ValueError(f"the distance {distance} is below 0")
    return distance


def _share(row: Row, column: str = "accuracy") -> float:
    share = float(row[column])
    if not 0 <= share <= 1:
        raise ValueError(f"the {column} {share:g} is not from 0 to 1")
    return share


def _budget(row: Row) -> str:
    """Return how much was trained, if it is told."""
    told = [
        f", {round(float(row[column])):,} {column} each"
        for column in ("tokens", "texts")
        if (row.get(column) or "").replace(".", "", 1).isdigit()
    ]
    return "".join(told)


def _baseline(row: Row) -> float | None:
    try:
        found = float(row.get("baseline") or "nan")
    except ValueError:
        return None
    return found if math.isfinite(found) else None
