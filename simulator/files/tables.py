"""Reading tables of numbers: small files whole, large ones as sums."""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from simulator.engine.arrays import Floats
from simulator.engine.errors import InputError, StoppedError
from simulator.engine.gram import LARGEST, Gram, gram, merged
from simulator.files.table_format import TableFormat, cell_error, inspect, number
from simulator.simulation.descent_data import Dataset

KEPT_BYTES = 256 << 20
"""Of files larger than this only sums and a sample are kept."""

CHUNK_LINES = 20_000
SAMPLE_ROWS = 5_000


def read_table(
    path: str | Path,
    *,
    columns: tuple[str, ...] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,
) -> Dataset:
    """Read a table of numbers with a line of names, such as a CSV file.

    Delimiter (comma, semicolon, tab, bar, space), encoding (UTF-8, UTF-16, Latin-1) and decimal
    comma are found out. Cells that are empty, ``NA`` or ``nan`` are missing values. Of a file over
    ``KEPT_BYTES``, sums and a sample are kept in place of the rows.

    Args:
        path: The file.
        columns: The number columns to read; all of them when left out.
        should_stop: Asked between blocks of rows.
        progress: Told the share that is done, from 0 to 1.

    Raises:
        InputError: If the file cannot be read as such a table; says which line and column.
        StoppedError: If ``should_stop`` said so.
    """
    path = Path(path)
    form = inspect(path)
    chosen = _chosen(form, columns)
    large = path.stat().st_size > KEPT_BYTES
    with form.open() as stream:
        chunks = _watched(_chunks(form, chosen, stream), stream, should_stop, progress)
        return _summed(form, chosen, chunks) if large else _kept(form, chosen, chunks)


def _chosen(form: TableFormat, columns: tuple[str, ...] | None) -> tuple[str, ...]:
    for name in columns or ():
        if name not in form.header:
            raise InputError(
                f"{form.name} has no column “{name}”; its columns are {', '.join(form.header)}."
            )
        if name in form.text_columns:
            raise _text_error(form, name)
    if len(form.number_columns) < 2:
        raise InputError(
            f"{form.name} has {len(form.number_columns) or 'no'} column of numbers, and two are "
            "needed; check the delimiter and the decimal mark."
        )
    return columns or form.number_columns


def _text_error(form: TableFormat, column: str) -> InputError:
    for line, row in _numbered_rows(form):
        cell = row[form.index(column)] if form.index(column) < len(row) else ""
        if number(cell, form.decimal) is None:
            return cell_error(form, line, column, f"“{cell.strip()}” is not a number")
    return InputError(f"{form.name}: the column “{column}” holds no numbers; choose another.")


def _watched(
    chunks: Iterable[Floats],
    stream: TextIO,
    should_stop: Callable[[], bool],
    progress: Callable[[float], None],
) -> Iterator[Floats]:
    """Yield the chunks, saying how far in the file they are, until somebody cancels."""
    size = Path(stream.name).stat().st_size or 1
    for chunk in chunks:
        if should_stop():
            raise StoppedError
        yield chunk
        progress(min(1.0, stream.buffer.tell() / size))


def _chunks(form: TableFormat, chosen: tuple[str, ...], stream: TextIO) -> Iterator[Floats]:
    """Yield blocks of rows of the chosen columns, shape (m, p); NaN where a value is missing."""
    for _ in range(form.skipped):
        stream.readline()
    line = form.skipped
    while lines := list(islice(stream, CHUNK_LINES)):
        values = _fast(form, chosen, lines)
        if values is None:
            # Quoted cells may hold line breaks: the chunk is completed to a whole row.
            while _inside_quotes(lines) and (more := stream.readline()):
                lines.append(more)
            values = _careful(form, chosen, lines, line)
        yield values
        line += len(lines)


def _fast(form: TableFormat, chosen: tuple[str, ...], lines: list[str]) -> Floats | None:
    """Return the numbers of regular lines, or None when one of them needs a closer look."""
    delimiters = len(form.header) - 1
    mark = form.delimiter
    # loadtxt takes lines that are too long, so their cells are counted first.
    regular = all(line.count(mark) == delimiters for line in lines)
    if not regular or mark == " " or form.decimal == ",":
        return None
    try:
        values = np.loadtxt(
            lines,
            delimiter=mark,
            usecols=[form.index(name) for name in chosen],
            quotechar='"',
            comments=None,
            ndmin=2,
        )
    except ValueError:
        return None
    # Also what is infinite or too large needs a closer look, to name its line.
    whole = len(values) == len(lines) and bool((np.abs(values) < LARGEST).all())
    return values if whole else None


def _careful(form: TableFormat, chosen: tuple[str, ...], lines: list[str], before: int) -> Floats:
    """Return the numbers of any lines, cell by cell; ``before`` lines came before these."""
    indices = [form.index(name) for name in chosen]
    table = []
    for line, row in _rows(form, lines):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(form.header):
            raise InputError(
                f"{form.name}, line {before + line}: it has {len(row)} cells where the first line "
                f"has {len(form.header)}; correct the line, or check the delimiter."
            )
        values = [number(row[i], form.decimal) for i in indices]
        for name, i, value in zip(chosen, indices, values, strict=True):
            if value is None or abs(value) >= LARGEST:
                problem = f"“{row[i].strip()}” is {_fault(value)}"
                raise cell_error(form, before + line, name, problem)
        table.append(values)
    return np.array(table, dtype=np.float64).reshape(len(table), len(chosen))


def _fault(value: float | None) -> str:
    if value is None:
        return "not a number"
    if np.isinf(value):
        return "not finite"
    return "beyond 1e60, and its square does not fit double precision"


def _rows(form: TableFormat, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its last line, counted from 1."""
    reader = csv.reader(lines, delimiter=form.delimiter, skipinitialspace=True)
    try:
        for row in reader:
            # A space at the end of a line of columns in spaces is no cell.
            yield reader.line_num, row[:-1] if form.delimiter == " " and not row[-1:] else row
    except csv.Error as error:
        raise InputError(
            f"{form.name}, after line {reader.line_num}: {error}; check the quotes there."
        ) from error


def _numbered_rows(form: TableFormat) -> Iterator[tuple[int, list[str]]]:
    with form.open() as stream:
        for _ in range(form.skipped):
            stream.readline()
        for line, row in _rows(form, stream):
            yield form.skipped + line, row


def _inside_quotes(lines: list[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 1


def _kept(form: TableFormat, chosen: tuple[str, ...], chunks: Iterable[Floats]) -> Dataset:
    parts = list(chunks)
    values = np.concatenate(parts) if parts else np.empty((0, len(chosen)))
    return _dataset(form, chosen, values, None, None, ())


def _summed(form: TableFormat, chosen: tuple[str, ...], chunks: Iterable[Floats]) -> Dataset:
    total: Gram | None = None
    seen, complete_rows, stride = 0, 0, 1
    shown: list[Floats] = []
    for values in chunks:
        complete = values[~np.isnan(values).any(axis=1)]
        seen, complete_rows = seen + len(values), complete_rows + len(complete)
        if len(complete):
            part = gram(complete)
            total = part if total is None else merged([total, part])
            shown.append(complete[::stride].copy())  # a view would keep the block
        while sum(map(len, shown)) > 2 * SAMPLE_ROWS:
            stride *= 2
            shown = [np.concatenate(shown)[::2]]
    if total is None:
        raise InputError(f"{form.name} has no row with a value in every chosen column.")
    notes: tuple[str, ...] = (
        "The file is large: its sums are kept, and a sample of its rows is drawn.",
    )
    if seen > complete_rows:
        notes += (f"{seen - complete_rows} rows are left out: a value is missing.",)
    return _dataset(form, chosen, None, total, np.concatenate(shown), notes)


def _dataset(
    form: TableFormat,
    chosen: tuple[str, ...],
    values: Floats | None,
    sums: Gram | None,
    sample: Floats | None,
    notes: tuple[str, ...],
) -> Dataset:
    return Dataset(
        name=form.name,
        title=form.path.stem,
        columns=chosen,
        values=values,
        sums=sums,
        sample=sample,
        source=str(form.path),
        notes=form.notes + notes,
        text_columns=form.text_columns,
    )
