"""Reading examples for the network: a table with an input x and an answer y."""

from pathlib import Path

import numpy as np

from simulator.engine.errors import InputError
from simulator.files.tables import read_table
from simulator.simulation.network_examples import Examples, make_examples


def read_examples(path: Path) -> Examples:
    """Read the columns x and y, or the only two columns of numbers.

    Raises:
        InputError: If the file is not such a table, or a y is neither 0 nor 1.
    """
    table = read_table(path)
    if table.values is None:
        raise InputError(f"{path.name} is too large for this lab; give at most a million rows.")
    columns = [name.strip().lower() for name in table.columns]
    if "x" in columns and "y" in columns:
        places = [columns.index("x"), columns.index("y")]
    elif len(columns) == 2:
        places = [0, 1]
    else:
        names = ", ".join(table.columns)
        raise InputError(
            f"{path.name} has the columns {names}; name the input x and the answer (0 or 1) y."
        )
    x, y = table.values[:, places].T
    missing = np.isnan(x) | np.isnan(y)
    if missing.any():
        row = int(missing.argmax()) + 1
        raise InputError(f"{path.name}, row {row}: a value is missing; fill it in or drop the row.")
    return make_examples(path.name, np.ascontiguousarray(x), np.ascontiguousarray(y))
