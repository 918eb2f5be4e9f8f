"""Sentences from files: plain text, a line each, or a CSV with a column of texts."""

import csv
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from simulator.engine.errors import InputError
from simulator.files.assets import asset
from simulator.files.facts import read_facts
from simulator.simulation.corpus.dice import Dice
from simulator.simulation.corpus.statements import Corpus
from simulator.simulation.corpus.streams import training_stream
from simulator.simulation.vocabulary import BLANK, UNKNOWN

LARGEST = 20_000_000
"""Bytes of the largest file that is read whole."""

COLUMNS = ("sentence", "text", "sentences", "texts", "content", "comment", "review", "message")
"""Headers by which a column of texts is known, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, and what it shows, if somebody said so."""

    text: str
    shows: str = ""


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """Return the sentences of a text file (a line each) or of a CSV's text column.

    Raises:
        InputError: If the file is missing, too large, not text, or has no sentence.
    """
    text = _text(path)
    if path.suffix.lower() in (".csv", ".tsv"):
        sentences = _column(path, text)
    else:
        sentences = tuple(Sentence(line.strip()) for line in text.splitlines() if line.strip())
    if not sentences:
        raise InputError(f"{path.name} has no sentence in it; write one on each line.")
    return sentences


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(
                f"{path.name} has {size / 1e6:,.0f} MB; give a file of sentences of at most "
                f"{LARGEST // 1_000_000} MB."
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the name.") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(path, content, "utf-16")
    if b"\0" in content:
        raise InputError(f"{path.name} is no text file; give sentences as .txt or .csv.")
    return _decoded(path, content, "utf-8-sig")


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        pass
    text = content.decode("latin-1")
    # Latin-1 decodes anything; text has no control characters but tabs and line ends.
    if any(char < " " and char not in "\t\r\n\f" for char in text):
        raise InputError(f"{path.name} is no text file; give sentences as .txt or .csv.")
    return text


def _column(path: Path, text: str) -> tuple[Sentence, ...]:
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect, strict=True) if any(row)]
    except csv.Error as error:
        raise InputError(
            f"{path.name} is no CSV that can be read ({error}); check its quotes."
        ) from error
    if not rows:
        return ()
    header = [cell.strip().lower() for cell in rows[0]]
    named = next((header.index(name) for name in COLUMNS if name in header), None)
    column = named if named is not None else _longest_column(path, rows)
    body = rows[1:] if named is not None else rows
    return tuple(
        Sentence(row[column].strip()) for row in body if len(row) > column and row[column].strip()
    )


def _longest_column(path: Path, rows: list[list[str]]) -> int:
    """Return the column that has texts: the one with most words, if it has spaces at all."""
    width = max(len(row) for row in rows)
    words = [sum(len(row[k].split()) for row in rows if len(row) > k) for k in range(width)]
    if max(words) <= len(rows):
        raise InputError(f"{path.name} has no column of texts; name one “text” in its first line.")
    return words.index(max(words))


def library() -> tuple[Sentence, ...]:
    """Return the sentences that ship with the app, each with what it shows."""
    sentences: list[Sentence] = []
    for path in sorted(asset("sentences").glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            sentences.append(Sentence(entry["text"], entry["shows"]))
    return tuple(sentences)


@cache
def made_sentences(count: int = 240, seed: int = 7) -> tuple[Sentence, ...]:
    """Return sentences made from the templates and facts that the shipped networks read.

    One to three statements each, only the last with a blank; the same for the same arguments.
    """
    corpus = Corpus(read_facts())
    dice = Dice(np.random.default_rng(seed))
    made: list[Sentence] = []
    while len(made) < count:
        text = corpus.vocabulary.decode(training_stream(corpus, dice).ids)
        if text.count(BLANK) == 1 and UNKNOWN not in text:
            made.append(Sentence(text, "made from templates"))
    return tuple(made)


@cache
def country_names() -> frozenset[str]:
    """Return the words that name the countries of the facts."""
    return frozenset(fact.country for fact in read_facts())
