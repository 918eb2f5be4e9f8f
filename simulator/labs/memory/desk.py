"""What lies on the desk: the sentence, the networks that read it, and the changes."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from simulator.engine.errors import InputError
from simulator.files.memory_session import read_session, write_session
from simulator.labs.memory.latest import Latest
from simulator.simulation.memory import MemorySnapshot, first_snapshot
from simulator.simulation.memory_changes import Change
from simulator.simulation.memory_reader import Reader
from simulator.simulation.memory_units import carriers
from simulator.simulation.timeline import Timeline
from simulator.widgets.frame import LabFrame

HEAVY = 3e8
"""Products of tokens and weights from which a sentence is read beside the window (about 0.1 s)."""

UNDOS = 40
"""Changes that can be undone: each holds a reading of its sentence."""


class Desk(QObject):
    """Answers every gesture with a new timeline; every change can be undone.

    ``readers_changed`` tells that other networks are on offer or read, ``refused`` carries a
    sentence about what cannot be done, ``busy`` whether a long sentence is being read.
    """

    readers_changed = Signal()
    refused = Signal(str)
    busy = Signal(bool)

    def __init__(self, frame: LabFrame, readers: tuple[Reader, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._player, self._history = frame.player, frame.history
        self._history.setUndoLimit(UNDOS)
        self._history.indexChanged.connect(self._show_newest)
        self._learning: dict[str, Reader] = {}
        self.readers = readers
        self.latest = Latest(self)

    @property
    def snapshot(self) -> MemorySnapshot:
        """What is shown."""
        current: MemorySnapshot = self._player.timeline.current
        return current

    @property
    def other(self) -> Reader | None:
        """The network that reads beside."""
        return self.snapshot.other.reader if self.snapshot.other else None

    def begin(self, text: str, beside: str = "") -> None:
        """Read the first sentence, with that unit chosen that carries most of the answer.

        Args:
            text: The sentence.
            beside: Name of the network that reads beside, if it is on offer.

        Raises:
            InputError: If there is no network.
        """
        if not self.readers:
            raise InputError("No trained network is installed; run chainrule train.")
        other = next((reader for reader in self.readers[1:] if reader.name == beside), None)
        first = first_snapshot(self.readers[0], text, other)
        first = first.with_unit(int(carriers(first.reading)[0]))
        self._player.load(_timeline(first), len(first.reading) - 1)
        self._history.clear()
        self.readers_changed.emit()

    def read_sentence(self, text: str, index: int | None = None) -> None:
        """Read another sentence, standing at ``index``, or where one stood before."""
        here = self.snapshot
        at = here.index if index is None else index
        tokens = len(text.split())
        self._ask("sentence", lambda: here.with_sentence(text).at(at), tokens)

    def change_network(self, what: str, changes: tuple[Change, ...]) -> None:
        """Read with other changes; say why the last one does not fit, if so."""
        here = self.snapshot
        self._ask(what, lambda: here.with_changes(changes), len(here.reading))

    def choose_unit(self, unit: int) -> None:
        """Look at another unit, which changes nothing that could be undone."""
        self._player.load(_timeline(self.snapshot.with_unit(unit)))

    def choose_reader(self, number: int) -> None:
        """Let another network on offer read."""
        self.choose_readers(self.readers[number], self.other)

    def choose_other(self, number: int) -> None:
        """Let a network on offer read beside, or none for −1."""
        other = self.readers[number] if number >= 0 else None
        self.choose_readers(self.snapshot.reader, other, "second network")

    def choose_readers(self, reader: Reader, other: Reader | None, what: str = "network") -> None:
        """Let these two networks read the sentence."""
        here = self.snapshot
        self.readers = (*self.readers, *(new for new in (reader, other) if new and self._new(new)))
        self._ask(what, lambda: here.with_readers(reader, other), len(here.reading))

    def add_reader(self, reader: Reader) -> Reader:
        """Offer another network, and let it read the sentence; return it with a name of its own.

        Raises:
            InputError: If it cannot read it.
        """
        reader = self._named(reader)
        changed = self.snapshot.with_readers(reader, self.other)
        self.readers = (*self.readers, reader)
        self._show("network", changed)
        return reader

    def open_session(self, path: Path) -> None:
        """Open a saved sentence with its changes.

        Raises:
            InputError: If the file is something else, or its network is not open.
        """
        text, model, changes = read_session(path)
        reader = next((known for known in self.readers if known.name == model), None)
        if reader is None:
            raise InputError(f"{path.name} was saved with {model}; open these weights first.")
        self._show("opened sentence", first_snapshot(reader, text, self.other, changes))

    def save_session(self, path: Path) -> None:
        """Write the sentence and its changes.

        Raises:
            InputError: If the file cannot be written.
        """
        here = self.snapshot
        write_session(path, here.sentence, here.reader.name, here.changes)

    def show_learnt(self, reader: Reader, text: str = "") -> None:
        """Let a network in training read; only its first appearance can be undone.

        Args:
            reader: The network as it is now.
            text: What it reads first; the sentence that lies here if not given.
        """
        known = reader.name in self._learning
        self._learning[reader.name] = reader
        if known:
            self.readers = tuple(self.newest(old) for old in self.readers)
            self._show_newest()
            return
        try:
            if text:
                first = first_snapshot(reader, text)
                self.readers = (*self.readers, reader)
                self._show("network", first.at(len(first.reading)))
            else:
                self.add_reader(reader)
        except InputError as error:
            self.refused.emit(str(error))

    def newest(self, reader: Reader) -> Reader:
        """Return what a network has learnt by now."""
        return self._learning.get(reader.name, reader)

    def _named(self, reader: Reader) -> Reader:
        """Return a reader whose name no other has: the file opened twice is “mine” and “mine 2”."""
        taken = {known.name for known in self.readers}
        numbered = (f"{reader.name} {number}" for number in count(2))
        free = (name for name in chain([reader.name], numbered) if name not in taken)
        name = next(free)
        return reader if name == reader.name else replace(reader, name=name)

    def _new(self, reader: Reader) -> bool:
        return all(reader is not known for known in self.readers)

    def _show_newest(self) -> None:
        """Read with what was learnt last, also where undo has brought back older weights."""
        here, other = self.snapshot, self.other
        newest, second = self.newest(here.reader), other and self.newest(other)
        if newest is not here.reader or second is not other:
            self._player.load(_timeline(here.with_readers(newest, second)))
        self.readers_changed.emit()

    def _ask(self, what: str, make: Callable[[], MemorySnapshot], tokens: int) -> None:
        """Make a snapshot, beside the window if that takes long, and show it."""
        readers = [reader for reader in (self.snapshot.reader, self.other) if reader]
        weights = sum(
            sum(array.size for layer in reader.model.layers for array in layer.arrays().values())
            + reader.model.output_weight.size
            for reader in readers
        )
        beside = tokens * weights > HEAVY
        if beside:
            self.busy.emit(True)
        self.latest.ask(lambda _: _caught(make), lambda made: self._answer(what, made), beside)

    def _answer(self, what: str, made: MemorySnapshot | InputError) -> None:
        self.busy.emit(False)
        if isinstance(made, InputError):
            self.refused.emit(str(made))
            self.readers_changed.emit()  # a choice that was refused is taken back
            return
        before = self.snapshot.changes
        self._show(what, made)
        if made.changes != before and made.refused and made.refused[-1]:
            self.refused.emit(made.refused[-1])

    def _show(self, what: str, snapshot: MemorySnapshot) -> None:
        self.refused.emit("")  # what was refused before is no longer of interest
        self._history.change(what, _timeline(snapshot))
        self.readers_changed.emit()


def _caught(make: Callable[[], MemorySnapshot]) -> MemorySnapshot | InputError:
    try:
        return make()
    except InputError as error:
        return error


def _timeline(snapshot: MemorySnapshot) -> Timeline[MemorySnapshot]:
    """Return the walk through the sentence, standing where the snapshot stands."""
    timeline = Timeline(snapshot.at(0), MemorySnapshot.next)
    timeline.go_to(len(snapshot.reading))  # its length is known: the slider need not guess
    timeline.go_to(snapshot.index)
    return timeline
