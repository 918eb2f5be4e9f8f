"""What all experiments share: runs with a seed each, rows, means over seeds, and a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from simulator.simulation.corpus.facts import Fact

Scalar = str | int | float | bool | None
Settings = dict[str, Scalar]
"""Everything that decides what one run finds, its seed among it."""

Row = dict[str, Scalar]
Facts = tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars: its name, and mean, lowest and highest at each place."""

    name: str
    x: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of an experiment as plain data.

    Attributes:
        title: One line.
        x_label: With its unit.
        y_label: With its unit.
        series: What is drawn.
        categories: Names of the places 0, 1, … on the x axis; a line chart has none.
    """

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """A sweep over settings.

    Attributes:
        name: As in ``chainrule experiment NAME``.
        about: What it measures, one sentence.
        runs: Returns the settings of all runs, given the seeds of each and the budget of tokens.
        measure: Makes one run and returns its rows.
        by: Columns that stay; over the others, which are the seeds, means are taken.
        told: Columns that are the same for all seeds and stand beside the means.
        values: Columns that are measured.
        chart: The picture of the rows.
        seeds: How many, unless said otherwise.
        tokens: Budget of each run, unless said otherwise.
    """

    name: str
    about: str
    runs: Callable[[int, int], tuple[Settings, ...]]
    measure: Callable[[Settings, Facts], list[Row]]
    by: tuple[str, ...]
    told: tuple[str, ...]
    values: tuple[str, ...]
    chart: Callable[[Sequence[Row]], Chart]
    seeds: int
    tokens: int


def number(settings: Settings, name: str) -> int:
    """Return a setting that is a whole number."""
    value = settings[name]
    if not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number: {value}")
    return value


def summary(experiment: Experiment, rows: Sequence[Row]) -> list[Row]:
    """Return a row for each group: how many seeds, and each value's mean, spread and ends."""
    order = list(dict.fromkeys(_key(experiment, row) for row in rows))
    ordered = sorted(rows, key=lambda row: order.index(_key(experiment, row)))
    groups = groupby(ordered, key=lambda row: _key(experiment, row))
    return [_mean_row(experiment, key, list(group)) for key, group in groups]


def series_of(
    rows: Sequence[Row], name: str, x: str | None, y: str, places: Sequence[float] = ()
) -> Series:
    """Return the mean, lowest and highest of a value by another column.

    Args:
        rows: Of one line.
        name: Of the line.
        x: Column of the places; if None, all rows are at the one of ``places``.
        y: Column of the value; rows without it are left out.
        places: The only place, where x is None.
    """
    at: dict[float, list[float]] = {}
    for row in rows:
        value = row[y]
        if value is not None:
            place = places[0] if x is None else float(row[x] or 0)
            at.setdefault(place, []).append(float(value))
    xs = sorted(at)
    return Series(
        name,
        tuple(xs),
        tuple(float(np.mean(at[place])) for place in xs),
        tuple(min(at[place]) for place in xs),
        tuple(max(at[place]) for place in xs),
    )


def bars(
    rows: Sequence[Row], category: str, names: Sequence[str], columns: dict[str, str]
) -> tuple[Series, ...]:
    """Return a series for each named column, with a place for each category."""
    series = []
    for title, column in columns.items():
        parts = [
            series_of([row for row in rows if row[category] == name], title, None, column, [place])
            for place, name in enumerate(names)
        ]
        ends = [
            tuple(v for p in parts for v in getattr(p, f)) for f in ("x", "mean", "low", "high")
        ]
        series.append(Series(title, *ends))
    return tuple(series)


def _key(experiment: Experiment, row: Row) -> tuple[Scalar, ...]:
    return tuple(row[column] for column in experiment.by)


def _mean_row(experiment: Experiment, key: tuple[Scalar, ...], rows: Sequence[Row]) -> Row:
    mean: Row = dict(zip(experiment.by, key, strict=True))
    mean |= {column: rows[0][column] for column in experiment.told}
    mean["seeds"] = len(rows)
    for column in experiment.values:
        found = [float(row[column]) for row in rows if row[column] is not None]  # type: ignore[arg-type]
        spread = float(np.std(found, ddof=1)) if len(found) > 1 else None
        mean[column] = float(np.mean(found)) if found else None
        mean[f"{column}_spread"] = spread
        mean[f"{column}_lowest"] = min(found, default=None)
        mean[f"{column}_highest"] = max(found, default=None)
    return mean
