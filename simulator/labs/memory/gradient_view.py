"""How far back the answer depends on the state: gradients by token, on a log scale."""

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.labs.memory.aligned_plot import AlignedPlot
from simulator.labs.memory.latest import Latest
from simulator.labs.memory.lines import Lines, LineSpec
from simulator.simulation.explanation import Role
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_reader import Reading
from simulator.simulation.memory_why import GradientsByToken, gradients_by_token
from simulator.simulation.numbers import SUPERSCRIPT
from simulator.widgets.heatmap import HeatMap
from simulator.widgets.labels import ElidedLabel

LOWEST = 1e-20
"""What is smaller is drawn here: the axis is logarithmic."""

LONG = 40_000
"""Tokens times units from which gradients are computed beside the window."""

NOTE = (
    "∂h is small even where c remembers · Πf, the forget gates multiplied, leaves out the paths "
    "through h: it is no gradient"
)


class GradientView(QWidget):
    """Lines for the network and the one beside it, and the products of forget gates."""

    _built = False  # the palette changes already while Qt's constructor runs

    def __init__(self, maps: HeatMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = AlignedPlot("Gradient of the answer by token, log scale", maps, self)
        self.plot.getAxis("left").setLogMode(False)
        self.plot.getAxis("left").tickStrings = _powers_of_ten
        self.lines = Lines(self.plot, self)
        self.lines.toggled.connect(self._redraw)
        self.note = ElidedLabel(NOTE)
        self.note.setObjectName("muted")
        self.latest = Latest(self)
        self.title = ElidedLabel()
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        row.addLayout(self.lines.row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.plot, 1)
        self._snapshot: MemorySnapshot | None = None
        self._found: tuple[tuple[Reading, GradientsByToken], ...] = ()
        self.plot.describe = self._describe
        self._values: dict[str, np.ndarray] = {}
        maps.columns_moved.connect(self._redraw)
        self._built = True

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Compute anew where a reading is new, if anybody looks; always move the mark."""
        before, self._snapshot = self._snapshot, snapshot
        if not self.isVisible():
            return
        self._find()
        if before is None or before.unit != snapshot.unit:
            self._redraw()
        self._label()
        self.plot.show_column(snapshot.index)

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what was not needed while nobody looked."""
        super().showEvent(event)
        if self._snapshot is not None:
            self._find()
            self._redraw()

    def _find(self) -> None:
        snapshot = self._snapshot
        if not snapshot.reader.answers:
            self.title.show_text("No output layer: no answer has a gradient")
            self._show_found(())
            return
        both = (snapshot.reading, snapshot.other)
        readings = tuple(reading for reading in both if reading and reading.reader.answers)
        if tuple(reading for reading, _ in self._found) == readings:
            return
        size = sum(len(reading) * reading.reader.units for reading in readings)
        self.latest.ask(
            lambda _: tuple((reading, gradients_by_token(reading)) for reading in readings),
            self._show_found,
            beside=size > LONG,
        )

    def _show_found(self, found: tuple[tuple[Reading, GradientsByToken], ...]) -> None:
        self._found = found
        specs = [_specs(reading, told, number) for number, (reading, told) in enumerate(found)]
        self.lines.show_specs([spec for some in specs for spec in some], self.palette())
        if found:
            self.title.show_text(f"∂ log p(“{found[0][1].word}”), norms by token")
        self._redraw()

    def _curves(self) -> dict[str, np.ndarray]:
        """Return what each line shows, before the logarithm."""
        curves = {}
        for number, (reading, told) in enumerate(self._found):
            mark = _mark(reading, number)
            curves[f"∂h{mark}"] = told.h
            if told.c is not None:
                curves[f"∂c{mark}"] = told.c
        products = self._found[0][1].products
        if products is not None:
            curves["Πf"] = products[self._snapshot.unit]
            curves["Πf best"] = self._found[0][1].best_products()
        return curves

    def _redraw(self) -> None:
        columns = len(self.plot.centres)
        if not self._found or len(self._found[0][0]) != columns:
            return
        shown = [0.0]
        self._values = self._curves()
        for name, values in self._values.items():
            logs = np.log10(np.maximum(values, LOWEST))
            x = self.plot.centres if len(logs) == columns else self._columns_of(len(logs))
            shown += self.lines.draw(name, x, logs, None)
        self.plot.show_heights(min(shown), max(shown))
        self.plot.show_column(self._snapshot.index)
        self._label()

    def _columns_of(self, tokens: int) -> np.ndarray:
        """Return where the tokens of another way to cut the sentence stand."""
        first, second = self._found[0][0].tokens, self._found[1][0].tokens
        starts = [token.start for token in first]
        columns = np.searchsorted(starts, [token.start for token in second], side="right") - 1
        return self.plot.centres[np.clip(columns, 0, len(first) - 1)][:tokens]

    def _label(self) -> None:
        for name, values in self._values.items():
            at = min(self._snapshot.index, len(values) - 1)
            self.lines.label(name, f"{name} {_short(float(values[at]))}")

    def _describe(self, column: int) -> str:
        """Return what every line shows at a token, in words."""
        tips = {spec.name: spec.tip for spec in self.lines.specs}
        values = self._values.items()
        return "\n".join(
            f"{_short(float(shown[column]))}: {tips[name]}"
            for name, shown in values
            if column < len(shown)
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of theme."""
        super().changeEvent(event)
        if self._built and event.type() == QEvent.Type.PaletteChange:
            self.lines.apply_palette(self.palette())


def _specs(reading: Reading, told: GradientsByToken, number: int) -> list[LineSpec]:
    role: Role = "gradient" if number else "forward"
    mark, kind = _mark(reading, number), reading.reader.title
    specs = [LineSpec(f"∂h{mark}", role, f"gradient by h, {kind}", "dashed")]
    if told.c is not None:
        specs.insert(0, LineSpec(f"∂c{mark}", role, f"gradient by the cell state c, {kind}"))
    if number == 0 and told.products is not None:
        unit = "product of the chosen unit's forget gates from the next token to the answer"
        best = "mean of these products over the eight units that keep most"
        specs.append(LineSpec("Πf", "forget", unit, "dotted"))
        specs.append(LineSpec("Πf best", "forget", best))
    return specs


def _mark(reading: Reading, number: int) -> str:
    return f" {reading.reader.kind}" if number else ""


def _powers_of_ten(values: list[float], scale: float, spacing: float) -> list[str]:
    """Return the labels of a logarithmic axis: whole powers only."""
    whole = (abs(value - round(value)) < 1e-6 for value in values)
    powers = (f"10{str(round(value)).translate(SUPERSCRIPT)}" for value in values)
    return [power if shown else "" for power, shown in zip(powers, whole, strict=True)]


def _short(value: float) -> str:
    """Return a number of any size in few characters: 0.25, 3·10⁻⁷."""
    if value == 0 or 0.1 <= value < 100:
        return f"{value:.2f}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPT)}"
