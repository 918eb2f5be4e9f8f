"""The sentences that are searched, as the network in use reads them."""

from collections.abc import Callable

from simulator.engine.errors import InputError
from simulator.files.sentences import Sentence, library, made_sentences
from simulator.simulation.memory_reader import Reader, Reading
from simulator.simulation.vocabulary import BLANK

LONGEST = 300
"""Tokens of the longest sentence that is searched."""

MOST = 1000
"""How many sentences are searched at most."""


class Library:
    """Sentences of an opened file, or those that ship with the app and more made like them."""

    def __init__(self) -> None:
        self._opened: tuple[Sentence, ...] = ()
        self._reader: Reader | None = None
        self._readings: tuple[Reading, ...] = ()

    def open(self, sentences: tuple[Sentence, ...]) -> None:
        """Search these from now on."""
        self._opened, self._reader = sentences[:MOST], None

    def readings(self, reader: Reader, should_stop: Callable[[], bool]) -> tuple[Reading, ...]:
        """Return every sentence as a network reads it; those it cannot read are passed over."""
        if reader is not self._reader:
            found = []
            for sentence in self._sentences(reader):
                if should_stop():
                    return ()
                reading = _read(reader, sentence.text)
                if reading is not None:
                    found.append(reading)
            self._reader, self._readings = reader, tuple(found)
        return self._readings

    def _sentences(self, reader: Reader) -> tuple[Sentence, ...]:
        if self._opened:
            return self._opened
        # What is made has a blank at its end, which only such networks know.
        return (*library(), *(made_sentences() if BLANK in reader.vocabulary else ()))


def _read(reader: Reader, text: str) -> Reading | None:
    try:
        short = len(reader.tokens_of(text)) <= LONGEST
        return reader.read(text) if short else None
    except InputError:
        return None
