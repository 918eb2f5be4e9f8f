"""How commands write rows: JSON lines or CSV, to standard output or to a file."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from simulator.engine.errors import InputError

Row = Mapping[str, Any]


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--format`` and ``--output``, which all ``trace`` commands take."""
    parser.add_argument("--format", choices=["csv", "jsonl"], default="jsonl")
    parser.add_argument("--output", metavar="FILE", help="write there instead of standard output")


def write_rows(rows: Iterable[Row], arguments: argparse.Namespace) -> None:
    """Write one line per row in the chosen format; numbers read back exactly.

    In CSV, columns are the keys of the first row, and lists and objects are written as JSON.

    Raises:
        InputError: If the output file cannot be written.
    """
    rows = iter(rows)
    # The first row is computed before the file is opened: bad input must not cost an old file.
    first = next(rows, None)
    if first is None:
        return
    with _opened(arguments.output) as stream:
        write = _write_csv if arguments.format == "csv" else _write_json_lines
        write(chain([first], rows), stream)


@contextmanager
def _opened(name: str | None) -> Iterator[TextIO]:
    if name is None:
        yield sys.stdout
        return
    target = Path(name)
    partial = target.with_name(target.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        os.replace(partial, target)
    except OSError as error:
        raise InputError(
            f"{name} cannot be written ({error.strerror}); choose another file with --output."
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _write_json_lines(rows: Iterable[Row], stream: TextIO) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def _write_csv(rows: Iterable[Row], stream: TextIO) -> None:
    columns: list[str] = []
    writer = csv.writer(stream)
    for row in rows:
        if not columns:
            columns = list(row)
            writer.writerow(columns)
        writer.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False)
    return repr(value) if isinstance(value, float) else value
