"""The values of one unit over the sentence, as lines under the chips."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.labs.memory.aligned_plot import AlignedPlot
from simulator.labs.memory.cell_view import short
from simulator.labs.memory.cells import VALUES, Value
from simulator.labs.memory.lines import Lines, LineSpec
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_find import Carries
from simulator.simulation.memory_units import lifetimes
from simulator.simulation.numbers import format_number
from simulator.widgets.heatmap import HeatMap
from simulator.widgets.labels import ElidedLabel

CARRIES = 0.5
"""Share of its variance from which a unit is said to carry something."""


class UnitView(QWidget):
    """A line for each value, which its button shows or hides; dotted what was before a change."""

    _built = False  # the palette changes already while Qt's constructor runs

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = AlignedPlot("Values of the chosen unit by token", maps, self)
        self.lines = Lines(self.plot, self)
        self.lines.toggled.connect(self._redraw)
        self.title = QLabel()
        self.title.setObjectName("cardTitle")
        self.life = ElidedLabel()
        self.life.setObjectName("muted")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.title)
        row.addWidget(self.life, 1)
        row.addLayout(self.lines.row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self.plot.describe = self._describe
        self._carried: tuple[Carries, ...] = ()
        self._snapshot: MemorySnapshot | None = None
        maps.columns_moved.connect(self._redraw)
        self._built = True

    def show_carried(self, told: tuple[Carries, ...]) -> None:
        """Say from now on what each unit of this network carries, as measured over a library."""
        self._carried = told
        if self._snapshot is not None:
            self.life.show_text(self._life(self._snapshot))

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Draw the lines where unit or reading are new; always move the mark and the numbers."""
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and before.reader is not snapshot.reader:
            self._carried = ()  # it was said of another network
        values = VALUES[snapshot.reader.model.kind]
        self.lines.show_specs([_spec(value) for value in values], self.palette())
        if before is None or before.reading is not snapshot.reading or before.unit != snapshot.unit:
            self._redraw()
            self.title.setText(f"Unit {snapshot.unit}")
            self.life.show_text(self._life(snapshot))
        for value in values:
            number = float(snapshot.reading.values(value.name)[snapshot.unit, snapshot.index])
            self.lines.label(value.name, f"{value.name} {short(number)}")
        self.plot.show_column(snapshot.index)

    def _redraw(self) -> None:
        """Put the values of the unit at the middles of the columns."""
        snapshot = self._snapshot
        if snapshot is None or len(snapshot.reading) != len(self.plot.centres):
            return  # the maps are not yet those of this sentence
        shown = [0.0, 1.0]
        for name in self.lines.lines:
            y = snapshot.reading.values(name)[snapshot.unit]
            ghost = snapshot.original.values(name)[snapshot.unit] if snapshot.changed else None
            shown += self.lines.draw(name, self.plot.centres, y, ghost)
        self.plot.show_heights(min(shown), max(shown))
        self.plot.show_column(snapshot.index)

    def _describe(self, column: int) -> str:
        """Return every value of the unit at a token, and where it comes from."""
        snapshot = self._snapshot
        if snapshot is None or column >= len(snapshot.reading):
            return ""
        lines = [f"unit {snapshot.unit} at “{snapshot.reading.tokens[column].text}”"]
        for value in VALUES[snapshot.reader.model.kind]:
            number = float(snapshot.reading.values(value.name)[snapshot.unit, column])
            lines.append(f"{value.name} = {format_number(number)}: {value.source}")
        return "\n".join(lines)

    def _life(self, snapshot: MemorySnapshot) -> str:
        said = _life(snapshot)
        if len(self._carried) == snapshot.reader.units:
            one = self._carried[snapshot.unit]
            shares = {"country": one.country, "statement": one.statements, "place": one.position}
            what = max(shares, key=lambda name: shares[name])
            if shares[what] >= CARRIES:
                said = f"carries the {what} ({100 * shares[what]:.0f} % of its variance) · {said}"
        return said

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if self._built and event.type() == QEvent.Type.PaletteChange:
            self.lines.apply_palette(self.palette())


def _life(snapshot: MemorySnapshot) -> str:
    """Say how long the unit keeps, by the gate that keeps: 1/(1 − its mean)."""
    gates = {"lstm": "f", "gru": "z"}
    gate = gates.get(snapshot.reader.model.kind)
    if gate is None:
        return "no gate keeps anything here"
    tokens = format_number(float(lifetimes(snapshot.reading)[snapshot.unit]), 2)
    return f"keeps for about {tokens} tokens · 1/(1 − mean {gate}), without the paths through h"


def _spec(value: Value) -> LineSpec:
    tip = f"{value.title} {value.name} = {value.source}"
    return LineSpec(value.name, value.role, tip, "dashed" if value.dashed else "solid")
