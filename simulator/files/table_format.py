"""Finding out how a table is written: encoding, delimiter, decimal mark, header, columns."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from simulator.engine.errors import InputError

SAMPLE_BYTES = 1 << 20
SAMPLE_ROWS = 200
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})
"""Cells, in small letters, that mean that no value was recorded."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a table is written, found from its beginning."""

    path: Path
    encoding: str
    delimiter: str
    decimal: str
    header: tuple[str, ...]
    """Names of all columns, in the file's order."""
    skipped: int
    """Lines before the first row of data."""
    number_columns: tuple[str, ...]
    text_columns: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, for sentences."""
        return self.path.name

    def index(self, column: str) -> int:
        """Return where a column stands, from 0."""
        return self.header.index(column)

    def open(self) -> TextIO:
        """Open the file for reading as text.

        Raises:
            InputError: If it cannot be opened.
        """
        try:
            # Only names are words that matter, and they were read strictly with the sample.
            return self.path.open(encoding=self.encoding, errors="replace", newline="")
        except OSError as error:
            raise _unreadable(self.path, error) from error


def inspect(path: Path) -> TableFormat:
    """Find out how a table is written.

    Raises:
        InputError: If the file is missing, empty, not text, or not a table with two columns.
    """
    raw = _beginning(path)
    encoding = _encoding(path, raw)
    notes = ("The file is not UTF-8; it was read as Latin-1.",) if encoding == "latin-1" else ()
    lines = _whole_lines(raw, encoding, len(raw) == SAMPLE_BYTES)
    delimiter = _delimiter(path, lines)
    rows = [row for row in _cells(lines, delimiter) if any(cell.strip() for cell in row)]
    if not rows:
        raise InputError(f"{path.name} has no cell with anything in it; choose another file.")
    decimal = "," if delimiter in ";\t|" and _has_decimal_commas(rows) else "."
    header, skipped, header_notes = _header(path, lines, rows, decimal)
    body = rows[1:] if skipped else rows
    numbers = [name for i, name in enumerate(header) if _is_number_column(body, i, decimal)]
    return TableFormat(
        path=path,
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        header=header,
        skipped=skipped,
        number_columns=tuple(numbers),
        text_columns=tuple(name for name in header if name not in numbers),
        notes=notes + header_notes,
    )


def number(cell: str, decimal: str) -> float | None:
    """Return the number in a cell, NaN for a missing value, None for anything else."""
    text = cell.strip()
    if text.lower() in MISSING:
        return float("nan")
    if decimal == ",":
        text = text.replace(".", "").replace(",", ".")
    try:
        # float() reads 1_000, which nobody means in a table.
        return None if "_" in text else float(text)
    except ValueError:
        return None


def cell_error(form: TableFormat, line: int, column: str, problem: str) -> InputError:
    """Return the error for a cell that cannot be used."""
    return InputError(
        f"{form.name}, line {line}, column “{column}”: {problem}; correct the cell, or choose "
        "other columns."
    )


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            raw = stream.read(SAMPLE_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{path.name} is empty; it needs a line of names and rows of numbers.")
    return raw


def _unreadable(path: Path, error: OSError) -> InputError:
    reason = {FileNotFoundError: "does not exist", IsADirectoryError: "is a folder"}.get(
        type(error), f"cannot be read ({error.strerror})"
    )
    return InputError(f"{path} {reason}; give the path of a table such as a CSV file.")


def _encoding(path: Path, raw: bytes) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if raw[1::2].count(0) > len(raw) // 4:
        return "utf-16-le"
    if raw[0::2].count(0) > len(raw) // 4:
        return "utf-16-be"
    if b"\0" in raw:
        raise InputError(f"{path.name} is not a text file; save the table as CSV.")
    try:
        # A character may be cut in two at the end of the sample: that is not an error.
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _whole_lines(raw: bytes, encoding: str, is_cut: bool) -> list[str]:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(raw)
    lines = text.splitlines(keepends=True)
    return lines[:-1] if is_cut and len(lines) > 1 else lines


def _cells(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        yield from islice(rows, SAMPLE_ROWS + 1)
    except csv.Error:
        return  # a quote that is never closed, or a cell of over 128 kB: not with this delimiter


def _delimiter(path: Path, lines: list[str]) -> str:
    """Return the delimiter with which most rows have the same number of cells, above one."""
    best, most = "", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _cells(lines, delimiter) if row]
        width, rows = Counter(widths).most_common(1)[0] if widths else (0, 0)
        # Words contain spaces and numbers commas, so a rarer delimiter needs no more rows to win.
        score = rows / max(len(widths), 1) * (width > 1)
        if score > most + 1e-9:
            best, most = delimiter, score
    if most <= 0.5:
        raise InputError(
            f"{path.name} has no two columns in its lines; separate them by comma, semicolon, tab "
            "or bar, the same in every line."
        )
    return best


def _has_decimal_commas(rows: list[list[str]]) -> bool:
    cells = [cell.strip() for row in rows[1:] for cell in row]
    with_comma = [cell for cell in cells if "," in cell and number(cell, ",") is not None]
    return bool(with_comma) and not any(
        "." in cell and "," not in cell and number(cell, ".") is not None for cell in cells
    )


def _header(
    path: Path, lines: list[str], rows: list[list[str]], decimal: str
) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Return the columns' names, the lines before the data, and what must be said of them."""
    first = [cell.strip() for cell in rows[0]]
    blank = next(i for i, line in enumerate(lines) if line.strip())
    if all(number(cell, decimal) is not None for cell in first):
        note = "The file has no line of names; columns are counted from 1."
        return tuple(f"column {i + 1}" for i in range(len(first))), blank, (note,)
    names = tuple(cell or f"column {i + 1}" for i, cell in enumerate(first))
    for name, times in Counter(names).items():
        if times > 1:
            raise InputError(
                f"{path.name} has {times} columns named “{name}”; give each its own name."
            )
    return names, blank + 1, ()


def _is_number_column(rows: list[list[str]], index: int, decimal: str) -> bool:
    """Whether most of the cells that say anything are numbers: then the others are slips."""
    cells = [row[index] for row in rows if index < len(row)]
    filled = [cell for cell in cells if cell.strip().lower() not in MISSING]
    if not filled:
        return not rows  # a column without any value is of no use; a table without rows is told
    return sum(number(cell, decimal) is not None for cell in filled) > 0.5 * len(filled)
