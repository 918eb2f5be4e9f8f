"""What if: hold gates, silence units, put in another sentence's state; a list of all changes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from simulator.labs.memory.cells import VALUES
from simulator.labs.memory.patch_panel import PatchPanel
from simulator.simulation.memory import MemorySnapshot
from simulator.simulation.memory_changes import ALL, AblateRule, Change, ClampRule, Rule
from simulator.widgets.card import Card
from simulator.widgets.icons import icon_button
from simulator.widgets.labels import ElidedLabel
from simulator.widgets.number_field import NumberField

Changes = tuple[Change, ...]


class WhatIfCard(Card):
    """``changes_edited`` carries what was done, in words, and the changes from now on."""

    changes_edited = Signal(str, object)
    refused = Signal(str)
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("What if …", hint="clamp a gate")
        self.gate, self.where, self.units = QComboBox(), QComboBox(), QComboBox()
        self.value = NumberField("Value of the clamp", 0.0, -1e6, 1e6)
        self.value.refused.connect(self.refused)
        for box, name in (
            (self.gate, "Gate or state to hold"),
            (self.where, "At which tokens: a number, a range or a word"),
            (self.units, "Of which units: numbers, a range or all"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)
        for box in (self.where, self.units):
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.lineEdit().setAccessibleName(box.accessibleName())
        self.clamp_button = QPushButton("Hold")
        self.clamp_button.setToolTip("Hold the gate at this value and read the sentence again")
        self.clamp_button.clicked.connect(self._clamp)
        self.more_button = QPushButton("More ▾")
        self.more_button.setMenu(QMenu(self))
        self.clear_button = QPushButton("Clear")
        self.clear_button.clicked.connect(lambda: self.changes_edited.emit("clearing", ()))
        self.patch = PatchPanel(self)
        self.patch.rule_made.connect(self.add)
        self.patch.hide()
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2)
        self._snapshot: MemorySnapshot | None = None
        self._shown: tuple[object, ...] = ()
        self._lay_out()

    def show_snapshot(self, snapshot: MemorySnapshot) -> None:
        """Offer the gates of the cell, this token and this unit; list the changes."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.reader.model.kind != snapshot.reader.model.kind:
            self._offer_gates()
        self._offer_places(snapshot)
        shown = (snapshot.changes, snapshot.refused)
        if shown != self._shown:
            self._shown = shown
            self._list_changes(snapshot.changes, snapshot.refused)
        self.patch.show_snapshot(snapshot)

    def add(self, rule: Rule) -> None:
        """Add a change to the list, switched on."""
        self.changes_edited.emit(rule.title(), (*self._snapshot.changes, Change(rule)))

    def choose_gate(self, name: str) -> None:
        """Choose a gate, as if in the box."""
        if self.gate.findData(name) >= 0:
            self.gate.setCurrentIndex(self.gate.findData(name))

    def _clamp(self) -> None:
        where = self._chosen(self.where)
        units = self._chosen(self.units)
        self.value.setFocus()  # what was typed there is read
        self.add(ClampRule(self.gate.currentData(), self.value.value, where, units))

    def _chosen(self, box: QComboBox) -> str:
        """Return what an item means, or what was typed."""
        known = box.findText(box.currentText())
        return str(box.itemData(known)) if known >= 0 else box.currentText().strip()

    def _offer_gates(self) -> None:
        self.gate.clear()
        values = VALUES[self._snapshot.reader.model.kind]
        for value in sorted(values, key=lambda value: not value.gate):
            self.gate.addItem(f"{value.name} =", value.name)
        menu = self.more_button.menu()
        menu.clear()
        if self._snapshot.reader.model.kind == "lstm":
            for title, rule in (
                ("Forget := 0 at every full stop", ClampRule("f", 0.0, ".", ALL)),
                ("Forget := 1 at every full stop", ClampRule("f", 1.0, ".", ALL)),
                ("Forget := 1 everywhere", ClampRule("f", 1.0, ALL, ALL)),
            ):
                menu.addAction(title, lambda rule=rule: self.add(rule))
        menu.addAction("Silence the chosen unit", self._silence)
        menu.addAction("Put in the state of another sentence …", self._open_patch)
        menu.addSeparator()
        menu.addAction("Save sentence and changes …", self.save_wanted.emit)

    def _offer_places(self, snapshot: MemorySnapshot) -> None:
        word = snapshot.reading.tokens[snapshot.index].text
        places = (
            (f"at {snapshot.index} “{word[:12]}”", str(snapshot.index)),
            (f"at every “{word[:12]}”", word),
            ("everywhere", ALL),
        )
        _offer(self.where, places)
        _offer(self.units, (("all units", ALL), (f"unit {snapshot.unit}", str(snapshot.unit))))

    def _silence(self) -> None:
        self.add(AblateRule(str(self._snapshot.unit)))

    def _open_patch(self) -> None:
        self.patch.show()
        self.patch.source.setFocus()

    def _list_changes(self, changes: Changes, refused: tuple[str, ...]) -> None:
        while self.rows.count():
            row = self.rows.takeAt(0).widget()
            row.hide()  # it goes when Qt next has time
            row.deleteLater()
        for number, (change, reason) in enumerate(zip(changes, refused, strict=True)):
            self.rows.addWidget(self._row(number, change, reason))
        self.clear_button.setEnabled(bool(changes))
        active = sum(
            change.on and not reason for change, reason in zip(changes, refused, strict=True)
        )
        self.hint.show_text(f"{active} of {len(changes)} at work" if changes else "clamp a gate")

    def _row(self, number: int, change: Change, reason: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        title = change.rule.title()
        switch = QCheckBox()
        switch.setChecked(change.on)
        switch.setAccessibleName(f"At work: {title}")
        switch.toggled.connect(lambda on: self._switch(number, on))
        label = ElidedLabel(title)
        if reason:
            label.setObjectName("muted")
            label.show_text(f"{title}: {reason}")
        remove = icon_button("remove", f"Remove: {title}", lambda: self._remove(number), row)
        remove.setObjectName("small")
        line.addWidget(switch)
        line.addWidget(label, 1)
        line.addWidget(remove)
        return row

    def _switch(self, number: int, on: bool) -> None:
        changes = list(self._snapshot.changes)
        changes[number] = Change(changes[number].rule, on)
        what = f"{'switching on' if on else 'switching off'} {changes[number].rule.title()}"
        self.changes_edited.emit(what, tuple(changes))

    def _remove(self, number: int) -> None:
        changes = self._snapshot.changes
        what = f"removing {changes[number].rule.title()}"
        self.changes_edited.emit(what, changes[:number] + changes[number + 1 :])

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(6)
        self.value.setMinimumWidth(50)
        grid.addWidget(self.gate, 0, 0)
        grid.addWidget(self.value, 0, 1)
        grid.addWidget(self.clamp_button, 0, 2)
        grid.addWidget(self.where, 1, 0, 1, 2)
        grid.addWidget(self.units, 1, 2)
        for box in (self.where, self.units):
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        grid.setColumnStretch(1, 1)
        below = QHBoxLayout()
        below.addWidget(self.more_button)
        below.addStretch(1)
        below.addWidget(self.clear_button)
        self.body.addLayout(grid)
        self.body.addWidget(self.patch)
        self.body.addLayout(self.rows)
        self.body.addLayout(below)


def _offer(box: QComboBox, items: tuple[tuple[str, str], ...]) -> None:
    """Show other items and keep the choice: the same row, or what was typed."""
    texts = [text for text, _ in items]
    if [box.itemText(k) for k in range(box.count())] == texts:
        return
    typed = box.count() > 0 and box.findText(box.currentText()) < 0
    chosen, text = max(box.currentIndex(), 0), box.currentText()
    box.clear()
    for title, meaning in items:
        box.addItem(title, meaning)
    if typed:
        box.setEditText(text)
    else:
        box.setCurrentIndex(min(chosen, len(items) - 1))
