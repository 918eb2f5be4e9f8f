"""The memory lab's timeline: one snapshot for each token of a sentence."""

from dataclasses import dataclass, replace

from simulator.engine.errors import InputError
from simulator.engine.interventions import Intervention, edits_of_layers
from simulator.simulation.explanation import Explanation
from simulator.simulation.memory_changes import Change
from simulator.simulation.memory_explanation import explain_token
from simulator.simulation.memory_reader import Reader, Reading


@dataclass(frozen=True, slots=True, eq=False)
class MemorySnapshot:
    """A sentence that was read, and where one stands in it.

    Attributes:
        original: The sentence as the network reads it by itself.
        reading: The same with the changes that are switched on; ``original`` if there are none.
        other: The same sentence as a second network reads it, if there is one.
        changes: All changes, also those that are switched off.
        refused: For each change that does not fit this sentence or network, why.
        index: The token where one stands, from 0.
        unit: The chosen unit, from 0 through all layers.
    """

    original: Reading
    reading: Reading
    other: Reading | None = None
    changes: tuple[Change, ...] = ()
    refused: tuple[str, ...] = ()
    index: int = 0
    unit: int = 0

    @property
    def sentence(self) -> str:
        """The sentence as it was written."""
        return self.reading.text

    @property
    def reader(self) -> Reader:
        """The network."""
        return self.reading.reader

    @property
    def changed(self) -> bool:
        """Whether anything is different from what the network does by itself."""
        return self.reading is not self.original

    def next(self) -> "MemorySnapshot | None":
        """Return the snapshot at the next token; None after the last."""
        if self.index + 1 >= len(self.reading):
            return None
        return replace(self, index=self.index + 1)

    def explain(self) -> Explanation:
        """Say what the chosen unit does at this token."""
        return explain_token(self.reading, self.original, self.index, self.unit)

    def with_unit(self, unit: int) -> "MemorySnapshot":
        """Return the same place with another unit chosen."""
        return replace(self, unit=unit)

    def at(self, index: int) -> "MemorySnapshot":
        """Return the same sentence at another token, as near to ``index`` as there is one."""
        return replace(self, index=min(max(index, 0), len(self.reading) - 1))

    def with_changes(self, changes: tuple[Change, ...]) -> "MemorySnapshot":
        """Return the same place with other changes."""
        return _snapshot(self.original, self.other, changes, self.index, self.unit)

    def with_sentence(self, text: str) -> "MemorySnapshot":
        """Return the first token of another sentence, read with the same networks and changes.

        Raises:
            InputError: If it cannot be read.
        """
        other = self.other.reader.read(text) if self.other else None
        return _snapshot(self.reader.read(text), other, self.changes, 0, self.unit)

    def with_readers(self, reader: Reader, other: Reader | None) -> "MemorySnapshot":
        """Return the same sentence as read by other networks.

        Raises:
            InputError: If one of them cannot read it.
        """
        original = self.original if reader is self.reader else reader.read(self.sentence)
        second = other.read(self.sentence) if other else None
        return _snapshot(original, second, self.changes, self.index, self.unit)


def first_snapshot(
    reader: Reader, text: str, other: Reader | None = None, changes: tuple[Change, ...] = ()
) -> MemorySnapshot:
    """Return the snapshot at the first token of a sentence.

    Raises:
        InputError: If the sentence cannot be read.
    """
    second = other.read(text) if other else None
    return _snapshot(reader.read(text), second, changes, 0, 0)


def _snapshot(
    original: Reading, other: Reading | None, changes: tuple[Change, ...], index: int, unit: int
) -> MemorySnapshot:
    reader = original.reader
    interventions, refused = _interventions(original, changes)
    reading = reader.read(original.text, interventions) if interventions else original
    index, unit = min(index, len(reading) - 1), min(unit, reader.units - 1)
    return MemorySnapshot(original, reading, other, changes, refused, index, unit)


def _interventions(
    original: Reading, changes: tuple[Change, ...]
) -> tuple[tuple[Intervention, ...], tuple[str, ...]]:
    """Return what the changes mean here, and for each change why it does not fit ("" if it does).

    A change that was right for one sentence may not fit the next; it stays listed.
    """
    model = original.reader.model
    fitting: list[Intervention] = []
    refused: list[str] = []
    for change in changes:
        try:
            intervention = change.rule.intervention(original.reader, original.tokens)
            size = (len(model.layers), model.hidden_size)
            edits_of_layers((intervention,), model.cell.NAMES, *size, 0, len(original))
        except InputError as error:
            refused.append(str(error))
            continue
        refused.append("")
        if change.on:
            fitting.append(intervention)
    return tuple(fitting), tuple(refused)
