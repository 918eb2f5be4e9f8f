"""Tables to fit: what is known of their columns, and synthetic ones with a known truth."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.gram import Gram
from simulator.engine.regression import Regression, check_rows, regression


@dataclass(frozen=True, slots=True)
class Recipe:
    """What synthetic data were made from; the arguments of ``generate``."""

    rows: int
    slopes: tuple[float, ...]
    intercept: float
    noise: float
    outliers: float
    collinearity: float
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A table of numbers with names, from which problems are made.

    Either ``values`` holds all rows, or the file was too large and there are ``sums`` and a
    ``sample`` of the rows.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    """Names of the p number columns."""
    values: Floats | None
    """Shape (n, p), in the columns' own units; NaN where there is no value."""
    sums: Gram | None = None
    """Centred sums of all columns over the rows that have a value in each."""
    sample: Floats | None = None
    """Some rows, evenly over the file, shape (m, p)."""
    target: str = ""
    """Column to predict when nothing else is chosen; the last column when empty."""
    features: tuple[str, ...] = ()
    """Columns to predict from when nothing else is chosen; all others when empty."""
    units: dict[str, str] = field(default_factory=dict)
    """Unit of each column, where known."""
    labels: dict[str, str] = field(default_factory=dict)
    """What each column means, in words, where known."""
    about: str = ""
    source: str = ""
    licence: str = ""
    citation: str = ""
    notes: tuple[str, ...] = ()
    """Sentences about how the file was read."""
    text_columns: tuple[str, ...] = ()
    """Columns that hold words; they cannot be used in a regression."""
    recipe: Recipe | None = None
    """What synthetic data were made from; None of data that were found."""

    def __post_init__(self) -> None:
        for array in (self.values, self.sample):
            if array is not None:
                array.flags.writeable = False

    @property
    def count(self) -> int:
        """The number of rows."""
        if self.values is not None:
            return len(self.values)
        return self.sums.count if self.sums is not None else 0

    def choice(
        self, target: str | None = None, features: tuple[str, ...] | None = None
    ) -> tuple[str, tuple[str, ...]]:
        """Return target and features, the set's own where nothing is chosen.

        Raises:
            InputError: If a column does not exist, holds text, or is named twice.
        """
        chosen = target or self.target or self.columns[-1]
        given = features or (self.features if chosen == (self.target or self.columns[-1]) else ())
        given = given or tuple(column for column in self.columns if column != chosen)
        self._check((chosen, *given))
        return chosen, given

    def problem(
        self,
        target: str | None = None,
        features: tuple[str, ...] | None = None,
        *,
        intercept: bool = True,
        standardise: bool = True,
    ) -> Regression:
        """Return the regression of a column on others; rows without a value are left out, and said.

        Raises:
            InputError: If a column cannot be used, or fewer than two rows remain.
        """
        target, features = self.choice(target, features)
        chosen = [self.columns.index(name) for name in (*features, target)]
        units = tuple(self.units.get(name, "") for name in (*features, target))
        if self.values is None:
            return self._from_sums(target, features, chosen, units, intercept, standardise)
        table = self.values[:, chosen]
        complete = np.asarray(~np.isnan(table).any(axis=1))
        table, notes = table[complete], (*self.notes, *_left_out(complete))
        return regression(
            np.ascontiguousarray(table[:, :-1]),
            np.ascontiguousarray(table[:, -1]),
            features=features,
            target=target,
            intercept=intercept,
            standardise=standardise,
            units=units,
            notes=notes,
        )

    def _from_sums(
        self,
        target: str,
        features: tuple[str, ...],
        chosen: list[int],
        units: tuple[str, ...],
        intercept: bool,
        standardise: bool,
    ) -> Regression:
        if self.sums is None:
            raise ValueError("a data set needs its rows or its sums")
        check_rows(self.sums.count)
        sample = None if self.sample is None else self.sample[:, chosen]
        return Regression(
            features,
            target,
            self.sums.of(chosen),
            None,
            None,
            intercept,
            standardise,
            units,
            self.notes,
            sample,
        )

    def _check(self, names: tuple[str, ...]) -> None:
        for name in names:
            if name in self.text_columns:
                raise InputError(
                    f"The column “{name}” of {self.name} holds text; choose number columns: "
                    f"{', '.join(self.columns)}."
                )
            if name not in self.columns:
                raise InputError(
                    f"{self.name} has no column “{name}”; its number columns are "
                    f"{', '.join(self.columns)}."
                )
        if len(set(names)) < len(names):
            raise InputError(
                f"A column is chosen twice ({', '.join(names)}); choose each once, and not the "
                "target as a feature."
            )
        if len(names) < 2:
            raise InputError(f"{self.name} has one number column only; two are needed to fit.")


def _left_out(complete: NDArray[np.bool_]) -> tuple[str, ...]:
    missing = int((~complete).sum())
    if not missing:
        return ()
    return (
        f"{missing} of {len(complete)} rows {'is' if missing == 1 else 'are'} left out: "
        "a value is missing.",
    )


def generate(
    rows: int = 60,
    slopes: tuple[float, ...] = (2.0,),
    *,
    intercept: float = 1.0,
    noise: float = 1.0,
    outliers: float = 0.0,
    collinearity: float = 0.0,
    seed: int = 0,
) -> Dataset:
    """Return synthetic data ``y = intercept + Σ slope · x + noise``, made from a seed alone.

    Args:
        rows: How many rows, from 2.
        slopes: The true slope of each feature; features are normal, mean 0, deviation 1.
        intercept: The true intercept.
        noise: Standard deviation of the noise, in units of y.
        outliers: Share of the rows (0 to 1) that are moved far up, by ten deviations of y.
        collinearity: Correlation of each feature with every other, from 0 to below 1.
        seed: Of the random numbers.

    Raises:
        InputError: If a number is out of its range.
    """
    if rows < 2 or not slopes or noise < 0 or not 0 <= outliers <= 1 or not 0 <= collinearity < 1:
        raise InputError(
            "Synthetic data need 2 rows or more, a slope, noise of 0 or more, outliers from "
            "0 to 1, and collinearity from 0 to below 1."
        )
    rng = np.random.default_rng(seed)
    own, shared = rng.normal(size=(rows, len(slopes))), rng.normal(size=(rows, 1))
    X = np.sqrt(1 - collinearity) * own + np.sqrt(collinearity) * shared
    signal = X @ np.array(slopes, dtype=np.float64)
    y = intercept + signal + noise * rng.normal(size=rows)
    moved = rng.permutation(rows)[: round(outliers * rows)]
    y[moved] += 10 * max(float(y.std()), 1.0)
    columns = (*(f"x{i + 1}" for i in range(len(slopes))), "y")
    terms = (
        f" {'−' if slope < 0 else '+'} {abs(slope):g} {name}"
        for slope, name in zip(slopes, columns, strict=False)
    )
    truth = f"y = {intercept:g}{''.join(terms)}"
    return Dataset(
        name="synthetic",
        title="Synthetic",
        columns=columns,
        values=np.column_stack([X, y]),
        target="y",
        features=columns[:-1],
        about=f"{truth} + noise of deviation {noise:g}, made from seed {seed}.",
        source="made by this program",
        licence="CC0-1.0",
        recipe=Recipe(rows, slopes, intercept, noise, outliers, collinearity, seed),
    )
