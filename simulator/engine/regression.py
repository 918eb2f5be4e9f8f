"""Linear regression by least squares: a problem, its cost, and its two systems of units."""

from dataclasses import dataclass, field, replace

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError
from simulator.engine.fit import centre_and_scale, quadratic_of, scatter_of
from simulator.engine.gram import Gram, gram_of_block, merged, row_blocks
from simulator.engine.quadratic import Quadratic


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """``ŷ = b₀ + b₁ x₁ + … + b_d x_d``, fitted by the least sum of squares.

    Parameters come in two units. *Data units* are those of the columns. *Step units* are those
    descent walks in: with ``standardise``, each feature is ``(x − centre) / scale`` (mean 0,
    standard deviation 1; without an intercept ``centre`` is 0 and ``scale`` the root mean
    square); otherwise they are the data units. The target is never rescaled. Zero is zero in
    both. Use :func:`regression` to make one.
    """

    features: tuple[str, ...]
    """Names of the d features."""
    target: str
    sums: Gram
    """Centred sums of the columns: the features, then the target."""
    X: Floats | None
    """Feature values in data units, shape (n, d); None when a file was too large to be kept."""
    y: Floats | None
    """Target values in data units, shape (n,); None like ``X``."""
    intercept: bool = True
    standardise: bool = True
    units: tuple[str, ...] = ()
    """Unit of each feature, then of the target; empty strings, or nothing, where not known."""
    notes: tuple[str, ...] = ()
    """Sentences about the data that people must see, such as rows that were left out."""
    sample: Floats | None = None
    """Some of the rows of a large file, features then target, (m, d + 1): only to be drawn."""
    centre: Floats = field(init=False)
    """What is taken off each feature before a step, shape (d,)."""
    scale: Floats = field(init=False)
    """What each feature is divided by before a step, shape (d,)."""
    quadratic: Quadratic = field(init=False)
    """The cost, in step units."""

    def __post_init__(self) -> None:
        centre, scale = centre_and_scale(self.sums, self.intercept, self.standardise)
        for name, array in (("centre", centre), ("scale", scale)):
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        rows = None if self.X is None or self.y is None else (self.X, self.y)
        quadratic = quadratic_of(self.sums, rows, centre, scale, self.intercept)
        object.__setattr__(self, "quadratic", quadratic)

    @property
    def count(self) -> int:
        """The number of rows n."""
        return self.sums.count

    @property
    def remarks(self) -> tuple[str, ...]:
        """Everything that must be said of the data: the notes, and what the sums show."""
        constant_names = [
            f"“{name}”"
            for name, square in zip(self.features, scatter_of(self.sums).diagonal(), strict=False)
            if square == 0
        ]
        rank, size = self.quadratic.rank, self.quadratic.size
        remarks = self.notes
        if constant_names and self.intercept:
            remarks += (
                f"{' and '.join(constant_names)} has the same value in every row, so its effect "
                "cannot be told from the intercept.",
            )
        elif rank < size:
            remarks += (
                f"The data determine only {rank} of the {size} parameters: some columns follow "
                "from others, so many answers fit equally well.",
            )
        return remarks

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """``intercept`` (when there is one) and the features' names, in the parameters' order."""
        return (("intercept",) if self.intercept else ()) + self.features

    @property
    def symbols(self) -> tuple[str, ...]:
        """LaTeX symbol of each parameter: ``b_0`` for the intercept, then ``b_1``, …"""
        first = 0 if self.intercept else 1
        return tuple(f"b_{{{first + i}}}" for i in range(len(self.parameter_names)))

    def parameter_units(self, *, in_step_units: bool = False) -> tuple[str, ...]:
        """Return the unit of each parameter, such as ``g``, ``g per mm`` or ``g per sd``."""
        *of_features, of_target = self.units or ("",) * (len(self.features) + 1)
        per = "rms" if not self.intercept else "sd"
        if in_step_units and self.standardise:
            of_features = [per] * len(self.features)
        slopes = tuple(f"{of_target} per {unit}".strip() if unit else "" for unit in of_features)
        return ((of_target,) if self.intercept else ()) + slopes

    def to_data_units(self, b: Floats) -> Floats:
        """Return parameters given in step units in data units, shape (k,)."""
        if not self.standardise:
            return np.array(b)
        slopes = b[int(self.intercept) :] / self.scale
        return np.append(b[0] - self.centre @ slopes, slopes) if self.intercept else slopes

    def to_step_units(self, b: Floats) -> Floats:
        """Return parameters given in data units in step units, shape (k,)."""
        if not self.standardise:
            return np.array(b, dtype=np.float64)
        slopes = np.asarray(b[int(self.intercept) :], dtype=np.float64)
        scaled = slopes * self.scale
        return np.append(b[0] + self.centre @ slopes, scaled) if self.intercept else scaled

    def predict(self, b: Floats, X: Floats) -> Floats:
        """Return ``ŷ`` for parameters in step units and features in data units, shape (n,)."""
        data = self.to_data_units(b)
        return np.asarray(X @ data[1:] + data[0] if self.intercept else X @ data)

    def with_options(
        self, *, standardise: bool | None = None, intercept: bool | None = None
    ) -> "Regression":
        """Return the same data with a switch turned; nothing is read again."""
        return replace(
            self,
            standardise=self.standardise if standardise is None else standardise,
            intercept=self.intercept if intercept is None else intercept,
        )

    def with_point_moved(self, row: int, x: Floats, y: float) -> "Regression":
        """Return the problem with one row at new values (data units).

        Raises:
            InputError: If the rows are not kept, or a value cannot be used.
        """
        X, old_y = self.rows()
        X, new_y = X.copy(), old_y.copy()
        X[row], new_y[row] = x, y
        return self._with_rows(X, new_y)

    def with_point_added(self, x: Floats, y: float) -> "Regression":
        """Return the problem with one more row at the end (data units); errors as for moving."""
        X, old_y = self.rows()
        return self._with_rows(np.vstack([X, np.reshape(x, (1, -1))]), np.append(old_y, y))

    def without_point(self, row: int) -> "Regression":
        """Return the problem without one row; errors as for moving."""
        X, y = self.rows()
        return self._with_rows(np.delete(X, row, axis=0), np.delete(y, row))

    def rows(self) -> tuple[Floats, Floats]:
        """Return X of shape (n, d) and y of shape (n,) in data units.

        Raises:
            InputError: If the data were read as sums only, because the file was too large.
        """
        if self.X is None or self.y is None:
            raise InputError(
                "Only the sums of this large file are kept, so single rows cannot be used; "
                "choose a full-batch method, or open a smaller file."
            )
        return self.X, self.y

    def points(self) -> tuple[Floats, Floats]:
        """Return the rows to draw, data units: all that are kept, or the sample; (m, d), (m,)."""
        if self.X is not None and self.y is not None:
            return self.X, self.y
        sample = self.sample if self.sample is not None else np.empty((0, len(self.features) + 1))
        return sample[:, :-1], sample[:, -1]

    def _with_rows(self, X: Floats, y: Floats) -> "Regression":
        return regression(
            X,
            y,
            features=self.features,
            target=self.target,
            intercept=self.intercept,
            standardise=self.standardise,
            units=self.units,
            notes=self.notes,
        )


def regression(
    X: Floats,
    y: Floats,
    *,
    features: tuple[str, ...] = (),
    target: str = "y",
    intercept: bool = True,
    standardise: bool = True,
    units: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Regression:
    """Return the regression of y on the columns of X, both in data units.

    The arrays are kept, not copied, and made read-only: they belong to the problem from now on.

    Args:
        X: Features, shape (n, d).
        y: Targets, shape (n,).
        features: A name for each column of X; ``x1``, ``x2``, … when left out.
        target: The name of y.
        intercept: Whether a column of ones belongs to the model.
        standardise: Whether steps are done with features of mean 0 and standard deviation 1.
        units: Unit of each feature, then of the target.
        notes: Sentences about the data for people.

    Raises:
        InputError: If there are fewer than two rows, or a number is not finite or too large.
        ValueError: If the shapes do not match.
    """
    if X.ndim != 2 or y.shape != X.shape[:1] or X.shape[1] == 0:
        raise ValueError(f"X must be (n, d) and y (n,): {X.shape}, {y.shape}")
    check_rows(len(y))
    features = features or tuple(f"x{i + 1}" for i in range(X.shape[1]))
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
    X.flags.writeable = y.flags.writeable = False
    with np.errstate(over="ignore", invalid="ignore"):  # found and told by gram_of_block
        sums = merged(gram_of_block(block) for block in row_blocks(X, y))
    return Regression(features, target, sums, X, y, intercept, standardise, units, notes)


def check_rows(count: int) -> None:
    """Refuse data with fewer than two rows.

    Raises:
        InputError: If there are fewer.
    """
    if count < 2:
        raise InputError(
            f"A line needs at least two rows of data, and there {'is' if count else 'are'} "
            f"{count or 'none'}; give more rows."
        )
