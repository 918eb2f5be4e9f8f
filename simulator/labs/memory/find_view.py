"""Units by the pattern they show over a brushed phrase, and where else they show it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simulator.labs.memory.cells import VALUES
from simulator.labs.memory.latest import Latest
from simulator.labs.memory.library import Library
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_find import (
    THRESHOLD,
    Found,
    Match,
    Signature,
    matches_of,
    units_with,
)
from simulator.simulation.memory_reader import Reading
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.number_field import NumberField

AROUND = 3
"""Tokens that are shown beside each place."""


NOBODY = "No unit is on exactly here: lower ≥, or untick “off before” or “off after”."


class FindView(QWidget):
    """``unit_chosen`` carries a unit, ``place_chosen`` a sentence and its token."""

    unit_chosen = Signal(int)
    place_chosen = Signal(str, int)
    refused = Signal(str)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phrase = ElidedLabel("Drag over words above the maps to brush a phrase")
        self.value = QComboBox()
        self.value.setAccessibleName("Which gate or state is looked at")
        self.threshold = NumberField("Threshold from which a unit is on", THRESHOLD, 0.0, 1e6)
        self.threshold.setFixedWidth(56)
        self.threshold.setToolTip("From which size a unit counts as on")
        self.before, self.after = QCheckBox("off before"), QCheckBox("off after")
        self.units, self.places = QListWidget(), QListWidget()
        self.units.setAccessibleName("Units that are on over the phrase")
        self.places.setAccessibleName("Places where the same units are on")
        for view in (self.units, self.places):
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.latest = Latest(self)
        self.found: tuple[Found, ...] = ()
        self.matches: tuple[Match, ...] = ()
        self._library = library
        self._range: tuple[int, int] | None = None
        self._snapshot: MemorySnapshot | None = None
        self._asked: tuple[object, ...] = ()
        self._readings: tuple[Reading, ...] = ()
        self._connect()
        self._lay_out()

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Follow the sentence: a phrase belongs to the sentence in which it was brushed."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.reader.model.kind != snapshot.reader.model.kind:
            self._offer_values()
        if before is None or before.original is not snapshot.original:
            self._range = None
        if self.isVisible():
            self._search()

    def show_phrase(self, first: int, last: int) -> None:
        """Search with another phrase."""
        self._range = (first, last)
        self._search()

    def showEvent(self, event: QShowEvent) -> None:
        """Search when somebody looks."""
        super().showEvent(event)
        if self._snapshot is not None:
            self._search()

    def _search(self) -> None:
        """Find the units at once, and their places beside the window."""
        snapshot = self._snapshot
        first, last = self._range or (snapshot.index, snapshot.index)
        signature = Signature(
            self.value.currentData(),
            first,
            last,
            self.threshold.value,
            self.before.isChecked(),
            self.after.isChecked(),
        )
        if (snapshot.reading, signature) == self._asked:
            return
        self._asked = (snapshot.reading, signature)
        self.found = units_with(snapshot.reading, signature)
        self._show_units(first, last)
        self.places.clear()
        if not self.found:
            self.places.addItem(NOBODY)
        found, library, reader = self.found, self._library, snapshot.reader

        def work(should_stop):  # type: ignore[no-untyped-def]
            readings = library.readings(reader, should_stop)
            return readings, matches_of(readings, signature, found, should_stop)

        self.latest.ask(work, self._show_matches, beside=True)

    def _show_units(self, first: int, last: int) -> None:
        words = [token.text for token in self._snapshot.reading.tokens[first : last + 1]]
        phrase = " ".join(words if len(words) < 7 else (*words[:3], "…", *words[-2:]))
        count = len(self.found)
        said = f"“{phrase}”: {count} unit{'' if count == 1 else 's'}"
        if self._range is None:
            said += " · drag over the words above to brush a phrase"
        self.phrase.show_text(said)
        self.units.clear()
        for one in self.found:
            item = QListWidgetItem(f"unit {one.unit} {'+' if one.sign > 0 else '−'}", self.units)
            item.setData(Qt.ItemDataRole.UserRole, one.unit)

    def _show_matches(self, result: tuple[tuple[Reading, ...], tuple[Match, ...]]) -> None:
        self._readings, self.matches = result
        self.places.clear()
        for match in self.matches:
            reading = self._readings[match.sentence]
            item = QListWidgetItem(f"{100 * match.share:.0f} %  {_snippet(reading, match)}")
            item.setToolTip(f"{reading.text}\n{100 * match.share:.0f} % of the units are on here")
            self.places.addItem(item)
        if not self.found:
            self.places.addItem(NOBODY)
        elif not self.matches:
            self.places.addItem("These units are on together in no other sentence.")

    def _choose_place(self, row: int) -> None:
        if 0 <= row < len(self.matches):
            match = self.matches[row]
            self.place_chosen.emit(self._readings[match.sentence].text, match.first)

    def _offer_values(self) -> None:
        self.value.clear()
        for value in VALUES[self._snapshot.reader.model.kind]:
            self.value.addItem(f"{value.title} {value.name}", value.name)

    def _connect(self) -> None:
        for box in (self.before, self.after):
            box.setChecked(True)
            box.toggled.connect(lambda: self._search())
        self.value.activated.connect(lambda: self._search())
        self.threshold.edited.connect(lambda: self._search())
        self.threshold.refused.connect(self.refused)
        for signal in (self.units.itemActivated, self.units.itemClicked):
            signal.connect(lambda item: self.unit_chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        for signal in (self.places.itemActivated, self.places.itemClicked):
            signal.connect(lambda item: self._choose_place(self.places.row(item)))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.phrase, 1)
        row.addWidget(self.value)
        sign = QLabel("≥")
        sign.setObjectName("muted")
        row.addWidget(sign)
        for widget in (self.threshold, self.before, self.after):
            row.addWidget(widget)
        lists = QHBoxLayout()
        lists.addWidget(self.units, 1)
        lists.addWidget(self.places, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(lists, 1)


def _snippet(reading: Reading, match: Match) -> str:
    """Return the words of a place in brackets, with a few around."""
    words = [token.text for token in reading.tokens]
    inside = words[match.first : match.last + 1]
    if len(inside) > 12:
        inside = [*inside[:7], "…", *inside[-4:]]
    before = words[max(match.first - AROUND, 0) : match.first]
    after = words[match.last + 1 : match.last + 1 + AROUND]
    return " ".join([*before, f"[{' '.join(inside)}]", *after])
