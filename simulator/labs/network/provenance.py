"""Where a number comes from: its formula, its numbers, and what finite differences say of it."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.simulation.network import NetworkSnapshot
from simulator.simulation.network_check import Check, check_gradient
from simulator.simulation.network_phases import phase_places, spoken
from simulator.simulation.network_text import explain_phase, quantity
from simulator.widgets.colours import muted, role_colour
from simulator.widgets.formula import FormulaView
from simulator.widgets.values import ValueRows

WIDTH = 420
VERDICTS = {
    "agrees": "✓ they agree",
    "differs": "✗ they differ",
    "too small to tell": "≈ too small for differences to tell",
}


class Provenance(QFrame):
    """A card over the page about one number; Escape or a click elsewhere closes it.

    ``phase_wanted`` carries the phase (counted from 1) that computes the number.
    """

    phase_wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("card")
        self.setAccessibleName("Where this number comes from")
        self.setFixedWidth(WIDTH)
        self.title = QLabel()
        self.title.setObjectName("cardTitle")
        self.source = QLabel()
        self.source.setObjectName("muted")
        self.source.setWordWrap(True)
        self.formula = FormulaView(self)
        self.rows = ValueRows()
        self.go_button = QPushButton("Go to its phase")
        self.go_button.clicked.connect(self._go)
        self._phase = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        for widget in (self.title, self.formula, self.source, self.rows, self.go_button):
            column.addWidget(widget)

    def show_quantity(self, snapshot: NetworkSnapshot, name: str, place: QPoint) -> None:
        """Open beside ``place`` (in the page) with the provenance of ``name``."""
        self.fill(snapshot, name)
        self.adjustSize()
        page = self.parentWidget().rect()
        x = min(max(place.x() - WIDTH // 2, 8), page.width() - WIDTH - 8)
        below = place.y() + 16
        fits = below + self.height() <= page.height() - 8
        self.move(x, below if fits else max(8, place.y() - self.height() - 16))
        self.show()
        self.raise_()
        self.setFocus()

    def fill(self, snapshot: NetworkSnapshot, name: str) -> None:
        """Show the provenance of ``name``; of a parameter also its gradient's check."""
        found = quantity(snapshot, name)
        stem = name.removesuffix("_old").removesuffix("_new")
        self.title.setText(f"{spoken(name)} = {found.value:.12g}".replace("-", "\N{MINUS SIGN}"))
        self.source.setText(f"It is {found.source}.")
        self._phase = phase_places(snapshot.n).get(stem, -1) + 1
        computed = self._phase > 0 and not name.endswith("_old")
        is_parameter = stem[0] in "wb"
        if is_parameter and not name.endswith("_new") and not snapshot.is_known(stem):
            computed = False
        self.formula.setVisible(computed)
        self.go_button.setVisible(computed)
        if computed:
            phases = snapshot if not snapshot.whole else snapshot.changed(whole=False)
            self.formula.show_explanation(explain_phase(phases, self._phase))
            self.go_button.setText(f"Go to its phase ({self._phase} of {8 * snapshot.n})")
            self.go_button.setEnabled(not snapshot.whole)
        self._show_check(snapshot, f"dL_d{stem}" if is_parameter else stem)

    def _show_check(self, snapshot: NetworkSnapshot, name: str) -> None:
        checkable = name.startswith("dL_d") and snapshot.is_known(name)
        self.rows.setVisible(checkable)
        if not checkable:
            return
        check = check_gradient(snapshot, name)
        names = [f"{spoken(name)} by the chain rule", "by finite differences"]
        self.rows.show_names([*names, "relative difference", "verdict"])
        self.rows.show_value(0, f"{check.analytic:.10g}".replace("-", "\N{MINUS SIGN}"))
        self.rows.show_value(1, f"{check.numeric:.10g}".replace("-", "\N{MINUS SIGN}"))
        self.rows.show_value(2, f"{check.relative:.1e}".replace("-", "\N{MINUS SIGN}"))
        self.rows.show_value(3, VERDICTS[check.verdict], self._colour(check))

    def _colour(self, check: Check):  # type: ignore[no-untyped-def]
        if check.verdict == "too small to tell":
            return muted(self.palette())
        return role_colour("optimum" if check.verdict == "agrees" else "gradient", self.palette())

    def _go(self) -> None:
        self.close()
        self.phase_wanted.emit(self._phase)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for clicks elsewhere, as long as it is open."""
        QApplication.instance().installEventFilter(self)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer, and give the keys back."""
        QApplication.instance().removeEventFilter(self)
        super().hideEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a click elsewhere, which is then acted on as always."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            inside = watched is self or self.isAncestorOf(watched)
            if not inside:
                self.close()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
